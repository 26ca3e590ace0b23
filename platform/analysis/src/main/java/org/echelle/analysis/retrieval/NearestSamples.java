package org.echelle.analysis.retrieval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.samples.PooledCodes;

/**
 * The samples whose pooled codes are nearest to a query, by cosine: {@code <q, z_i> / (|q| |z_i|)}. Codes are compared in units of each
 * feature's root mean square over all samples, so that a feature with large activations does not decide alone. The query is a sample's
 * code, edited: features that are left out are 0 in the query and in every sample (nothing is said of them), features that are set
 * have the given activation in the query.
 */
public final class NearestSamples {
    private static final int REASONS = 5;

    private final PooledCodes codes;
    /** One over the root mean square, {@code [features]}; 0 for a silent feature. */
    private final double[] scale;
    /** Squared lengths of all codes in these units, {@code [size]}. */
    private final double[] squares;

    /** @param codes all samples that may be found */
    public NearestSamples(PooledCodes codes) {
        this.codes = codes;
        double[] square = new double[codes.features()];
        for (int i = 0; i < codes.size(); i++) {
            codes.each(i, (j, v) -> square[j] += (double) v * v);
        }
        scale = new double[square.length];
        for (int j = 0; j < scale.length; j++) {
            scale[j] = square[j] > 0 ? Math.sqrt(codes.size() / square[j]) : 0;
        }
        squares = codes.squares(scale);
    }

    /**
     * A sample that was found.
     *
     * @param place in the codes
     * @param cosine with the query, 0 to 1
     * @param reasons the features that add most to the cosine, strongest first
     */
    public record Hit(int place, double cosine, List<Reason> reasons) {}

    /**
     * A feature's part.
     *
     * @param feature its number
     * @param share what it adds to the cosine
     */
    public record Reason(int feature, double share) {}

    /**
     * Searches.
     *
     * @param query place of the query's sample, which is not found itself
     * @param without features that are left out of everything
     * @param set features and the activations that the query is given
     * @param count how many to find
     * @return nearest first; among equals the earlier sample
     * @throws AnalysisException when a feature does not exist, or when nothing is left of the query
     */
    public List<Hit> of(int query, Set<Integer> without, Map<Integer, Double> set, int count) {
        double[] q = codes.dense(query);
        set.forEach((j, v) -> q[known(j)] = positive(j, v));
        without.forEach(j -> q[known(j)] = 0);
        double length = 0;
        // both sides are scaled, so that a product carries the scale twice
        double[] weighted = new double[q.length];
        for (int j = 0; j < q.length; j++) {
            length += q[j] * scale[j] * q[j] * scale[j];
            weighted[j] = q[j] * scale[j] * scale[j];
        }
        if (length == 0) {
            throw new AnalysisException("Nothing is left of the query: no feature is active on it, or none once it is"
                    + " edited. Choose another sample, leave out fewer features, or set one.");
        }
        double norm = Math.sqrt(length);
        double[] products = codes.products(weighted);
        double[] lengths = without.isEmpty() ? squares : squaresWithout(without);
        double[] cosine = new double[codes.size()];
        for (int i = 0; i < cosine.length; i++) {
            cosine[i] = lengths[i] > 0 ? products[i] / (norm * Math.sqrt(lengths[i])) : 0;
        }
        return IntStream.range(0, cosine.length)
                .filter(i -> i != query)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -cosine[i]).thenComparingInt(i -> i))
                .limit(Math.max(0, count))
                .map(i -> new Hit(i, cosine[i], reasons(i, weighted, cosine[i])))
                .toList();
    }

    private double[] squaresWithout(Set<Integer> without) {
        double[] rest = scale.clone();
        without.forEach(j -> rest[j] = 0);
        return codes.squares(rest);
    }

    private List<Reason> reasons(int i, double[] weighted, double cosine) {
        double[] part = new double[codes.features()];
        double[] sum = new double[1];
        codes.each(i, (j, v) -> {
            part[j] = weighted[j] * v;
            sum[0] += part[j];
        });
        return IntStream.range(0, part.length)
                .filter(j -> part[j] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -part[j]).thenComparingInt(j -> j))
                .limit(REASONS)
                .map(j -> new Reason(j, cosine * part[j] / sum[0]))
                .toList();
    }

    /** The features that weigh most in a sample's code, in the units of the comparison; strongest first. */
    public int[] strongest(int place, int count) {
        double[] q = codes.dense(place);
        return IntStream.range(0, q.length)
                .filter(j -> q[j] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -q[j] * scale[j])
                        .thenComparingInt(j -> j))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int known(int j) {
        if (j < 0 || j >= codes.features()) {
            throw new AnalysisException(
                    "There is no feature " + j + "; the dictionary has 0 to " + (codes.features() - 1) + ".");
        }
        return j;
    }

    private static double positive(int j, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new AnalysisException(
                    "Feature " + j + " cannot be set to " + value + "; activations are 0 or more, and finite.");
        }
        return value;
    }

    @Override
    public String toString() {
        return "NearestSamples[" + codes.size() + " samples, "
                + Arrays.stream(scale).filter(s -> s > 0).count() + " living features]";
    }
}
