package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Conv2d;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Parameters;
import org.echelle.nn.PatchEmbedding;
import org.echelle.nn.Taps;

/**
 * SAM's image encoder (Kirillov et al. 2023, arXiv 2304.02643), which MedSAM (Ma et al. 2024, arXiv 2304.12306) fine-tunes: a vision
 * transformer whose tokens keep their grid, with blocks that attend within windows and some that attend everywhere (ViTDet, arXiv 2203.16527),
 * and a neck of two convolutions.
 */
final class MedSam implements FilmNetwork {
    static final double EPS = 1e-6;

    /**
     * Sizes, as the weights tell them.
     *
     * @param prefix of the parameters' names and the hook points
     * @param grid tokens a side
     * @param windows tokens a side that attend to each other, for each block; the grid's own number for a block that attends everywhere
     * @param out channels of the neck
     */
    record Config(
            String prefix,
            int channels,
            int patch,
            int grid,
            int width,
            int heads,
            int hidden,
            List<Integer> windows,
            int out) {}

    private final Config config;
    private final PatchEmbedding embedding;
    private final NDArray positions;
    private final List<SamBlock> blocks = new ArrayList<>();
    private final Conv2d narrow;
    private final LayerNorm narrowNorm;
    private final Conv2d mix;
    private final LayerNorm mixNorm;

    MedSam(Config config, Parameters all) {
        this.config = config;
        Parameters p = all.at(config.prefix());
        int grid = config.grid();
        embedding = new PatchEmbedding(
                p.at("patch_embed.proj"), config.channels(), config.width(), config.patch(), true, true);
        positions = p.get("pos_embed", 1, grid, grid, config.width());
        for (int i = 0; i < config.windows().size(); i++) {
            blocks.add(new SamBlock(
                    p.at("blocks." + i),
                    config.width(),
                    config.heads(),
                    config.hidden(),
                    config.windows().get(i)));
        }
        narrow = new Conv2d(p.at("neck.0"), config.width(), config.out(), 1, 1, 0, false);
        narrowNorm = new LayerNorm(p.at("neck.1"), config.out(), EPS);
        mix = new Conv2d(p.at("neck.2"), config.out(), config.out(), 3, 1, 1, false);
        mixNorm = new LayerNorm(p.at("neck.3"), config.out(), EPS);
    }

    @Override
    public NDList forward(NDArray pixels, Tap tap) {
        NDManager owner = pixels.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = embedded(Taps.alias(pixels, scope));
            for (int i = 0; i < blocks.size(); i++) {
                try (NDArray before = x) {
                    x = Taps.at(
                            tap, config.prefix() + "blocks." + i, blocks.get(i).forward(before));
                }
            }
            return Layers.out(owner, Taps.at(tap, config.prefix() + "neck", neck(x)));
        }
    }

    private NDArray embedded(NDArray pixels) {
        int grid = config.grid();
        try (NDArray flat = embedding.forward(pixels);
                NDArray tokens = flat.reshape(-1, grid, grid, config.width())) {
            return tokens.add(positions);
        }
    }

    private NDArray neck(NDArray x) {
        try (NDArray map = x.transpose(0, 3, 1, 2);
                NDArray small = narrow.forward(map);
                NDArray even = normed(narrowNorm, small);
                NDArray mixed = mix.forward(even)) {
            return normed(mixNorm, mixed);
        }
    }

    /** A norm over the channels of a map, each place by itself. */
    private static NDArray normed(LayerNorm norm, NDArray map) {
        try (NDArray last = map.transpose(0, 2, 3, 1);
                NDArray even = norm.forward(last)) {
            return even.transpose(0, 3, 1, 2);
        }
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        int grid = config.grid();
        for (int i = 0; i < blocks.size(); i++) {
            int window = config.windows().get(i);
            String reach = window == grid ? "everywhere" : "within windows of " + window + " x " + window;
            places.add(Place.tokens(
                    config.prefix() + "blocks." + i,
                    config.width(),
                    grid,
                    grid,
                    "residual stream after block " + i + ", which attends " + reach));
        }
        places.add(Place.map(config.prefix() + "neck", config.out(), grid, grid, "what the mask decoder reads"));
        return places;
    }

    @Override
    public List<TensorSpec> outputs() {
        long grid = config.grid();
        return List.of(new TensorSpec(
                "embedding", List.of(-1L, (long) config.out(), grid, grid), "what the mask decoder reads"));
    }

    @Override
    public Map<String, String> facts() {
        long everywhere =
                config.windows().stream().filter(w -> w == config.grid()).count();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                "SAM image encoder, " + blocks.size() + " blocks of width " + config.width() + " with " + config.heads()
                        + " heads, " + everywhere + " of which attend everywhere");
        return facts;
    }
}
