package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.sampling.Sampling;
import org.echelle.diffusion.sampling.SeededNoise;
import org.echelle.nn.subject.OwnMemory;
import org.echelle.torch.Checksums;

/**
 * A denoiser with its condition, sampler and decoder. A forward pass is a whole sampling; rows carry the timestep and the guidance
 * branch in front of the coordinates that the network gives them.
 */
public final class DiffusionSubject implements Subject {
    private final NDManager manager;
    private final Denoiser network;
    private final Conditioner conditioner;
    private final PictureDecoder decoder;
    private final SamplingPlan plan;
    private final String identity;
    private final String origin;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<HookPoint> hooks = new ArrayList<>();

    /**
     * @param manager owned from now on
     * @param identity everything that decides the outputs but the sampling, as text
     * @param origin where the parameters come from, for the reader
     */
    DiffusionSubject(
            NDManager manager,
            Denoiser network,
            Conditioner conditioner,
            PictureDecoder decoder,
            SamplingPlan plan,
            String identity,
            String origin) {
        this.manager = manager;
        this.network = network;
        this.conditioner = conditioner;
        this.decoder = decoder;
        this.plan = plan;
        this.identity = identity;
        this.origin = origin;
        hooks.addAll(conditioner.hookPoints());
        for (Place place : network.places()) {
            places.put(place.hook().name(), place);
            hooks.add(stamped(place.hook()));
        }
    }

    private HookPoint stamped(HookPoint hook) {
        List<Axis> axes = new ArrayList<>();
        axes.add(new Axis(Sampling.TIMESTEP, plan.sampler().timesteps()));
        axes.add(new Axis(Sampling.BRANCH, 2));
        axes.addAll(hook.axes());
        return new HookPoint(hook.name(), hook.width(), hook.layout(), axes, hook.description());
    }

    /** The network. */
    public Denoiser network() {
        return network;
    }

    /** A manager for work on this subject's device; the caller closes it. */
    public NDManager newManager() {
        return manager.newSubManager();
    }

    /** Its sampler and guidance. */
    public SamplingPlan plan() {
        return plan;
    }

    @Override
    public String fingerprint() {
        String all = identity + "\n" + plan.describe() + "\n" + plan.sampler().steps() + "\n" + plan.guidance() + "\n"
                + decoder;
        return Checksums.sha256(all.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(network.facts());
        facts.putAll(conditioner.facts());
        long count = network.parameters().values().stream()
                .mapToLong(a -> a.getShape().size())
                .sum();
        facts.put("parameters", Long.toString(count));
        facts.put("weights", origin);
        facts.put("sampling", plan.describe());
        facts.putAll(plan.scheduler());
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return List.copyOf(hooks);
    }

    @Override
    public List<TensorSpec> inputs() {
        List<TensorSpec> inputs = new ArrayList<>();
        inputs.add(new TensorSpec(
                "noise",
                List.of(-1L, (long) network.channels(), (long) network.height(), (long) network.width()),
                "standard normal numbers to start from"));
        inputs.add(new TensorSpec("seeds", List.of(-1L), "seed of each sample's further noise"));
        inputs.addAll(conditioner.inputs());
        return inputs;
    }

    @Override
    public List<TensorSpec> outputs() {
        long scale = decoder.scale();
        return List.of(new TensorSpec(
                "pictures",
                List.of(-1L, (long) decoder.channels(), network.height() * scale, network.width() * scale),
                "pictures, from 0 (black) to 1"));
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager owner) {
        List<MadeSample> made = new ArrayList<>();
        long[] seeds = new long[batch.size()];
        for (int i = 0; i < seeds.length; i++) {
            if (!(batch.get(i) instanceof MadeSample sample)) {
                throw new BadSampleException(
                        "The sample " + batch.get(i).id() + " is none that can be made from noise.");
            }
            made.add(sample);
            seeds[i] = sample.seed();
        }
        NDList inputs = new NDList();
        Shape shape = new Shape(seeds.length, network.channels(), network.height(), network.width());
        inputs.add(new SeededNoise(seeds).draw(-1, shape, owner));
        inputs.add(owner.create(seeds));
        inputs.addAll(conditioner.prepare(made, owner));
        return inputs;
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDManager owner = inputs.get(0).getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray pictures = Room.within(
                    inputs.get(0).getShape(),
                    () -> decoder.pictures(sampled(inputs, tap, (step, x0, prediction) -> {}, scope), tap));
            pictures.attach(owner);
            return new NDList(pictures);
        }
    }

    /**
     * Samples without decoding.
     *
     * @param inputs as {@link #prepare} made them
     * @param listener hears of every step
     * @param scope owns the result and all on the way
     */
    public NDArray sampled(NDList inputs, Tap tap, Sampling.Listener listener, NDManager scope) {
        NDArray start = inputs.get(0).duplicate();
        start.attach(scope);
        Conditioner.Both told = conditioner.conditions(new NDList(inputs.subList(2, inputs.size())), tap);
        return new Sampling(network, plan.sampler(), plan.guidance())
                .run(
                        start,
                        told.with(),
                        told.without(),
                        new SeededNoise(inputs.get(1).toLongArray()),
                        tap,
                        listener);
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        Place place = places.get(hook.name());
        if (place == null) {
            if (conditioner.hookPoints().stream().anyMatch(h -> h.name().equals(hook.name()))) {
                return conditioner.sites(hook, new NDList(inputs.subList(2, inputs.size())));
            }
            throw new DiffusionException("This model has no hook point " + hook.name() + ".");
        }
        // Timestep and branch are stamped on every part of the pass.
        List<int[]> all = new ArrayList<>(List.of(new int[place.positions()], new int[place.positions()]));
        if (!place.hook().axes().isEmpty()) {
            all.addAll(List.of(place.coordinates()));
        }
        return Sites.repeated((int) inputs.get(0).getShape().get(0), all.toArray(int[][]::new));
    }

    /** A place of the network by the name of its hook point; empty for one before the network. */
    public Optional<Place> place(String hook) {
        return Optional.ofNullable(places.get(hook));
    }

    @Override
    public Optional<PictureMaker> makesPictures() {
        return Optional.of(new Maker());
    }

    private final class Maker implements PictureMaker {
        @Override
        public int output() {
            return 0;
        }

        @Override
        public List<String> conditions() {
            return conditioner.names();
        }

        @Override
        public boolean takesText() {
            return conditioner.takesText();
        }

        @Override
        public Sample sample(String id, String condition, long seed) {
            return new MadeSample(id, condition, "", seed);
        }

        @Override
        public List<TensorSpec> given() {
            return GivenTensors.specs(network);
        }

        @Override
        public Map<String, NDArray> trajectory(Map<String, NDArray> given) {
            GivenTensors all = new GivenTensors(network, plan, given);
            return Room.withinGiven(all.shape(), () -> all.trajectory(decoder));
        }

        @Override
        public Map<Integer, NDArray> course(NDList inputs, Tap tap, int most) {
            NDManager owner = inputs.get(0).getManager();
            Course course = new Course(plan.sampler().steps(), most, x -> decoder.pictures(x, Tap.NONE), owner);
            return Room.within(inputs.get(0).getShape(), () -> {
                try (NDManager scope = owner.newSubManager()) {
                    sampled(inputs, tap, course, scope);
                }
                return course.pictures();
            });
        }

        @Override
        public String condition(Sample sample) {
            return ((MadeSample) sample).condition();
        }

        @Override
        public Sample avoiding(Sample sample, String unwanted) {
            if (plan.guidance().scale() == 1) {
                throw new DiffusionException("This model samples without guidance, so nothing can be avoided by it;"
                        + " set subject.sampling.guidance above 1.");
            }
            MadeSample made = (MadeSample) sample;
            return new MadeSample(made.id(), made.condition(), unwanted, made.seed());
        }
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return OwnMemory.of(
                context,
                twin -> new DiffusionSubject(
                        twin,
                        network.twin(seed, twin),
                        conditioner.twin(seed, twin),
                        decoder,
                        plan,
                        "random twin " + seed + " of " + identity,
                        "random, seed " + seed));
    }

    @Override
    public void close() {
        manager.close();
    }
}
