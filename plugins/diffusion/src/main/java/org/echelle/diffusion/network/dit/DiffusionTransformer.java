package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.PatchEmbedding;
import org.echelle.nn.Precision;
import org.echelle.nn.Taps;
import org.echelle.torch.Weights;

/**
 * DiT (Peebles and Xie 2023, arXiv 2212.09748) and PixArt-alpha (Chen et al. 2024, arXiv 2310.00426), in their authors' and in
 * diffusers' layouts: patches with fixed positions, adaptive blocks, a modulated norm, each token becomes pixels.
 *
 * <p>Runs forward, and under a gradient collector when its parameters want gradients.
 */
public final class DiffusionTransformer implements Denoiser {
    private final DitConfig config;
    private final String prefix;
    private final Parameters parameters;
    private final PatchEmbedding patches;
    private final NDArray positions; // [1, patches, d]
    private final Conditioner conditioner;
    private final List<DitBlock> blocks = new ArrayList<>();
    private final LayerNorm lastNorm;
    private final Linear last;
    private final Optional<NDArray> noText;

    /**
     * Takes all parameters.
     *
     * @param prefix what stands before the layout's names
     */
    DiffusionTransformer(DitConfig config, String prefix, Parameters parameters) {
        this.config = config;
        this.prefix = prefix;
        this.parameters = parameters;
        Parameters p = parameters.at(prefix);
        DitLayout layout = config.layout();
        int d = config.width();
        patches = new PatchEmbedding(p.at(layout.name(Part.PATCH)), config.channels(), d, config.patch(), true, true);
        positions = positions(p);
        conditioner =
                layout.readsText() ? new TextConditioner(config, p) : new ClassConditioner(config, conditioning(), p);
        noText = layout.has(Part.NO_TEXT) && p.has(layout.name(Part.NO_TEXT))
                ? Optional.of(noText(p))
                : Optional.empty();
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new DitBlock(config, i, p));
        }
        lastNorm = LayerNorm.plain(p, d, DitConfig.NORM_EPS);
        last = new Linear(
                p.at(layout.name(Part.LAST)),
                d,
                (long) config.patch() * config.patch() * config.outputChannels(),
                true);
        p.ignore("pos_embed.pos_embed"); // diffusers stored its table for a while
    }

    /**
     * Stored positions count where they were learnt from or kept by the authors' own programs. PixArt at 1024 pixels computes them
     * anew in every pass and only stores what it began with.
     */
    private NDArray positions(Parameters p) {
        int grid = config.grid();
        Part part = Part.POSITIONS;
        if (config.layout().has(part) && p.has(config.layout().name(part))) {
            String name = config.layout().name(part);
            if (!config.sizes()) {
                return p.get(name, 1, (long) grid * grid, config.width());
            }
            p.ignore(name);
        }
        return p.manager().create(table(config), new Shape(1, (long) grid * grid, config.width()));
    }

    private static float[] table(DitConfig config) {
        return GridPositions.table(config.grid(), config.width(), config.interpolation());
    }

    private NDArray noText(Parameters p) {
        // its number of tokens is nobody's to check but the text encoder's
        String name = config.layout().name(Part.NO_TEXT);
        return p.get(name, p.published(name));
    }

    /** Whether weights have the names of one of these networks. */
    public static boolean fits(Weights weights) {
        return DitRecognition.layout(weights).isPresent();
    }

    /** Builds it from weights (a file, or diffusers' {@code transformer} folder with its config.json), all as published. */
    public static DiffusionTransformer read(Weights weights, NDManager manager) {
        return read(weights, DitOptions.NONE, Precision.FLOAT32, manager);
    }

    /**
     * Builds it from weights.
     *
     * @param precision of its products
     * @param manager owns the parameters
     * @throws org.echelle.api.EchelleException when something is missing, left over, of another shape or not told
     */
    public static DiffusionTransformer read(
            Weights weights, DitOptions options, Precision precision, NDManager manager) {
        DitRecognition.Found found = DitRecognition.find(weights, options);
        Parameters parameters = Parameters.of(weights, manager).forming(precision);
        for (String name : weights.names()) { // the other weights of a training checkpoint
            if (!name.startsWith(found.prefix())) {
                parameters.ignore(name);
            }
        }
        DiffusionTransformer network = new DiffusionTransformer(found.config(), found.prefix(), parameters);
        parameters.verify(network.title());
        return network;
    }

    /** Whether the weights have their authors' names, else diffusers'. */
    public boolean authors() {
        return config.layout().isAuthors();
    }

    /** What was built. */
    public DitConfig config() {
        return config;
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    /** The same architecture with fresh random weights; positions are the fixed table. */
    @Override
    public DiffusionTransformer twin(long seed, NDManager manager) {
        DiffusionTransformer twin = new DiffusionTransformer(config, prefix, parameters.twin(seed, manager));
        twin.positions.set(FloatBuffer.wrap(table(config)));
        return twin;
    }

    /** The caption that stands for none, {@code [tokens, textWidth]}, where the weights hold one (PixArt's own layout). */
    public Optional<NDArray> noText() {
        return noText;
    }

    @Override
    public NDArray forward(NDArray x, double time, Condition condition, Tap tap) {
        return forward(x, new double[] {time}, condition, tap);
    }

    /**
     * One prediction for samples at different times.
     *
     * @param times one for all samples, or one a sample; otherwise as {@link Denoiser#forward}
     */
    public NDArray forward(NDArray x, double[] times, Condition condition, Tap tap) {
        Shape s = x.getShape();
        if (s.get(2) != config.size() || s.get(3) != config.size()) {
            throw new DiffusionException("The samples are " + s + ", but this network was made for " + config.size()
                    + " x " + config.size() + ".");
        }
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            Conditioner.Told told = conditioner.tell(times, condition, s.get(0), scope);
            NDArray tokens;
            try (NDArray mine = Taps.alias(x, scope);
                    NDArray embedded = patches.forward(mine)) {
                tokens = embedded.add(positions);
            }
            for (int i = 0; i < blocks.size(); i++) {
                try (NDArray before = tokens;
                        NDArray modulation = told.block(i)) {
                    tokens = blocks.get(i).forward(before, modulation, told.text(), tap);
                }
            }
            NDArray out = pixels(tokens, told);
            out.attach(owner);
            return out;
        }
    }

    /** Last norm and layer, and each token's numbers as the pixels of its patch, channels innermost. */
    private NDArray pixels(NDArray tokens, Conditioner.Told told) {
        int grid = config.grid();
        int patch = config.patch();
        int channels = config.outputChannels();
        try (NDArray x = tokens;
                NDArray modulation = told.last();
                NDList parts = modulation.split(2, 1);
                NDArray normal = lastNorm.forward(x);
                NDArray shifted = DitBlock.modulate(normal, parts.get(0), parts.get(1));
                NDArray flat = last.forward(shifted);
                NDArray cells = flat.reshape(-1, grid, grid, patch, patch, channels);
                NDArray ordered = cells.transpose(0, 5, 1, 3, 2, 4)) {
            return ordered.reshape(-1, channels, (long) grid * patch, (long) grid * patch);
        }
    }

    @Override
    public List<Place> places() {
        DitLayout layout = config.layout();
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            places.add(place(layout.name(Part.ATTENTION, i), "attention output of block " + i + ", before its gate"));
            if (layout.readsText()) {
                places.add(place(layout.name(Part.CROSS, i), "what block " + i + " reads in the text"));
            }
            places.add(place(layout.name(Part.MLP, i), "MLP output of block " + i + ", before its gate"));
            Place block = place(layout.name(Part.BLOCK, i), "residual stream after block " + i);
            places.add(block.update());
            places.add(block);
        }
        return places;
    }

    private Place place(String name, String description) {
        return Place.tokens(name, config.width(), 0, config.grid(), config.grid(), description);
    }

    @Override
    public int channels() {
        return config.channels();
    }

    @Override
    public int outputChannels() {
        return config.outputChannels();
    }

    @Override
    public int height() {
        return config.size();
    }

    @Override
    public int width() {
        return config.size();
    }

    @Override
    public Conditioning conditioning() {
        return config.layout().readsText()
                ? Conditioning.text(config.textWidth(), config.sizes() ? TextConditioner.SIZES : 0)
                : Conditioning.classes(config.classes(), config.hasNone() ? config.classes() : -1);
    }

    private String title() {
        return (config.layout().readsText() ? "PixArt-alpha" : "DiT") + " ("
                + config.layout().title() + " layout)";
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                (config.layout().readsText() ? "PixArt-alpha" : "DiT") + ", " + config.depth() + " blocks, width "
                        + config.width() + ", " + config.heads() + " heads, MLP " + config.mlpWidth() + ", patches of "
                        + config.patch() + " on " + config.size() + " x " + config.size());
        facts.put("layout", config.layout().title());
        facts.put("tokens", config.grid() * config.grid() + " patches");
        facts.put(
                "time",
                "timesteps of the scheduler"
                        + (config.frequencyShift() == 0 ? "" : ", sinusoid shifted as diffusers has it"));
        if (config.sizes()) {
            facts.put("sizes", "told height, width and aspect ratio");
        }
        return facts;
    }
}
