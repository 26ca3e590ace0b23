package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.outliers.UnlikelyCodes;
import org.echelle.runs.evaluation.Materials;
import org.echelle.store.SparseRows;

/** Scores of single rows, as many as are wanted of each kind. Selection rows wait until the reference has seen all of their side. */
final class RowScores {
    private static final UnlikelyCodes.Score[] KINDS = UnlikelyCodes.Score.values();

    private record Waiting(SampleCodes codes, double[] error) {}

    private final UnlikelyCodes reference;
    private final int most;
    private final List<Waiting> waiting = new ArrayList<>();
    private int kept;
    private final Pile selection;
    private final Pile heldOut;
    private final Pile shuffled;

    RowScores(UnlikelyCodes reference, int most) {
        this.reference = reference;
        this.most = most;
        selection = new Pile();
        heldOut = new Pile();
        shuffled = new Pile();
    }

    private final class Pile {
        final float[][] scores = new float[KINDS.length][most];
        final int[] count = new int[KINDS.length];
        int rows;

        boolean add(SampleCodes codes, double[] error) {
            for (int r = 0; r < codes.rows() && rows < most; r++) {
                rows++;
                for (int s = 0; s < KINDS.length; s++) {
                    var score = reference.of(KINDS[s], codes, r, error[r]);
                    if (score.defined()) {
                        scores[s][count[s]++] = (float) score.value();
                    }
                }
            }
            return rows < most;
        }

        float[][] all() {
            float[][] out = new float[KINDS.length][];
            for (int s = 0; s < out.length; s++) {
                out[s] = Arrays.copyOf(scores[s], count[s]);
            }
            return out;
        }
    }

    private static double[] errors(int rows, float[] x, float[] y, int d) {
        double[] error = new double[rows];
        for (int r = 0; r < rows; r++) {
            double above = 0;
            double below = 0;
            for (int i = r * d; i < (r + 1) * d; i++) {
                double e = (double) x[i] - y[i];
                above += e * e;
                below += (double) x[i] * x[i];
            }
            error[r] = below == 0 ? 0 : above / below;
        }
        return error;
    }

    private static SampleCodes copy(SparseRows codes) {
        int n = codes.rowStart()[codes.rows()];
        return new SampleCodes(
                codes.rows(),
                Arrays.copyOf(codes.rowStart(), codes.rows() + 1),
                Arrays.copyOf(codes.feature(), n),
                Arrays.copyOf(codes.value(), n));
    }

    /** Keeps selection rows for later. */
    void keep(SparseRows codes, float[] x, float[] y, int d) {
        if (kept < most) {
            waiting.add(new Waiting(copy(codes), errors(codes.rows(), x, y, d)));
            kept += codes.rows();
        }
    }

    /** Scores the selection rows that wait. */
    void settle() {
        waiting.forEach(w -> selection.add(w.codes(), w.error()));
        waiting.clear();
    }

    /** Scores held-out rows; whether any of these rows were still wanted. */
    boolean heldOut(SparseRows codes, float[] x, float[] y, int d) {
        boolean wanted = heldOut.rows < most;
        heldOut.add(copy(codes), errors(codes.rows(), x, y, d));
        return wanted;
    }

    void shuffled(SparseRows codes, float[] x, float[] y, int d) {
        shuffled.add(copy(codes), errors(codes.rows(), x, y, d));
    }

    Materials.Unlikely all() {
        return new Materials.Unlikely(heldOut.all(), shuffled.all(), selection.all());
    }
}
