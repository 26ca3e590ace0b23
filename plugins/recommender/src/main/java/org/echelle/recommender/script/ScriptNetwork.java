package org.echelle.recommender.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.recommender.History;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.subject.ItemNetwork;
import org.echelle.recommender.subject.Positions;
import org.echelle.recommender.subject.Rows;
import org.echelle.torch.HostView;
import org.echelle.torch.script.TappedProgram;

/** An archive as a network on histories. */
final class ScriptNetwork implements ItemNetwork {
    private final TappedProgram program;
    private final Signature signature;
    private final ScriptOptions options;
    private final ScriptLayout layout;

    ScriptNetwork(TappedProgram program, Signature signature, ScriptOptions options, ScriptLayout layout) {
        this.program = program;
        this.signature = signature;
        this.options = options;
        this.layout = layout;
    }

    /** How many actions of each history are shown, from what {@link #prepare} made. */
    static long[] shown(NDList inputs, int length) {
        return Arrays.stream(inputs.get(1).toLongArray())
                .map(n -> Math.min(n, length))
                .toArray();
    }

    @Override
    public NDArray forward(NDList inputs, Tap tap) {
        Set<String> wanted = new TreeSet<>();
        layout.places().keySet().stream().filter(tap::wants).forEach(wanted::add);
        NDArray rows = inputs.get(0);
        NDManager owner = rows.getManager();
        long[] shown = shown(inputs, options.length());
        long batch = rows.getShape().get(0);
        Map<String, NDArray> made = program.run(
                owner, signature.method(), signature.inputs(rows, shown, owner), wanted, (hook, call, x) -> {
                    Form form = layout.places().get(hook).form();
                    NDArray turned = form.turned(x);
                    require(hook, form, turned.getShape(), batch);
                    NDArray changed = tap.at(hook, turned);
                    return changed == turned ? x : form.turned(changed);
                });
        NDArray output = made.remove(layout.output());
        made.values().forEach(NDArray::close);
        return layout.scores()
                .map(form -> scores(form.turned(output), form, shown, owner))
                .orElse(output);
    }

    private void require(String hook, Form form, Shape shape, long batch) {
        boolean fits = shape.get(0) == batch && (form == Form.HISTORY || shape.get(1) == options.length());
        if (!fits) {
            throw new RecommenderException("What passes " + hook + " has the shape " + shape + " for " + batch
                    + " histories of " + options.length()
                    + " places, so that its rows cannot be told; choose another hook point.");
        }
    }

    /** Those after the last action. */
    private NDArray scores(NDArray all, Form form, long[] shown, NDManager owner) {
        NDArray last = all;
        if (form != Form.HISTORY && options.left()) {
            last = Positions.last(all);
        } else if (form != Form.HISTORY) {
            long[] ends = new long[shown.length];
            for (int i = 0; i < ends.length; i++) {
                ends[i] = (long) i * options.length() + shown[i] - 1;
            }
            last = all.reshape(-1, options.rows())
                    .get(new NDIndex("{}", HostView.array(owner, ends, new Shape(ends.length))));
        }
        return last.toType(DataType.FLOAT32, false);
    }

    @Override
    public List<HookPoint> hookPoints() {
        return layout.places().values().stream().map(ScriptLayout.Place::hook).toList();
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec(
                        "items",
                        List.of(-1L, (long) options.length()),
                        "int64: rows of consumed items, oldest first, " + padding() + " where a history is shorter"),
                Positions.ACTIONS);
    }

    private String padding() {
        return options.padding() + " on the " + options.side().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public NDList prepare(List<History> batch, NDManager manager) {
        return Positions.padded(batch, options.length(), options.left(), options.padding(), manager);
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        if (layout.places().get(hook.name()).form() == Form.HISTORY) {
            return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[0][]);
        }
        return options.left() ? Positions.left(inputs) : Positions.right(inputs);
    }

    @Override
    public int columns() {
        return options.rows();
    }

    @Override
    public TensorSpec output() {
        if (layout.scores().isPresent()) {
            return ItemNetwork.super.output();
        }
        List<Long> shape = new ArrayList<>(List.of(-1L));
        shape.addAll(layout.outputShape());
        return new TensorSpec("output", shape, "the archive's output, which nobody said to be scores of items");
    }

    @Override
    public String refuses(History history) {
        String wrong = Rows.refuses(history, options.first(), options.rows());
        if (wrong.isEmpty() && Arrays.stream(history.items()).anyMatch(row -> row == options.padding())) {
            return "has an item of row " + options.padding()
                    + ", which stands for padding. Check samples.item-ids and subject.padding.";
        }
        return wrong;
    }

    @Override
    public String architecture() {
        return String.format(
                Locale.ROOT, "%s, %,d rows of items, %d actions", layout.described(), options.rows(), options.length());
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("method", signature.toString());
        details.put("padding", padding());
        details.put(
                "scores",
                layout.scores()
                        .map(form -> (layout.output().isEmpty() ? "the only output" : "output " + layout.output())
                                + (form == Form.HISTORY ? "" : ", after the last action"))
                        .orElse("none: there is no HR@k and no rerank, which need them"));
        return details;
    }
}
