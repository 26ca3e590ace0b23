package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * What is done to rows before they are trained on: {@code x' = (x - mean) * scale}, every part of a row with a scale of its own.
 *
 * <ul>
 *   <li>{@code none}
 *   <li>{@code unit-mean-square}: scale = 1 / sqrt(mean ||x||^2), mean 0 (Gemma Scope, dictionary_learning)
 *   <li>{@code mean-norm}: scale = sqrt(d) / mean ||x||, mean 0 (Anthropic's April update, SAELens)
 *   <li>{@code centre}: the data's mean, then scale = sqrt(d) / mean ||x - mean|| (MSAE)
 *   <li>{@code layer-norm}: every row by its own mean and standard deviation (OpenAI); not affine, so it stays part of the
 *       dictionary
 *   <li>{@code constant-norm}: every row to norm sqrt(d) (SAELens); stays part of the dictionary too
 *   <li>{@code by-timestep}: mean and scale of the row's timestep, as tables that stay part of the dictionary (after TIDE); rows come
 *       here with that done ({@code org.echelle.sae.time.TimestepRows}), so that nothing is left to do
 *   <li>{@code time-conditioned}: {@code centre}, of rows that say their timestep in columns of their own ({@code
 *       org.echelle.sae.time.ConditionedRows})
 * </ul>
 *
 * All but those of single rows and timesteps are folded into the finished dictionary, which then takes and gives raw rows.
 *
 * @param kind one of the above
 * @param widths of a row's parts; one where it is whole
 * @param scales one a part; 1 for {@code none} and the kinds that scale every row
 * @param mean {@code [d]}
 * @param spread mean over rows of the squared distance of x' from its mean
 */
public record Normalisation(String kind, List<Integer> widths, double[] scales, float[] mean, double spread) {
    private static final List<String> BY_ROW = List.of(StoredDictionary.LAYER_NORM, StoredDictionary.CONSTANT_NORM);
    private static final List<String> KINDS = List.of(
            "none",
            "unit-mean-square",
            "mean-norm",
            "centre",
            StoredDictionary.LAYER_NORM,
            StoredDictionary.CONSTANT_NORM,
            StoredDictionary.BY_TIMESTEP,
            StoredDictionary.TIME_CONDITIONED);
    /** Rows that the timestep of each has a part in. */
    private static final List<String> TIMED = List.of(StoredDictionary.BY_TIMESTEP, StoredDictionary.TIME_CONDITIONED);
    /** Rows are taken as they come. */
    private static final List<String> NOTHING = List.of("none", StoredDictionary.BY_TIMESTEP);

    /** For whole rows. */
    public Normalisation(String kind, double scale, float[] mean) {
        this(kind, List.of(mean.length), new double[] {scale}, mean, 1);
    }

    static void requireKind(String kind) {
        if (!KINDS.contains(kind)) {
            throw new SaeException(
                    "There is no normalisation \"" + kind + "\"; known are " + String.join(", ", KINDS) + ".");
        }
    }

    /**
     * Measures what a kind needs.
     *
     * @param batches raw rows, each {@code [b, d]}
     * @param blocks widths of a row's parts; empty for one
     */
    public static Normalisation measure(
            String kind, Kernel kernel, NDManager manager, List<NDArray> batches, int width, List<Integer> blocks) {
        List<Integer> widths = blocks.isEmpty() ? List.of(width) : blocks;
        if ((BY_ROW.contains(kind) || TIMED.contains(kind)) && widths.size() > 1) {
            throw new SaeException(
                    "The normalisation " + kind + " is not possible for rows of several parts; choose none,"
                            + " unit-mean-square, mean-norm or centre.");
        }
        float[] mean = new float[width];
        double[] scales = new double[widths.size()];
        Arrays.fill(scales, 1);
        if (!NOTHING.contains(kind) && !BY_ROW.contains(kind)) {
            int from = 0;
            for (int p = 0; p < scales.length; p++) {
                int to = from + widths.get(p);
                scales[p] = part(kind, kernel, manager, batches, mean, from, to);
                from = to;
            }
        }
        Normalisation units = new Normalisation(kind, widths, scales, mean, 1);
        return new Normalisation(kind, widths, scales, mean, units.spread(kernel, manager, batches));
    }

    /** Scale of the columns from..to, and their mean into {@code mean}. */
    private static double part(
            String kind, Kernel kernel, NDManager manager, List<NDArray> batches, float[] mean, int from, int to) {
        int d = to - from;
        float[] shift = new float[d];
        if (kind.equals("centre") || kind.equals(StoredDictionary.TIME_CONDITIONED)) {
            double[] sums = new double[d];
            long rows = moments(kernel, manager, batches, shift, from, new double[2], sums);
            for (int j = 0; j < d; j++) {
                shift[j] = (float) (sums[j] / rows);
            }
            System.arraycopy(shift, 0, mean, from, d);
        }
        double[] norms = new double[2];
        long rows = moments(kernel, manager, batches, shift, from, norms, new double[d]);
        if (!(norms[0] > 0) || !Double.isFinite(norms[0])) {
            throw new SaeException("The rows cannot be normalised (" + kind + "): "
                    + (norms[0] == 0
                            ? "all that were looked at are equal; there is nothing to learn from them."
                            : "they hold values that are not finite; extract them anew, or drop those rows."));
        }
        return kind.equals("unit-mean-square") ? 1 / Math.sqrt(norms[0] / rows) : Math.sqrt(d) / (norms[1] / rows);
    }

    private static long moments(
            Kernel kernel,
            NDManager manager,
            List<NDArray> batches,
            float[] shift,
            int from,
            double[] norms,
            double[] sums) {
        long rows = 0;
        try (NDManager scope = manager.newSubManager()) {
            NDArray by = scope.create(shift);
            for (NDArray batch : batches) {
                try (NDManager inner = scope.newSubManager()) {
                    NDArray part = batch;
                    if (batch.getShape().get(1) != shift.length) {
                        part = batch.get(new NDIndex(":, {}:{}", from, from + shift.length));
                        part.attach(inner);
                    }
                    NDList out = kernel.call(inner, "moments", part, by);
                    add(norms, out.get(0).toDoubleArray());
                    add(sums, out.get(1).toDoubleArray());
                    rows += batch.getShape().get(0);
                }
            }
        }
        return rows;
    }

    private double spread(Kernel kernel, NDManager manager, List<NDArray> batches) {
        double[] norms = new double[2];
        double[] sums = new double[mean.length];
        long rows = 0;
        for (NDArray batch : batches) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray x = apply(kernel, scope, batch);
                NDList out = kernel.call(scope, "moments", x, scope.create(new float[mean.length]));
                add(norms, out.get(0).toDoubleArray());
                add(sums, out.get(1).toDoubleArray());
                rows += batch.getShape().get(0);
            }
        }
        double centre = 0;
        for (double s : sums) {
            centre += (s / rows) * (s / rows);
        }
        return norms[0] / rows - centre;
    }

    /** Adds sums of another batch. */
    public static void add(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** Mean and scale by column, for {@link #apply}: each {@code [d]}. */
    public NDList arrays(NDManager manager) {
        float[] by = new float[mean.length];
        int at = 0;
        for (int p = 0; p < scales.length; p++) {
            Arrays.fill(by, at, at + widths.get(p), (float) scales[p]);
            at += widths.get(p);
        }
        return new NDList(manager.create(mean), manager.create(by));
    }

    /** The normalised rows, owned by {@code owner}; the rows themselves when nothing is to be done. */
    public NDArray apply(Kernel kernel, NDManager owner, NDArray x) {
        if (NOTHING.contains(kind)) {
            return x;
        }
        try (NDManager scope = owner.newSubManager()) {
            return apply(kernel, owner, x, arrays(scope));
        }
    }

    /** The same with {@link #arrays} made before. */
    public NDArray apply(Kernel kernel, NDManager owner, NDArray x, NDList arrays) {
        if (NOTHING.contains(kind)) {
            return x;
        }
        if (BY_ROW.contains(kind)) {
            NDList out = kernel.call(owner, "standardise", x, kind.equals(StoredDictionary.LAYER_NORM) ? 1 : 2);
            out.get(1).close();
            out.get(2).close();
            return out.get(0);
        }
        NDArray given = x.getDataType() == DataType.FLOAT32 ? x : x.toType(DataType.FLOAT32, false);
        return kernel.call(owner, "affine", given, arrays.get(0), arrays.get(1)).get(0);
    }

    /** What {@code dictionary.json} says of it. */
    public Map<String, Object> told() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("kind", kind);
        told.put("scale", scales.length == 1 ? (Object) scales[0] : scales);
        told.put("folded", !BY_ROW.contains(kind) && !kind.equals(StoredDictionary.BY_TIMESTEP));
        return told;
    }

    /**
     * Weights for raw rows from weights for normalised ones, for rows of one part: biases and thresholds in raw units, encoder and
     * decoder unchanged. Exact, as every selection rule is positively homogeneous; activations come out in raw units.
     */
    public StoredDictionary fold(StoredDictionary trained) {
        double scale = scales[0];
        Map<String, Object> facts = new LinkedHashMap<>(trained.facts());
        facts.put("normalisation", told());
        if (trained.threshold() >= 0) {
            facts.put("threshold", trained.threshold() / scale);
        }
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        trained.tensors().forEach((name, tensor) -> tensors.put(name, folded(name, tensor, scale)));
        boolean preBias = !"none".equals(facts.get("pre-bias"));
        if (!preBias && !tensors.containsKey("b_in") && kind.equals("centre")) {
            tensors.put("b_in", HostTensor.ofFloats(mean, mean.length)); // raw rows still lose the mean
        }
        return new StoredDictionary(tensors, facts);
    }

    private HostTensor folded(String name, HostTensor tensor, double scale) {
        boolean bias = name.equals("b_dec") || name.equals("b_in");
        if (!bias && !List.of("b_enc", "b_gate", "b_mag", "threshold").contains(name)) {
            return tensor;
        }
        float[] values = tensor.toFloats();
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) ((bias ? mean[j] : 0) + values[j] / scale);
        }
        return HostTensor.ofFloats(values, tensor.shape());
    }
}
