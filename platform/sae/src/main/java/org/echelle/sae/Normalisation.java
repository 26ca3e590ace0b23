package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * What is done to rows before they are trained on: {@code x' = (x - mean) * scale}.
 *
 * <ul>
 *   <li>{@code none}
 *   <li>{@code unit-mean-square}: scale = 1 / sqrt(mean ||x||^2), mean 0 (Gemma Scope, dictionary_learning)
 *   <li>{@code mean-norm}: scale = sqrt(d) / mean ||x||, mean 0 (Anthropic's April update, SAELens)
 *   <li>{@code centre}: the data's mean, then scale = sqrt(d) / mean ||x - mean|| (MSAE)
 *   <li>{@code layer-norm}: every row by its own mean and standard deviation (OpenAI); not affine, so it stays part of the
 *       dictionary
 * </ul>
 *
 * All but the last are folded into the finished dictionary, which then takes and gives raw rows.
 *
 * @param kind one of the above
 * @param scale 1 for {@code none} and {@code layer-norm}
 * @param mean {@code [d]}
 */
record Normalisation(String kind, double scale, float[] mean) {
    private static final List<String> KINDS =
            List.of("none", "unit-mean-square", "mean-norm", "centre", StoredDictionary.LAYER_NORM);

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
     */
    static Normalisation measure(String kind, Kernel kernel, NDManager manager, List<NDArray> batches, int width) {
        if (kind.equals("none") || kind.equals(StoredDictionary.LAYER_NORM)) {
            return new Normalisation(kind, 1, new float[width]);
        }
        float[] mean = new float[width];
        if (kind.equals("centre")) {
            double[] sums = new double[width];
            long rows = moments(kernel, manager, batches, mean, new double[2], sums);
            for (int j = 0; j < width; j++) {
                mean[j] = (float) (sums[j] / rows);
            }
        }
        double[] norms = new double[2];
        long rows = moments(kernel, manager, batches, mean, norms, new double[width]);
        if (!(norms[0] > 0) || !Double.isFinite(norms[0])) {
            throw new SaeException("The rows cannot be normalised (" + kind + "): "
                    + (norms[0] == 0
                            ? "all that were looked at are equal; there is nothing to learn from them."
                            : "they hold values that are not finite; extract them anew, or drop those rows."));
        }
        double scale =
                kind.equals("unit-mean-square") ? 1 / Math.sqrt(norms[0] / rows) : Math.sqrt(width) / (norms[1] / rows);
        return new Normalisation(kind, scale, mean);
    }

    private static long moments(
            Kernel kernel, NDManager manager, List<NDArray> batches, float[] mean, double[] norms, double[] sums) {
        long rows = 0;
        try (NDManager scope = manager.newSubManager()) {
            NDArray shift = scope.create(mean);
            for (NDArray batch : batches) {
                NDList out = kernel.call(scope, "moments", batch, shift);
                add(norms, out.get(0).toDoubleArray());
                add(sums, out.get(1).toDoubleArray());
                rows += batch.getShape().get(0);
                out.close();
            }
        }
        return rows;
    }

    static void add(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** The normalised rows, owned by {@code owner}; the rows themselves when nothing is to be done. */
    NDArray apply(Kernel kernel, NDManager owner, NDArray x, NDArray meanArray) {
        return switch (kind) {
            case "none" -> x;
            case StoredDictionary.LAYER_NORM -> {
                NDList out = kernel.call(owner, "standardise", x);
                out.get(1).close();
                out.get(2).close();
                yield out.get(0);
            }
            default -> kernel.call(owner, "affine", x, meanArray, scale).get(0);
        };
    }

    /**
     * Weights for raw rows from weights for normalised ones: biases and threshold in raw units, encoder and decoder unchanged.
     * Exact, as every selection rule is positively homogeneous; activations come out in raw units.
     */
    StoredDictionary fold(StoredDictionary trained) {
        Map<String, Object> facts = new LinkedHashMap<>(trained.facts());
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("kind", kind);
        told.put("scale", scale);
        told.put("folded", !kind.equals(StoredDictionary.LAYER_NORM));
        facts.put("normalisation", told);
        if (trained.threshold() >= 0) {
            facts.put("threshold", trained.threshold() / scale);
        }
        float[] enc = trained.encoderBias().toFloats();
        float[] dec = trained.decoderBias().toFloats();
        for (int j = 0; j < enc.length; j++) {
            enc[j] = (float) (enc[j] / scale);
        }
        for (int i = 0; i < dec.length; i++) {
            dec[i] = (float) (mean[i] + dec[i] / scale);
        }
        return new StoredDictionary(
                trained.encoder(),
                trained.decoder(),
                HostTensor.ofFloats(enc, enc.length),
                HostTensor.ofFloats(dec, dec.length),
                facts);
    }
}
