package org.echelle.runs.evaluation;

import java.util.Comparator;
import java.util.List;
import org.echelle.analysis.Measure;
import org.echelle.analysis.matching.Likeness;
import org.echelle.analysis.similarity.GroundTruth;
import org.echelle.analysis.similarity.PairingTest;
import org.echelle.analysis.similarity.Rsa;
import org.echelle.analysis.similarity.Svcca;

/** A dictionary beside that of another run on the same samples: another seed, layer or model. */
public final class BesideChapter {
    private static final double PAIRED = 0.3;
    private static final int MOST_PAIRS = 400;
    private static final int SHUFFLES = 50;
    private static final int MOST_DIRECTIONS = 4096;

    private BesideChapter() {}

    /**
     * Writes the chapter.
     *
     * @param other name of the other run
     * @param correlation of our features (second) with the other run's (first), over samples
     * @param ours {@code [n, d]} directions, and {@code theirs} {@code [n', d']}
     * @param width d
     * @param otherWidth d'
     */
    public static Chapter of(
            String other, Likeness correlation, float[] ours, int width, float[] theirs, int otherWidth, long seed) {
        Chapter.Draft draft = new Chapter.Draft(
                "beside",
                "Beside " + other,
                "Does another run on the same samples (another seed, layer or model) find the same features, and do they lie among each"
                        + " other in the same way? Features are paired by the correlation of their largest activations in held-out samples.");
        int n = ours.length / width;
        float[] most = new float[n];
        boolean[] any = new boolean[n];
        for (int from = 0; from < correlation.first(); from += Likeness.CHUNK) {
            float[] r = correlation.rows(from, Math.min(correlation.first(), from + Likeness.CHUNK));
            for (int at = 0; at < r.length; at++) {
                most[at % n] = Math.max(most[at % n], r[at]);
                any[at % n] |= r[at] != 0;
            }
        }
        double sum = 0;
        int living = 0;
        for (int j = 0; j < n; j++) {
            sum += most[j];
            living += any[j] ? 1 : 0;
        }
        draft.find(
                "ground-truth-recovery",
                "best partner's correlation",
                Measure.ratio(sum, living, living, "none of the features changes over these samples"),
                "mean over our features that fire in some of these samples");
        List<Likeness.Partner> pairs = correlation.partners(PAIRED);
        draft.find(
                "ground-truth-recovery",
                "features with a partner",
                Measure.ratio(pairs.size(), living, living, "none of the features changes over these samples"),
                "share whose best correlation is above " + PAIRED);
        pairs = pairs.stream()
                .sorted(Comparator.comparingDouble(p -> -p.likeness()))
                .limit(MOST_PAIRS)
                .toList();
        double[][] a = rows(
                theirs,
                otherWidth,
                pairs.stream().mapToInt(Likeness.Partner::first).toArray());
        double[][] b = rows(
                ours, width, pairs.stream().mapToInt(Likeness.Partner::second).toArray());
        String basis = pairs.size() + " paired features";
        if (pairs.size() < 2 * Math.max(width, otherWidth)) {
            draft.note("There are " + pairs.size() + " pairs for widths " + width + " and " + otherWidth
                    + ": SVCCA of so few is high by chance alone; read it beside the shuffled pairs.");
        }
        tested(draft, "svcca", "SVCCA", PairingTest.of(a, b, Svcca::of, SHUFFLES, seed), basis);
        tested(
                draft,
                "rsa",
                "RSA",
                PairingTest.of(a, b, (x, y) -> Rsa.of(x, y, Rsa.Likeness.COSINE), SHUFFLES, seed),
                basis + ", cosines");
        if (width == otherWidth && Math.max(n, theirs.length / otherWidth) <= MOST_DIRECTIONS) {
            GroundTruth directions = GroundTruth.ofDirections(rows(theirs, otherWidth), rows(ours, width));
            draft.find(
                    "stability", "directions, best cosine", directions.meanMaxOfFeatures(), "mean over our features");
            draft.find(
                    "stability", "directions, one to one", directions.matchedMean(), "mean cosine of the best pairing");
            draft.find(
                    "stability", "found again at 0.7", directions.recovered(0.7), "share of the other run’s features");
        } else {
            draft.note("Directions are not compared, because they "
                    + (width == otherWidth ? "are too many" : "have " + width + " and " + otherWidth + " numbers")
                    + ".");
        }
        return draft.done();
    }

    private static void tested(Chapter.Draft draft, String term, String name, PairingTest test, String basis) {
        draft.find(term, name, test.seen(), basis);
        draft.find(term, name + ", shuffled pairs", test.chance(), "mean of " + SHUFFLES + " shuffles");
        draft.find(term, name + ", p", test.p(), "chance of as much by luck");
    }

    private static double[][] rows(float[] atoms, int width, int[] features) {
        double[][] all = new double[features.length][width];
        for (int p = 0; p < features.length; p++) {
            for (int i = 0; i < width; i++) {
                all[p][i] = atoms[features[p] * width + i];
            }
        }
        return all;
    }

    private static double[][] rows(float[] atoms, int width) {
        double[][] all = new double[atoms.length / width][width];
        for (int j = 0; j < all.length; j++) {
            for (int i = 0; i < width; i++) {
                all[j][i] = atoms[j * width + i];
            }
        }
        return all;
    }
}
