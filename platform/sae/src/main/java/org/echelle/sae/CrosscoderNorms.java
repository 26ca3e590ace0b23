package org.echelle.sae;

import java.util.Arrays;
import java.util.List;

/**
 * Whose a crosscoder's features are: how large each feature's atom is in each source, in units in which all sources have the same norm.
 *
 * @param norms {@code [n][s]}
 * @param unit {@code [n][s][d_s]} the atoms' parts, of norm 1, or 0 where they are 0
 */
public record CrosscoderNorms(double[][] norms, double[][][] unit) {
    /** Where a feature of two sources belongs, by the usual bounds 0.3 and 0.7 of its relative norm. */
    public enum Kind {
        FIRST_ONLY,
        SHARED,
        SECOND_ONLY
    }

    /**
     * Reads them off.
     *
     * @throws SaeException if the dictionary is no crosscoder
     */
    public static CrosscoderNorms of(Dictionary dictionary) {
        if (!(dictionary.facts().get("blocks") instanceof List<?> blocks)) {
            throw new SaeException("A " + dictionary.architecture()
                    + " dictionary has one source only; relative norms are those of a crosscoder.");
        }
        int[] widths = blocks.stream().mapToInt(b -> ((Number) b).intValue()).toArray();
        double[] scales = scales(dictionary, widths.length);
        float[] atoms = dictionary.atoms().toFloats();
        int n = dictionary.features();
        double[][] norms = new double[n][widths.length];
        double[][][] unit = new double[n][widths.length][];
        int at = 0;
        for (int j = 0; j < n; j++) {
            for (int s = 0; s < widths.length; s++) {
                double sum = 0;
                for (int i = at; i < at + widths[s]; i++) {
                    sum += (double) atoms[i] * atoms[i];
                }
                double norm = Math.sqrt(sum);
                norms[j][s] = norm * scales[s];
                unit[j][s] = new double[widths[s]];
                for (int i = 0; norm > 0 && i < widths[s]; i++) {
                    unit[j][s][i] = atoms[at + i] / norm;
                }
                at += widths[s];
            }
        }
        return new CrosscoderNorms(norms, unit);
    }

    private static double[] scales(Dictionary dictionary, int count) {
        Object scale = JsonFile.asMap(dictionary.facts()).get("normalisation") instanceof java.util.Map<?, ?> m
                ? m.get("scale")
                : 1.0;
        double[] out = new double[count];
        Arrays.fill(out, 1);
        if (scale instanceof Number one) {
            Arrays.fill(out, one.doubleValue());
        } else if (scale instanceof List<?> each) {
            Arrays.setAll(out, s -> ((Number) each.get(s)).doubleValue());
        }
        return out;
    }

    /** Share of feature j's norms that source s has; 1 / sources where it is equally in all; NaN for an atom of 0. */
    public double relative(int feature, int source) {
        return norms[feature][source] / Arrays.stream(norms[feature]).sum();
    }

    /** Cosine of feature j's atoms in two sources of equal width. */
    public double cosine(int feature, int source, int other) {
        double[] a = unit[feature][source];
        double[] b = unit[feature][other];
        if (a.length != b.length) {
            throw new SaeException("Sources " + source + " and " + other + " have widths " + a.length + " and "
                    + b.length + "; directions of different widths have no cosine.");
        }
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
        }
        return dot;
    }

    /** Where feature j belongs, of the first two sources. */
    public Kind kind(int feature) {
        double[] of = norms[feature];
        double second = of[1] / (of[0] + of[1]);
        return second < 0.3 ? Kind.FIRST_ONLY : second > 0.7 ? Kind.SECOND_ONLY : Kind.SHARED;
    }
}
