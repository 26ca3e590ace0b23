package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
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
import org.echelle.nn.Parameters;
import org.echelle.torch.Checksums;
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

    private final NDManager manager;
    private final Function<Parameters, Network> builder;
    private final Parameters parameters;
    private final Network network;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final String fingerprint;
    private final String origin;

    /**
     * Builds the network.
     *
     * @param manager owned from now on
     * @param builder takes parameters, verified afterwards by the caller
     * @param identity everything that decides the outputs, as text
     * @param origin where the parameters come from, for the reader
     */
    PictureSubject(
            NDManager manager,
            Function<Parameters, Network> builder,
            Parameters parameters,
            Preprocessing preprocessing,
            List<String> labels,
            String identity,
            String origin) {
        this.manager = manager;
        this.builder = builder;
        this.parameters = parameters;
        this.preprocessing = preprocessing;
        this.origin = origin;
        network = builder.apply(parameters);
        network.places().forEach(p -> places.put(p.hook().name(), p));
        fingerprint = Checksums.sha256((identity + "\n" + preprocessing.settings()).getBytes(StandardCharsets.UTF_8));
        if (!labels.isEmpty() && labels.size() != network.outputs()) {
            throw new SubjectException("There are " + labels.size() + " labels for a network with " + network.outputs()
                    + " outputs; give one a class, or none.");
        }
        this.labels = labels;
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
        facts.put("preprocessing", preprocessing.describe());
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return places.values().stream().map(Place::hook).toList();
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
        return Optional.of(new PictureReader() {
            @Override
            public Sample picture(String id, int width, int height, int channels, byte[] pixels) {
                return new ImageSample(id, width, height, channels, pixels);
            }

            @Override
            public double[] seen(int width, int height) {
                Placement p = placement(width, height);
                return new double[] {p.toImageX(0), p.toImageY(0), p.toImageX(inputWidth()), p.toImageY(inputHeight())};
            }
        });
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
        Place place = place(hook);
        int batch = (int) inputs.get(0).getShape().get(0);
        return Sites.repeated(batch, Sites.grid(place.leading(), place.rows(), place.columns()));
    }

    private Place place(HookPoint hook) {
        Place place = places.get(hook.name());
        if (place == null) {
            throw new SubjectException("This network has no hook point " + hook.name() + "; it has "
                    + String.join(", ", places.keySet()) + ".");
        }
        return place;
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        NDManager twin = context.manager().newSubManager(context.device());
        try {
            return new PictureSubject(
                    twin,
                    builder,
                    Parameters.random(parameters.pattern(), seed, twin),
                    preprocessing,
                    labels,
                    "random twin " + seed + " of " + fingerprint,
                    "random, seed " + seed);
        } catch (RuntimeException e) {
            twin.close();
            throw e;
        }
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
        Place place = place(hook);
        return new int[] {place.rows(), place.columns()};
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public void close() {
        manager.close();
    }
}
