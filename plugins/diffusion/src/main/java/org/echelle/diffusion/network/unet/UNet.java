package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.config.ModelFolder;
import org.echelle.nn.Conv2d;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Parameters;
import org.echelle.nn.Precision;
import org.echelle.nn.Taps;
import org.echelle.torch.Scalars;
import org.echelle.torch.Weights;

/**
 * A U-Net (Ronneberger et al. 2015; Ho et al. 2020; Rombach et al. 2022) in the layout of diffusers' {@code UNet2DConditionModel} and {@code
 * UNet2DModel}.
 *
 * <p>Runs forward, and under a gradient collector when its parameters want gradients. Hook points have the names of diffusers' modules. Any
 * number of threads may run it one after the other, one at a time.
 */
public final class UNet implements Denoiser {
    private final UNetConfig config;
    private final Parameters parameters;
    private final Conv2d convIn;
    private final UNetEmbedding embedding;
    private final List<DownBlock> down = new ArrayList<>();
    private final MidBlock mid; // null without
    private final List<UpBlock> up = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    /**
     * Takes all parameters.
     *
     * @param p the whole set; the caller calls {@link Parameters#verify}
     */
    public UNet(UNetConfig config, Parameters p) {
        this.config = config;
        parameters = p;
        int first = config.down().get(0).channels();
        convIn = new Conv2d(p.at("conv_in"), config.in(), first, config.inKernel(), 1, config.inKernel() / 2, true);
        embedding = new UNetEmbedding(p, config);
        Deque<Integer> skips = new ArrayDeque<>(List.of(first));
        int width = first;
        for (int i = 0; i < config.down().size(); i++) {
            Stage stage = config.down().get(i);
            boolean halves = i + 1 < config.down().size();
            String path = "down_blocks." + i;
            down.add(new DownBlock(p.at(path), path, width, stage, halves, config));
            width = stage.channels();
            for (int j = 0; j < stage.resnets() + (halves ? 1 : 0); j++) {
                skips.push(width);
            }
        }
        mid = config.mid().map(stage -> new MidBlock(p, stage, config)).orElse(null);
        for (int i = 0; i < config.up().size(); i++) {
            Stage stage = config.up().get(i);
            String path = "up_blocks." + i;
            List<Integer> taken = new ArrayList<>();
            for (int j = 0; j < stage.resnets(); j++) {
                taken.add(skips.pop());
            }
            up.add(new UpBlock(
                    p.at(path), path, width, taken, stage, i + 1 < config.up().size(), config));
            width = stage.channels();
        }
        convNormOut = new GroupNorm(
                p.at("conv_norm_out"),
                config.style().groups(),
                first,
                config.style().eps());
        convOut =
                new Conv2d(p.at("conv_out"), first, config.out(), config.outKernel(), 1, config.outKernel() / 2, true);
    }

    /**
     * Opens a U-Net.
     *
     * @param path a folder with diffusers' {@code config.json} and weights, a pipeline's folder with such a folder {@code unet} in it, or a
     *     weight file: one of Stable Diffusion's checkpoints, or one with its {@code config.json} beside it
     * @param precision of its products
     * @param manager owns the parameters
     * @throws org.echelle.api.EchelleException if it is absent, damaged or of another network; says what and where
     */
    public static UNet read(Path path, Precision precision, NDManager manager) {
        Weights weights = Weights.read(ModelFolder.part(path, "unet"));
        return LdmCheckpoint.isOne(weights)
                ? of(LdmCheckpoint.config(weights), LdmCheckpoint.weights(weights), precision, manager)
                : of(UNetConfig.of(ModelFolder.config(weights)), weights, precision, manager);
    }

    /** The same in float32. */
    public static UNet read(Path path, NDManager manager) {
        return read(path, Precision.FLOAT32, manager);
    }

    /** Takes weights with diffusers' names, all of them. */
    public static UNet of(UNetConfig config, Weights weights, Precision precision, NDManager manager) {
        Parameters parameters = Parameters.of(weights, manager).forming(precision);
        UNet network = new UNet(config, parameters);
        parameters.verify("the " + network.title() + " that its config describes");
        return network;
    }

    /** What it is made of. */
    public UNetConfig config() {
        return config;
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    @Override
    public NDArray forward(NDArray x, double time, Condition condition, Tap tap) {
        return forward(x, new double[] {time}, condition, tap);
    }

    /**
     * One prediction with a time for each sample, as training asks.
     *
     * @param times one for all, or one a sample
     * @return {@code [batch, outputChannels, height, width]}, owned by the manager of {@code x}
     */
    public NDArray forward(NDArray x, double[] times, Condition condition, Tap tap) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray mine = Taps.alias(x, scope);
            Pass pass = embedding.pass(mine, times, condition, tap);
            if (config.centred()) {
                mine = Scalars.times(mine, 2).sub(1);
            }
            NDArray h = Taps.at(tap, "conv_in", convIn.forward(mine));
            Deque<NDArray> skips = new ArrayDeque<>();
            skips.push(Taps.alias(h, scope));
            for (DownBlock block : down) {
                h = block.forward(h, pass, skips);
            }
            if (mid != null) {
                h = mid.forward(h, pass);
            }
            for (UpBlock block : up) {
                h = block.forward(h, pass, skips);
            }
            try (NDArray last = h;
                    NDArray normal = Taps.at(tap, "conv_norm_out", convNormOut.forward(last));
                    NDArray active = config.style().activation().forward(normal)) {
                NDArray y = convOut.forward(active);
                y.attach(owner);
                return y;
            }
        }
    }

    @Override
    public List<Place> places() {
        return UNetPlaces.of(config);
    }

    @Override
    public int channels() {
        return config.in();
    }

    @Override
    public int outputChannels() {
        return config.out();
    }

    @Override
    public int height() {
        return config.rows();
    }

    @Override
    public int width() {
        return config.columns();
    }

    @Override
    public Conditioning conditioning() {
        return config.conditioning();
    }

    @Override
    public UNet twin(long seed, NDManager manager) {
        return new UNet(config, parameters.twin(seed, manager));
    }

    private String title() {
        return (config.conditional()
                        ? "text-conditional"
                        : config.classes().told() ? "class-conditional" : "unconditional")
                + " U-Net";
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("architecture", title() + ", layout of diffusers");
        facts.put("samples", config.in() + " x " + config.rows() + " x " + config.columns());
        facts.put(
                "widths",
                config.down().stream().map(s -> String.valueOf(s.channels())).collect(Collectors.joining(", ")));
        facts.put(
                "resnets a block",
                config.down().stream().map(s -> String.valueOf(s.resnets())).collect(Collectors.joining(", ")));
        facts.put("attention", config.down().stream().map(UNet::attention).collect(Collectors.joining(", ")));
        if (config.textWidth() > 0) {
            facts.put("text width", String.valueOf(config.textWidth()));
        }
        config.added().ifPresent(a -> facts.put("pooled text width", String.valueOf(a.pooled())));
        if (config.classes().table() > 0) {
            facts.put("class embeddings", String.valueOf(config.classes().table()));
        }
        facts.put("parameters", String.valueOf(parameters.count()));
        return facts;
    }

    private static String attention(Stage stage) {
        return switch (stage.attention()) {
            case NONE -> "none";
            case SELF -> stage.heads() + " heads";
            case CROSS -> stage.heads() + " heads, depth " + stage.depth();
        };
    }
}
