package org.echelle.runs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.outliers.CodeSpace;
import org.echelle.analysis.outliers.Mahalanobis;
import org.echelle.analysis.outliers.NearestCodes;
import org.echelle.analysis.outliers.UnlikelyCodes;
import org.echelle.runs.evaluation.Materials;
import org.echelle.store.SparseRows;

/**
 * How unlike the selection side single rows are, by every score, as many rows of each kind as are wanted. Distances are measured from
 * some groups of the selection side, and its rows that are scored come from the other groups: a row is near to itself, and its sample's
 * other rows are near to it.
 */
final class RowScores {
    private static final UnlikelyCodes.Score[] COUNTED = UnlikelyCodes.Score.values();
    /** In the order of {@link #all}. */
    private static final List<String> NAMES = List.of(
            "reconstruction error",
            "surprise of the firing pattern",
            "deviation of L0",
            "energy in rare features",
            "Mahalanobis distance of codes",
            "distance to the 10th nearest firing pattern",
            "Mahalanobis distance of activations");

    private static final int DIRECTIONS = 64;
    private static final int NEIGHBOUR = 10;
    private static final int NEIGHBOURS_AMONG = 2000;
    /** Above this width a covariance takes minutes. */
    private static final int WIDEST = 1024;

    private final UnlikelyCodes counts;
    private final SampleGroups groups;
    private final int features;
    private final int width;
    private final int most;
    private final long seed;
    private final RowPile reference;
    private final RowPile selection;
    private final Kind selectionScores;
    private final Kind heldOut;
    private final Kind shuffled;
    private Optional<Distances> distances = Optional.empty();

    /**
     * @param counts told all rows of the selection side by the caller
     * @param most rows of each kind
     */
    RowScores(UnlikelyCodes counts, SampleGroups groups, int features, int width, int most, long seed) {
        this.counts = counts;
        this.groups = groups;
        this.features = features;
        this.width = width;
        this.most = most;
        this.seed = seed;
        reference = new RowPile(width);
        selection = new RowPile(width);
        selectionScores = new Kind();
        heldOut = new Kind();
        shuffled = new Kind();
    }

    /** What was measured of the reference rows. */
    private record Distances(
            CodeSpace space, Optional<Mahalanobis> codes, NearestCodes nearest, Optional<Mahalanobis> rows) {}

    /** The scores of rows of one kind. */
    private final class Kind {
        final float[][] scores = new float[NAMES.size()][most];
        final int[] count = new int[NAMES.size()];
        final String[] group = new String[most];
        int rows;

        void add(SampleCodes codes, float[] x, float[] y, int[] sample) {
            for (int r = 0; r < codes.rows() && rows < most; r++) {
                group[rows++] = groups.of(sample[r]);
                double error = error(x, y, r * width);
                for (int s = 0; s < COUNTED.length; s++) {
                    var score = counts.of(COUNTED[s], codes, r, error);
                    if (score.defined()) {
                        put(s, score.value());
                    }
                }
                if (distances.isPresent()) {
                    distances(distances.get(), codes, r, x);
                }
            }
        }

        private void distances(Distances d, SampleCodes codes, int r, float[] x) {
            if (d.codes().isPresent()) {
                put(COUNTED.length, d.codes().get().distance(d.space().project(codes, r)));
            }
            put(COUNTED.length + 1, d.nearest().distance(codes, r));
            if (d.rows().isPresent()) {
                double[] row = new double[width];
                for (int i = 0; i < width; i++) {
                    row[i] = x[r * width + i];
                }
                put(COUNTED.length + 2, d.rows().get().distance(row));
            }
        }

        private void put(int score, double value) {
            scores[score][count[score]++] = (float) value;
        }

        float[] of(int score) {
            return Arrays.copyOf(scores[score], count[score]);
        }

        String[] groups() {
            return Arrays.copyOf(group, rows);
        }
    }

    private double error(float[] x, float[] y, int from) {
        double above = 0;
        double below = 0;
        for (int i = from; i < from + width; i++) {
            double e = (double) x[i] - y[i];
            above += e * e;
            below += (double) x[i] * x[i];
        }
        return below == 0 ? 0 : above / below;
    }

    /** Keeps selection rows for later, whole groups as reference or to be scored. */
    void keep(SparseRows codes, float[] x, float[] y, int[] sample) {
        for (int r = 0; r < codes.rows(); r++) {
            RowPile pile = (TrainingGroups.hash(groups.of(sample[r])) & 1) == 0 ? reference : selection;
            if (pile.rows() < most) {
                pile.add(codes, r, x, y, sample[r]);
            }
        }
    }

    /** Measures the reference rows and scores the selection rows that wait. */
    void settle() {
        if (reference.rows() >= 2) {
            SampleCodes codes = reference.codes();
            CodeSpace space = CodeSpace.of(codes, features, DIRECTIONS, seed);
            distances = Optional.of(new Distances(
                    space,
                    spread(space.project(codes)),
                    new NearestCodes(reference.codes(NEIGHBOURS_AMONG), features, NEIGHBOUR),
                    width > WIDEST ? Optional.empty() : spread(reference.dense())));
        }
        selectionScores.add(selection.codes(), selection.x(), selection.y(), selection.samples());
        reference.clear();
        selection.clear();
    }

    /** Empty where all rows are equal. */
    private static Optional<Mahalanobis> spread(double[][] rows) {
        for (double[] row : rows) {
            if (!Arrays.equals(row, rows[0])) {
                return Optional.of(Mahalanobis.of(rows));
            }
        }
        return Optional.empty();
    }

    /** Scores held-out rows; whether any of these rows were still wanted. */
    boolean heldOut(SparseRows codes, float[] x, float[] y, int[] sample) {
        boolean wanted = heldOut.rows < most;
        heldOut.add(copy(codes), x, y, sample);
        return wanted;
    }

    /** Scores rows that were shuffled column by column; {@code sample} tells whose places they took. */
    void shuffled(SparseRows codes, float[] x, float[] y, int[] sample) {
        shuffled.add(copy(codes), x, y, sample);
    }

    private static SampleCodes copy(SparseRows codes) {
        int n = codes.rowStart()[codes.rows()];
        return new SampleCodes(
                codes.rows(),
                Arrays.copyOf(codes.rowStart(), codes.rows() + 1),
                Arrays.copyOf(codes.feature(), n),
                Arrays.copyOf(codes.value(), n));
    }

    Materials.Unlikely all() {
        return new Materials.Unlikely(
                java.util.stream.IntStream.range(0, NAMES.size())
                        .mapToObj(s -> new Materials.Unlikely.Score(
                                NAMES.get(s), heldOut.of(s), shuffled.of(s), selectionScores.of(s)))
                        .toList(),
                heldOut.groups(),
                shuffled.groups(),
                selectionScores.groups());
    }
}
