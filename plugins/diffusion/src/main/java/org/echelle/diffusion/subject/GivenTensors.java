package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.Noise;
import org.echelle.diffusion.sampling.Sampler;
import org.echelle.diffusion.sampling.Sampling;
import org.echelle.diffusion.sampling.SeededNoise;
import org.echelle.torch.Scalars;

/** Sampling from tensors that somebody gives: start, conditions, times, scale, further noise. */
final class GivenTensors {
    private static final String NOISE = "noise";
    private static final String UNCONDITIONAL = "unconditional";
    private static final String SIZES = "sizes";
    private static final String TIMESTEPS = "timesteps";
    private static final String STEP_NOISE = "step_noise";
    private static final String SCALE = "guidance_scale";
    /** Times are compared as a file in single precision has them. */
    private static final double SAME = 1e-3;

    private final Denoiser network;
    private final Map<String, NDArray> given;
    private final Sampler sampler;
    private final Guidance guidance;
    private final long batch;

    /** @throws DiffusionException when something is missing, unknown or of another shape */
    GivenTensors(Denoiser network, SamplingPlan plan, Map<String, NDArray> given) {
        this.network = network;
        this.given = given;
        Map<String, TensorSpec> known = new LinkedHashMap<>();
        specs(network).forEach(spec -> known.put(spec.name(), spec));
        NDArray noise = given.get(NOISE);
        if (noise == null) {
            throw new DiffusionException("There is no tensor 'noise' to start from; give "
                    + known.get(NOISE).shape() + ", standard normal numbers.");
        }
        batch = noise.getShape().dimension() == 0 ? 0 : noise.getShape().get(0);
        given.forEach((name, tensor) -> {
            if (!known.containsKey(name)) {
                throw new DiffusionException("The tensor '" + name + "' is none that this model samples from; it takes "
                        + String.join(", ", known.keySet()) + ".");
            }
            check(known.get(name), tensor);
        });
        wanted();
        sampler = sampler(plan);
        NDArray scale = given.get(SCALE);
        guidance = scale == null
                ? plan.guidance()
                : plan.guidance().scaled(scale.toType(DataType.FLOAT32, false).toFloatArray()[0]);
    }

    /** What the network cannot do without, by the names of files: it would tell what it lacks, not where to put it. */
    private void wanted() {
        Conditioning told = network.conditioning();
        if (told.classes() > 0 && told.unconditional() < 0) {
            wanted("labels", "[samples]", "class of each sample, from 0 to " + (told.classes() - 1));
        }
        if (told.textWidth() > 0) {
            wanted("condition", "[samples, tokens, " + told.textWidth() + "]", "hidden states of the prompts");
        }
        if (told.pooledWidth() > 0) {
            wanted("pooled", "[samples, " + told.pooledWidth() + "]", "pooled text of the prompts");
        }
        if (told.sizes() > 0) {
            wanted(SIZES, "[samples, " + told.sizes() + "]", sizes(told));
        }
    }

    private void wanted(String name, String shape, String what) {
        if (given.get(name) == null) {
            throw new DiffusionException(
                    "There is no tensor '" + name + "', which this model reads; give " + shape + ", " + what + ".");
        }
    }

    private static String sizes(Conditioning told) {
        return told.pooledWidth() > 0
                ? "size of the original, corner of the crop and size of the picture"
                : "height and width of the picture in pixels and their ratio, height over width";
    }

    /** What can be given to a network, by the names of files. */
    static List<TensorSpec> specs(Denoiser network) {
        Conditioning told = network.conditioning();
        List<Long> sample = List.of(-1L, (long) network.channels(), (long) network.height(), (long) network.width());
        List<TensorSpec> specs = new ArrayList<>();
        specs.add(new TensorSpec(NOISE, sample, "standard normal numbers to start from"));
        if (told.classes() > 0) {
            specs.add(new TensorSpec("labels", List.of(-1L), "class of each sample"));
            specs.add(new TensorSpec(UNCONDITIONAL, List.of(-1L), "label that guidance leads away from"));
        }
        if (told.textWidth() > 0) {
            List<Long> text = List.of(-1L, -1L, (long) told.textWidth());
            specs.add(new TensorSpec("condition", text, "hidden states of the prompts"));
            specs.add(new TensorSpec(UNCONDITIONAL, text, "hidden states that guidance leads away from"));
            specs.add(new TensorSpec("mask", List.of(-1L, -1L), "1 for tokens of the condition that count, else 0"));
            specs.add(new TensorSpec("unconditional_mask", List.of(-1L, -1L), "the same of what is unconditional"));
        }
        if (told.sizes() > 0) {
            specs.add(new TensorSpec(SIZES, List.of(-1L, (long) told.sizes()), sizes(told)));
        }
        if (told.pooledWidth() > 0) {
            List<Long> pooled = List.of(-1L, (long) told.pooledWidth());
            specs.add(new TensorSpec("pooled", pooled, "pooled text"));
            specs.add(new TensorSpec("unconditional_pooled", pooled, "pooled text that guidance leads away from"));
        }
        specs.add(new TensorSpec(TIMESTEPS, List.of(-1L), "what the network is told of the time at each step"));
        specs.add(new TensorSpec(
                STEP_NOISE,
                LongStream.concat(LongStream.of(-1), sample.stream().mapToLong(Long::longValue))
                        .boxed()
                        .toList(),
                "noise that each step adds, where the sampler draws any"));
        specs.add(new TensorSpec(SCALE, List.of(-1L), "scale of guidance, one number; 1 for none"));
        return specs;
    }

    private void check(TensorSpec spec, NDArray tensor) {
        Shape shape = tensor.getShape();
        boolean number = spec.name().equals(SCALE) && shape.size() == 1;
        boolean fits = shape.dimension() == spec.shape().size();
        for (int i = 0; fits && i < shape.dimension(); i++) {
            long wanted = spec.shape().get(i);
            fits = wanted < 0 ? shape.get(i) > 0 : shape.get(i) == wanted;
        }
        int rows = spec.name().equals(STEP_NOISE) ? 1 : 0;
        boolean rowed = !spec.name().equals(TIMESTEPS);
        if (!number && (!fits || (rowed && shape.get(rows) != batch))) {
            throw new DiffusionException("The tensor '" + spec.name() + "' is " + shape + ", but this model takes "
                    + spec.shape() + " (" + spec.description() + "; -1 stands for any number, the first for "
                    + (rowed ? "the samples of 'noise'" : "steps")
                    + (fits && rowed ? ", of which there are " + batch : "") + ").");
        }
        if (tensor.getDataType().isFloating() && unsound(tensor)) {
            throw new DiffusionException("The tensor '" + spec.name()
                    + "' holds numbers that are none (NaN or infinite); every picture would be.");
        }
    }

    private static boolean unsound(NDArray tensor) {
        try (NDArray numbers = tensor.toType(DataType.FLOAT32, true);
                NDArray size = numbers.abs();
                NDArray sum = size.sum()) {
            return !Float.isFinite(sum.toFloatArray()[0]);
        }
    }

    /** The plan's, or one that visits the given times. */
    private Sampler sampler(SamplingPlan plan) {
        NDArray times = given.get(TIMESTEPS);
        if (times == null) {
            return plan.sampler();
        }
        float[] wanted = times.toType(DataType.FLOAT32, false).toFloatArray();
        Sampler found = plan.recursion().apply(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            double time = found.steps().get(i).time();
            if (Math.abs(wanted[i] - time) > SAME) {
                throw new DiffusionException(
                        "The given timesteps begin with " + firstOf(wanted) + ", but " + found.name()
                                + " visits "
                                + found.steps().stream()
                                        .limit(4)
                                        .map(s -> Float.toString((float) s.time()))
                                        .collect(Collectors.joining(", "))
                                + " in " + wanted.length + " steps; they differ at step " + (i + 1)
                                + ". Set timestep_spacing and steps_offset in the scheduler's config, or another sampler.");
            }
        }
        return found;
    }

    private static String firstOf(float[] wanted) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < Math.min(4, wanted.length); i++) {
            some.add(Float.toString(wanted[i]));
        }
        return String.join(", ", some);
    }

    private Optional<NDArray> told(String name) {
        return Optional.ofNullable(given.get(name));
    }

    private Condition with() {
        return new Condition(told("labels"), told("condition"), told("mask"), told("pooled"), told(SIZES));
    }

    private Optional<Condition> without(NDManager owner) {
        Conditioning known = network.conditioning();
        if (known.textWidth() > 0) {
            return told(UNCONDITIONAL)
                    .map(u -> new Condition(
                            Optional.empty(),
                            Optional.of(u),
                            told("unconditional_mask"),
                            told("unconditional_pooled"),
                            told(SIZES)));
        }
        if (told(UNCONDITIONAL).isPresent()) {
            return told(UNCONDITIONAL).map(Condition::labels);
        }
        return known.unconditional() < 0
                ? Optional.empty()
                : Optional.of(Condition.labels(owner.full(new Shape(batch), known.unconditional(), DataType.INT64)));
    }

    private Noise further() {
        NDArray noise = given.get(STEP_NOISE);
        if (noise == null) {
            return new SeededNoise(LongStream.range(0, batch).toArray());
        }
        long steps = noise.getShape().get(0);
        if (steps < sampler.steps().size()) {
            throw new DiffusionException("The tensor 'step_noise' holds noise for " + steps + " steps, but there are "
                    + sampler.steps().size() + ".");
        }
        return (step, shape, manager) -> {
            NDArray one = noise.get((long) step);
            one.attach(manager);
            return one;
        };
    }

    /** Of the samples. */
    Shape shape() {
        return given.get(NOISE).getShape();
    }

    /** All steps, and the pictures; owned by the manager of the noise. */
    Map<String, NDArray> trajectory(PictureDecoder decoder) {
        NDArray noise = given.get(NOISE);
        NDManager owner = noise.getManager();
        if (guidance.scale() != 1 && network.conditioning().textWidth() > 0 && given.get(UNCONDITIONAL) == null) {
            throw new DiffusionException("Guidance of " + guidance.scale()
                    + " needs a tensor 'unconditional' of the shape of 'condition'; give it, or a guidance of 1.");
        }
        if (guidance.scale() != 1
                && network.conditioning().pooledWidth() > 0
                && given.get("unconditional_pooled") == null) {
            throw new DiffusionException("Guidance of " + guidance.scale()
                    + " needs a tensor 'unconditional_pooled' of the shape of 'pooled'; give it, or a guidance of 1.");
        }
        try (NDManager scope = owner.newSubManager()) {
            NDArray start = noise.toType(DataType.FLOAT32, true);
            start.attach(scope);
            NDList samples = new NDList(Scalars.times(start, sampler.initialScale()));
            NDList predictions = new NDList();
            List<Float> times = new ArrayList<>();
            NDArray end = new Sampling(network, sampler, guidance)
                    .run(start, with(), without(scope), further(), Tap.NONE, (step, x, prediction) -> {
                        samples.add(kept(x, scope));
                        predictions.add(kept(prediction, scope));
                        times.add((float) step.time());
                    });
            float[] told = new float[times.size()];
            for (int i = 0; i < told.length; i++) {
                told[i] = times.get(i);
            }
            Map<String, NDArray> all = new LinkedHashMap<>();
            all.put("samples", NDArrays.stack(samples));
            all.put("predictions", NDArrays.stack(predictions));
            all.put(TIMESTEPS, scope.create(told));
            all.put("pictures", decoder.pictures(end, Tap.NONE));
            all.values().forEach(a -> a.attach(owner));
            return all;
        }
    }

    private static NDArray kept(NDArray x, NDManager scope) {
        NDArray copy = x.duplicate();
        copy.attach(scope);
        return copy;
    }
}
