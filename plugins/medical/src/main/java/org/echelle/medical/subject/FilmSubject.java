package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import org.echelle.torch.Checksums;
import org.echelle.torch.Weights;

/** What all networks on films share: preprocessing, inputs and outputs, sites, the random twin. */
final class FilmSubject implements MedicalSubject {
    private final NDManager manager;
    private final Function<Parameters, FilmNetwork> builder;
    private final Parameters parameters;
    private final FilmNetwork network;
    private final Map<String, FilmNetwork.Place> places = new LinkedHashMap<>();
    private final Preprocessing preprocessing;
    private final List<String> names;
    private final String fingerprint;
    private final String origin;

    private FilmSubject(
            NDManager manager,
            Function<Parameters, FilmNetwork> builder,
            Parameters parameters,
            Preprocessing preprocessing,
            List<String> names,
            String identity,
            String origin) {
        this.manager = manager;
        this.builder = builder;
        this.parameters = parameters;
        this.preprocessing = preprocessing;
        this.names = List.copyOf(names);
        this.origin = origin;
        network = builder.apply(parameters);
        network.places().forEach(p -> places.put(p.hook().name(), p));
        fingerprint = Checksums.sha256((identity + "\n" + preprocessing.settings()).getBytes(StandardCharsets.UTF_8));
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
        NDManager manager = context.manager().newSubManager(context.device());
        try {
            Parameters parameters = Parameters.of(weights, manager);
            FilmSubject subject = new FilmSubject(
                    manager,
                    builder,
                    parameters,
                    preprocessing,
                    names,
                    weights.fingerprint() + "\n" + what + "\n" + settings,
                    file.getFileName() + " (" + weights.format() + ")");
            parameters.verify(what);
            return subject;
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(network.facts());
        facts.put("parameters", Long.toString(parameters.count()));
        facts.put("weights", origin);
        facts.put("preprocessing", preprocessing.settings());
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return places.values().stream().map(FilmNetwork.Place::hook).toList();
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
        return Optional.of(new PictureReader() {
            @Override
            public Sample picture(String id, int width, int height, int channels, byte[] pixels) {
                return Film.of(id, width, height, channels, pixels);
            }

            @Override
            public double[] seen(int width, int height) {
                Placement p = placement(width, height);
                return new double[] {p.toFilmX(0), p.toFilmY(0), p.toFilmX(inputWidth()), p.toFilmY(inputHeight())};
            }
        });
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
        FilmNetwork.Place place = place(hook);
        int batch = (int) inputs.get(0).getShape().get(0);
        return place.rows() == 0
                ? Sites.repeated(batch, new int[0][])
                : Sites.repeated(batch, Sites.grid(0, place.rows(), place.columns()));
    }

    private FilmNetwork.Place place(HookPoint hook) {
        FilmNetwork.Place place = places.get(hook.name());
        if (place == null) {
            throw new MedicalException("This network has no hook point " + hook.name() + "; it has "
                    + String.join(", ", places.keySet()) + ".");
        }
        return place;
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        NDManager twin = context.manager().newSubManager(context.device());
        try {
            return new FilmSubject(
                    twin,
                    builder,
                    parameters.twin(seed, twin),
                    preprocessing,
                    names,
                    "random twin " + seed + " of " + fingerprint,
                    "random, seed " + seed);
        } catch (RuntimeException e) {
            twin.close();
            throw e;
        }
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
        FilmNetwork.Place place = place(hook);
        return new int[] {place.rows(), place.columns()};
    }

    @Override
    public void close() {
        manager.close();
    }
}
