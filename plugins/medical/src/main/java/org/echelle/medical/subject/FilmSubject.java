package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.nn.Parameters;
import org.echelle.nn.subject.Blueprint;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.nn.subject.HookPlaces;
import org.echelle.pictures.GridReader;
import org.echelle.pictures.Placement;
import org.echelle.torch.Weights;

/** What all networks on films share: preprocessing, inputs and outputs, sites, the random twin. */
final class FilmSubject implements MedicalSubject {
    private final BuiltNetwork<FilmNetwork> built;
    private final FilmNetwork network;
    private final HookPlaces<FilmNetwork.Place> places;
    private final Preprocessing preprocessing;
    private final List<String> names;

    private FilmSubject(BuiltNetwork<FilmNetwork> built, Preprocessing preprocessing, List<String> names) {
        this.built = built;
        this.preprocessing = preprocessing;
        this.names = List.copyOf(names);
        network = built.network();
        places = new HookPlaces<>(network.places(), FilmNetwork.Place::hook);
        long outputs = network.outputs().get(0).shape().get(1);
        if (!names.isEmpty() && names.size() != outputs) {
            throw new MedicalException("There are " + names.size() + " labels for a network with " + outputs
                    + " outputs; give one an output, or none.");
        }
    }

    /**
     * Opens a network from weights.
     *
     * @param what names the network for messages
     * @param settings whatever beside weights and preprocessing decides the outputs
     */
    static MedicalSubject open(
            Path file,
            Weights weights,
            String what,
            String settings,
            Function<Parameters, FilmNetwork> builder,
            Preprocessing preprocessing,
            List<String> names,
            OpenContext context) {
        Blueprint<FilmNetwork> blueprint = new Blueprint<>(
                what, weights.fingerprint() + "\n" + what + "\n" + settings, preprocessing.settings(), builder);
        return BuiltNetwork.open(blueprint, weights, file.getFileName() + " (" + weights.format() + ")", context)
                .into(b -> new FilmSubject(b, preprocessing, names));
    }

    @Override
    public String fingerprint() {
        return built.fingerprint();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = built.facts(network.facts());
        facts.put("preprocessing", preprocessing.settings());
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return places.hookPoints();
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new TensorSpec(
                "pixels",
                List.of(-1L, (long) preprocessing.channels(), (long) inputHeight(), (long) inputWidth()),
                "normalised values: " + preprocessing.settings()));
    }

    @Override
    public List<TensorSpec> outputs() {
        return network.outputs();
    }

    @Override
    public List<String> outputNames() {
        return names;
    }

    @Override
    public Optional<PictureReader> readsPictures() {
        return Optional.of(new GridReader(this, Film::of));
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager owner) {
        int length = preprocessing.channels() * inputHeight() * inputWidth();
        float[] values = new float[Math.multiplyExact(batch.size(), length)];
        for (int i = 0; i < batch.size(); i++) {
            if (!(batch.get(i) instanceof Film film)) {
                throw new BadSampleException("The sample " + batch.get(i).id() + " is no film.");
            }
            preprocessing.apply(film, values, i * length);
        }
        Shape shape = new Shape(batch.size(), preprocessing.channels(), inputHeight(), inputWidth());
        return new NDList(owner.create(values, shape));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDArray pixels = inputs.singletonOrThrow();
        return network.forward(pixels, tap);
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        FilmNetwork.Place place = places.at(hook);
        int batch = (int) inputs.get(0).getShape().get(0);
        return place.rows() == 0
                ? Sites.repeated(batch, new int[0][])
                : Sites.repeated(batch, Sites.grid(0, place.rows(), place.columns()));
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return built.twin(seed, context).into(b -> new FilmSubject(b, preprocessing, names));
    }

    @Override
    public Placement placement(int filmWidth, int filmHeight) {
        return preprocessing.placement(filmWidth, filmHeight);
    }

    @Override
    public int inputWidth() {
        return preprocessing.width();
    }

    @Override
    public int inputHeight() {
        return preprocessing.height();
    }

    @Override
    public int[] gridSize(HookPoint hook) {
        FilmNetwork.Place place = places.at(hook);
        return new int[] {place.rows(), place.columns()};
    }

    @Override
    public void close() {
        built.close();
    }
}
