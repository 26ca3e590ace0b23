package org.echelle.vision.subject;

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
import org.echelle.nn.Parameters;
import org.echelle.nn.subject.Blueprint;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.nn.subject.HookPlaces;
import org.echelle.pictures.GridReader;
import org.echelle.pictures.Placement;
import org.echelle.torch.Weights;
import org.echelle.vision.ImageSample;

/** What all networks on pictures share: preprocessing, inputs and outputs, sites, the random twin. */
final class PictureSubject implements VisionSubject {
    /** A network and what is to be said of it. */
    interface Network {
        /** {@code [batch, channels, height, width]} to {@code [batch, outputs]}. */
        NDArray forward(NDArray pixels, Tap tap);

        /** In the order of a forward pass. */
        List<Place> places();

        int outputs();

        /** Whether the outputs are scores of classes. */
        boolean classifies();

        /** Architecture in words, and whatever else is worth telling. */
        Map<String, String> facts();
    }

    /**
     * A hook point and its grid.
     *
     * @param leading rows in front of the grid's (class token, registers)
     * @param rows of the grid; 0 for a pooled activation
     * @param columns of the grid
     */
    record Place(HookPoint hook, int leading, int rows, int columns) {}

    private final BuiltNetwork<Network> built;
    private final Network network;
    private final HookPlaces<Place> places;
    private final Preprocessing preprocessing;
    private final List<String> labels;

    private PictureSubject(BuiltNetwork<Network> built, Preprocessing preprocessing, List<String> labels) {
        this.built = built;
        this.preprocessing = preprocessing;
        this.labels = labels;
        network = built.network();
        places = new HookPlaces<>(network.places(), Place::hook);
        if (!labels.isEmpty() && labels.size() != network.outputs()) {
            throw new SubjectException("There are " + labels.size() + " labels for a network with " + network.outputs()
                    + " outputs; give one a class, or none.");
        }
    }

    /**
     * Opens a network from weights.
     *
     * @param what names the network and its layout for messages
     * @param config everything beside weights and preprocessing that decides the outputs, as text
     */
    static VisionSubject open(
            Path file,
            Weights weights,
            String what,
            String config,
            Function<Parameters, Network> builder,
            Preprocessing preprocessing,
            List<String> labels,
            OpenContext context) {
        Blueprint<Network> blueprint =
                new Blueprint<>(what, weights.fingerprint() + "\n" + config, preprocessing.settings(), builder);
        return BuiltNetwork.open(blueprint, weights, file.getFileName() + " (" + weights.format() + ")", context)
                .into(b -> new PictureSubject(b, preprocessing, labels));
    }

    @Override
    public String fingerprint() {
        return built.fingerprint();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = built.facts(network.facts());
        facts.put("preprocessing", preprocessing.describe());
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
                "normalised pixels: (value / 255 - mean) / std of each channel"));
    }

    @Override
    public List<TensorSpec> outputs() {
        boolean classes = network.classifies();
        return List.of(new TensorSpec(
                classes ? "logits" : "features",
                List.of(-1L, (long) network.outputs()),
                classes ? "unnormalised log-probabilities of the classes" : "the vector that stands for the picture"));
    }

    @Override
    public List<String> outputNames() {
        return labels;
    }

    @Override
    public Optional<PictureReader> readsPictures() {
        return Optional.of(new GridReader(this, ImageSample::new));
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager owner) {
        int length = preprocessing.channels() * inputHeight() * inputWidth();
        float[] values = new float[batch.size() * length];
        for (int i = 0; i < batch.size(); i++) {
            if (!(batch.get(i) instanceof ImageSample image)) {
                throw new BadSampleException("The sample " + batch.get(i).id() + " is no picture.");
            }
            preprocessing.apply(image, values, i * length);
        }
        Shape shape = new Shape(batch.size(), preprocessing.channels(), inputHeight(), inputWidth());
        return new NDList(owner.create(values, shape));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        return new NDList(network.forward(inputs.singletonOrThrow(), tap));
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        Place place = places.at(hook);
        int batch = (int) inputs.get(0).getShape().get(0);
        return Sites.repeated(batch, Sites.grid(place.leading(), place.rows(), place.columns()));
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return built.twin(seed, context).into(b -> new PictureSubject(b, preprocessing, labels));
    }

    @Override
    public Placement placement(int imageWidth, int imageHeight) {
        return preprocessing.placement(imageWidth, imageHeight);
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
        Place place = places.at(hook);
        return new int[] {place.rows(), place.columns()};
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public void close() {
        built.close();
    }
}
