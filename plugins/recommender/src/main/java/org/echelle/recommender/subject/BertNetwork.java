package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.recommender.History;
import org.echelle.torch.Scalars;

/**
 * BERT4Rec (Sun et al. 2019, arXiv 1904.06690) as BERT4Rec-VAE-Pytorch has it: every place looks at every other; a mask token after the
 * last action stands for the item to come, and its state decides the scores.
 */
final class BertNetwork implements ItemNetwork {
    private static final double HIDDEN = -1e9;

    private final BertConfig config;
    private final NDArray tokens; // [items + 2, width]
    private final NDArray positions; // [length, width]
    private final List<BertBlock> blocks = new ArrayList<>();
    private final Linear out;

    BertNetwork(BertConfig config, Parameters p) {
        this.config = config;
        tokens = p.get("bert.embedding.token.weight", config.items() + 2L, config.width());
        positions = p.get("bert.embedding.position.pe.weight", config.length(), config.width());
        for (int i = 0; i < config.blocks(); i++) {
            blocks.add(new BertBlock(p.at("bert.transformer_blocks." + i), config));
        }
        out = new Linear(p.at("out"), config.width(), config.items() + 1L, true);
    }

    @Override
    public NDArray forward(NDList inputs, Tap tap) {
        NDManager owner = inputs.get(0).getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray rows = Taps.alias(inputs.get(0), scope);
            NDArray x = rows.getNDArrayInternal()
                    .embedding(rows, tokens, SparseFormat.DENSE)
                    .singletonOrThrow()
                    .add(positions);
            NDArray mask = Scalars.times(rows.eq(0).toType(DataType.FLOAT32, false), HIDDEN)
                    .reshape(rows.getShape().get(0), 1, 1, config.length());
            for (int i = 0; i < blocks.size(); i++) {
                x = Taps.at(tap, hook(i), blocks.get(i).forward(x, mask));
            }
            NDArray scores = out.forward(Positions.last(x));
            scores.attach(owner);
            return scores;
        }
    }

    private static String hook(int block) {
        return "bert.transformer_blocks." + block;
    }

    @Override
    public List<HookPoint> hookPoints() {
        List<HookPoint> hooks = new ArrayList<>();
        for (int i = 0; i < config.blocks(); i++) {
            hooks.add(new HookPoint(
                    hook(i),
                    config.width(),
                    HookPoint.Layout.WIDTH_LAST,
                    List.of(Positions.ACTION),
                    "state after block " + i + "; the mask token's row, which decides the scores, has no action"));
        }
        return hooks;
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec(
                        "tokens",
                        List.of(-1L, (long) config.length()),
                        "int64: rows of consumed items, oldest first, 0 on the left where a history is shorter, "
                                + config.mask() + " (the mask token) last"),
                Positions.ACTIONS);
    }

    @Override
    public NDList prepare(List<History> batch, NDManager manager) {
        int length = config.length();
        try (NDManager scope = manager.newSubManager()) {
            NDList shown = Positions.padLeft(batch, length - 1, scope);
            long[] rows = shown.get(0).toLongArray();
            long[] tokens = new long[batch.size() * length];
            for (int i = 0; i < batch.size(); i++) {
                System.arraycopy(rows, i * (length - 1), tokens, i * length, length - 1);
                tokens[(i + 1) * length - 1] = config.mask();
            }
            return new NDList(
                    manager.create(tokens, new Shape(batch.size(), length)),
                    manager.create(shown.get(1).toLongArray(), new Shape(batch.size(), 1)));
        }
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        int batch = (int) inputs.get(0).getShape().get(0);
        int length = config.length();
        long[] actions = inputs.get(1).toLongArray();
        int[] coordinates = new int[batch * length];
        boolean[] dropped = new boolean[batch * length];
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < length; j++) {
                int action = (int) actions[i] - length + 1 + j;
                boolean last = j == length - 1;
                coordinates[i * length + j] = last ? -1 : Math.max(-1, action);
                dropped[i * length + j] = !last && action < 0;
            }
        }
        return new Sites(batch, length, new int[][] {coordinates}, dropped);
    }

    @Override
    public int columns() {
        return config.items() + 1;
    }

    @Override
    public String refuses(History history) {
        return Rows.refuses(history, 1, config.items() + 1);
    }

    @Override
    public String architecture() {
        return String.format(
                Locale.ROOT,
                "BERT4Rec, %d blocks of width %d with %d head%s, %,d items, %d actions and the mask token",
                config.blocks(),
                config.width(),
                config.heads(),
                config.heads() == 1 ? "" : "s",
                config.items(),
                config.length() - 1);
    }
}
