package org.echelle.diffusion.network.ddpm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.WeightShapes;
import org.echelle.nn.Activation;
import org.echelle.nn.Conv2d;
import org.echelle.nn.ConvTranspose2d;
import org.echelle.nn.Embedding;
import org.echelle.nn.Parameters;
import org.echelle.nn.Precision;
import org.echelle.nn.Taps;
import org.echelle.torch.Weights;

/**
 * The U-Net of BrianPulfer/PapersReimplementations' DDPM: stages of three blocks, halved twice by a strided convolution and once more
 * from 7 to 3 pixels, and back; each stage on the way up reads the output of its fellow on the way down in front of its own input.
 *
 * <p>It predicts the noise of pixels from -1 to 1 at whole timesteps; published weights have 1000 with betas from 1e-4 to 0.02,
 * linear.
 */
public final class DdpmUNet implements Denoiser {
    private static final String MARKER = "time_embed.weight";
    private static final String PUBLISHED_PREFIX = "network.";

    private final Parameters parameters;
    private final WeightShapes shapes;
    private final String prefix;
    private final int timesteps;
    private final int channels;
    private final int height;
    private final int width;
    private final Embedding times;
    private final Map<String, DdpmStage> stages = new LinkedHashMap<>();
    private final Conv2d down1;
    private final Conv2d down2;
    private final Conv2d down3Even; // 7 to 6 pixels
    private final Conv2d down3;
    private final ConvTranspose2d up1;
    private final ConvTranspose2d up1Odd; // 6 to 7 pixels
    private final ConvTranspose2d up2;
    private final ConvTranspose2d up3;
    private final Conv2d last;

    private DdpmUNet(Parameters parameters, WeightShapes shapes, String prefix) {
        this.parameters = parameters;
        this.shapes = shapes;
        this.prefix = prefix;
        Parameters p = parameters.at(prefix);
        int[] table = shapes.of(prefix + MARKER, 2);
        int[] picture = shapes.of(prefix + "b1.0.ln.weight", 3);
        timesteps = table[0];
        channels = picture[0];
        height = picture[1];
        width = picture[2];
        times = new Embedding(p.at("time_embed"), table[0], table[1]);
        String[][] names = {
            {"b1", "te1"},
            {"b2", "te2"},
            {"b3", "te3"},
            {"b_mid", "te_mid"},
            {"b4", "te4"},
            {"b5", "te5"},
            {"b_out", "te_out"}
        };
        for (String[] name : names) {
            boolean out = name[0].equals("b_out");
            stages.put(name[0], new DdpmStage(parameters, shapes, prefix + name[0], prefix + name[1], out));
        }
        down1 = halving(p, shapes, "down1");
        down2 = halving(p, shapes, "down2");
        int[] even = shapes.of(prefix + "down3.0.weight", 4);
        down3Even = new Conv2d(p.at("down3.0"), even[1], even[0], 2, 1, 0, true);
        down3 = halving(p, shapes, "down3.2");
        up1 = doubling(p, shapes, "up1.0");
        int[] odd = shapes.of(prefix + "up1.2.weight", 4);
        up1Odd = new ConvTranspose2d(p.at("up1.2"), odd[0], odd[1], 2, 1, 0);
        up2 = doubling(p, shapes, "up2");
        up3 = doubling(p, shapes, "up3");
        int[] out = shapes.of(prefix + "conv_out.weight", 4);
        last = new Conv2d(p.at("conv_out"), out[1], out[0], 3, 1, 1, true);
    }

    private Conv2d halving(Parameters p, WeightShapes shapes, String name) {
        int[] shape = shapes.of(prefix + name + ".weight", 4);
        return new Conv2d(p.at(name), shape[1], shape[0], 4, 2, 1, true);
    }

    private ConvTranspose2d doubling(Parameters p, WeightShapes shapes, String name) {
        int[] shape = shapes.of(prefix + name + ".weight", 4);
        return new ConvTranspose2d(p.at(name), shape[0], shape[1], 4, 2, 1);
    }

    /** Whether weights have this network's names. */
    public static boolean fits(Weights weights) {
        return weights.names().contains(prefix(weights) + MARKER)
                && weights.names().contains(prefix(weights) + "b_mid.0.ln.weight");
    }

    private static String prefix(Weights weights) {
        return weights.names().contains(PUBLISHED_PREFIX + MARKER) ? PUBLISHED_PREFIX : "";
    }

    /**
     * Builds it from weights; sizes come from their shapes.
     *
     * @param precision of its products
     * @param manager owns the parameters
     * @throws org.echelle.api.EchelleException when something is missing, left over or of another shape
     */
    public static DdpmUNet read(Weights weights, Precision precision, NDManager manager) {
        Parameters parameters = Parameters.of(weights, manager).forming(precision);
        DdpmUNet network = new DdpmUNet(parameters, new WeightShapes(weights, "a DDPM U-Net"), prefix(weights));
        parameters.verify("a DDPM U-Net");
        return network;
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    @Override
    public DdpmUNet twin(long seed, NDManager manager) {
        return new DdpmUNet(parameters.twin(seed, manager), shapes, prefix);
    }

    /** How many timesteps its table has. */
    public int timesteps() {
        return timesteps;
    }

    @Override
    public NDArray forward(NDArray x, double time, Condition condition, Tap tap) {
        return forward(x, new double[] {time}, tap);
    }

    /**
     * One prediction for samples at different times.
     *
     * @param at one for all samples, or one a sample; otherwise as {@link Denoiser#forward}
     */
    public NDArray forward(NDArray x, double[] at, Tap tap) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            // a copy, since autograd needs the numbers after Java's memory is gone
            NDArray time = times.forward(scope.create(steps(at)).duplicate());
            NDArray out1 = stage("b1", Taps.alias(x, scope), time, tap);
            NDArray out2 = stage("b2", down1.forward(out1), time, tap);
            NDArray out3 = stage("b3", down2.forward(out2), time, tap);
            NDArray mid = stage("b_mid", deepest(out3), time, tap);
            NDArray out4 = stage("b4", joined(out3, shallower(mid)), time, tap);
            NDArray out5 = stage("b5", joined(out2, up2.forward(out4)), time, tap);
            NDArray out = last.forward(stage("b_out", joined(out1, up3.forward(out5)), time, tap));
            out.attach(owner);
            return out;
        }
    }

    private NDArray stage(String name, NDArray x, NDArray time, Tap tap) {
        return stages.get(name).forward(x, time, tap);
    }

    private NDArray deepest(NDArray x) {
        try (NDArray even = down3Even.forward(x);
                NDArray active = Activation.SILU.forward(even)) {
            return down3.forward(active);
        }
    }

    private NDArray shallower(NDArray x) {
        try (NDArray even = up1.forward(x);
                NDArray active = Activation.SILU.forward(even)) {
            return up1Odd.forward(active);
        }
    }

    /** One behind the other along the channels; closes both. */
    private static NDArray joined(NDArray skipped, NDArray deeper) {
        NDArray both = NDArrays.concat(new NDList(skipped, deeper), 1);
        both.attach(skipped.getManager());
        skipped.close();
        deeper.close();
        return both;
    }

    private long[] steps(double[] at) {
        long[] steps = new long[at.length];
        for (int i = 0; i < at.length; i++) {
            steps[i] = Math.round(at[i]);
            if (steps[i] != at[i] || steps[i] < 0 || steps[i] >= timesteps) {
                throw new DiffusionException("This network knows whole timesteps from 0 to " + (timesteps - 1)
                        + ", not " + at[i] + "; choose a sampler with such steps.");
            }
        }
        return steps;
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        stages.values().forEach(s -> places.addAll(s.places()));
        return places;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int outputChannels() {
        return channels;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public Conditioning conditioning() {
        return Conditioning.NONE;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        StringBuilder sizes = new StringBuilder();
        for (String name : List.of("b1", "b2", "b3", "b_mid")) {
            Place place = stages.get(name).places().get(0);
            sizes.append(sizes.isEmpty() ? "" : ", ")
                    .append(place.rows())
                    .append(" x ")
                    .append(place.columns());
        }
        facts.put("architecture", "unconditional U-Net, maps of " + sizes + ", three blocks a stage");
        facts.put("layout", "PapersReimplementations DDPM");
        facts.put("time", "whole timesteps 0 to " + (timesteps - 1) + ", a table of learned vectors");
        facts.put("prediction", "the noise, pixels from -1 to 1");
        return facts;
    }
}
