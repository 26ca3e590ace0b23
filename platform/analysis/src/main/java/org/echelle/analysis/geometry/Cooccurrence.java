package org.echelle.analysis.geometry;

import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.Measure;

/**
 * Which features are active together in a chunk of rows (a sample, a session, 256 tokens): counts n11 of pairs, one pass, n² / 2 ints.
 *
 * <p>Affinities of two features, n10, n01, n00 being the chunks with only the first, only the second, neither:
 *
 * <ul>
 *   <li>phi {@code = (n11 n00 - n10 n01) / sqrt(n1. n0. n.1 n.0)}: Pearson's correlation of the indicators
 *   <li>Jaccard {@code = n11 / (n11 + n10 + n01)}, Dice {@code = 2 n11 / (2 n11 + n10 + n01)}, overlap {@code = n11 / min(n1., n.1)}
 *   <li>matching {@code = (n11 + n00) / N}
 * </ul>
 */
public final class Cooccurrence {
    /** Most features: 2^15 take 2 GiB of counts. */
    static final int MOST = 1 << 15;

    private final int features;
    private final int[] together;
    private final int[] alone;
    private long chunks;

    /** @param features n */
    public Cooccurrence(int features) {
        if (features > MOST) {
            throw new AnalysisException(
                    "Pairs of " + features + " features do not fit into memory; choose at most " + MOST + ".");
        }
        this.features = features;
        together = new int[Math.toIntExact((long) features * (features - 1) / 2)];
        alone = new int[features];
    }

    /**
     * Takes a chunk.
     *
     * @param active features that fire anywhere in it, each once, in any order; the first {@code count} of the array
     */
    public void add(int[] active, int count) {
        chunks++;
        for (int i = 0; i < count; i++) {
            alone[active[i]]++;
            for (int j = 0; j < i; j++) {
                together[at(active[i], active[j])]++;
            }
        }
    }

    private static int at(int a, int b) {
        int high = Math.max(a, b);
        return high * (high - 1) / 2 + Math.min(a, b);
    }

    public int features() {
        return features;
    }

    /** Chunks seen. */
    public long chunks() {
        return chunks;
    }

    /** Chunks in which a feature is active. */
    public int count(int feature) {
        return alone[feature];
    }

    /** Chunks in which both are active. */
    public int count(int a, int b) {
        return a == b ? alone[a] : together[at(a, b)];
    }

    /** Correlation of the indicators; undefined for features that are active always or never. */
    public Measure phi(int a, int b) {
        double na = alone[a];
        double nb = alone[b];
        double below = na * (chunks - na) * nb * (chunks - nb);
        if (below == 0) {
            return Measure.undefined("a feature is active in all chunks or in none");
        }
        double both = count(a, b);
        double neither = chunks - na - nb + both;
        return Measure.of((both * neither - (na - both) * (nb - both)) / Math.sqrt(below), chunks);
    }

    public Measure jaccard(int a, int b) {
        double both = count(a, b);
        return Measure.ratio(both, alone[a] + (double) alone[b] - both, chunks, "neither feature is ever active");
    }

    public Measure dice(int a, int b) {
        return Measure.ratio(2.0 * count(a, b), alone[a] + (double) alone[b], chunks, "neither feature is ever active");
    }

    public Measure overlap(int a, int b) {
        return Measure.ratio(count(a, b), Math.min(alone[a], alone[b]), chunks, "one of the features is never active");
    }

    public Measure matching(int a, int b) {
        double both = count(a, b);
        return Measure.ratio(2 * both + (chunks - alone[a] - alone[b]), (double) chunks, chunks, "there is no chunk");
    }

    /**
     * Affinities {@code phi + 1} of some features for {@link SpectralClusters}, from 0 to 2; 1 where phi is not defined.
     *
     * @return {@code [chosen][chosen]}, symmetric
     */
    public double[][] affinities(int[] chosen) {
        double[][] all = new double[chosen.length][chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            all[i][i] = 2;
            for (int j = 0; j < i; j++) {
                all[i][j] = phi(chosen[i], chosen[j]).or(0) + 1;
                all[j][i] = all[i][j];
            }
        }
        return all;
    }
}
