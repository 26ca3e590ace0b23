package org.echelle.sae.pursuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.architectures.FiniteDifferences;
import org.echelle.sae.baselines.Baselines;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PursuitTest {
    private static final int B = 30;
    private static final int D = 8;
    private static final int N = 20;

    @TempDir
    Path dir;

    private final NDManager m = Torch.newManager(Device.cpu());
    private final float[] atoms = scaled(Start.directions(1, N, D));
    private final float[] bias = floats(FiniteDifferences.random(2, D, 1));
    private final float[] rows = floats(FiniteDifferences.random(3, B * D, 1));

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @AfterEach
    void close() {
        m.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp", "omp", "gradient"})
    void onOrthonormalAtomsEveryPursuitIsTopkOfTheProjections(String method) {
        float[] q = orthonormal();
        for (int k : new int[] {1, 3, D}) {
            try (Dictionary topk = Dictionaries.open(stored(q, D, "topk", k), m);
                    Dictionary pursuit = Pursuit.of(topk, method, k, m)) {
                assertClose(pursuit.encodeDense(x()), topk.encodeDense(x()), 1e-4f);
                assertClose(pursuit.reconstruct(x()), topk.reconstruct(x()), 1e-4f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp", "omp", "gradient"})
    void oneMoreAtomNeverMakesTheErrorLarger(String method) {
        double[] before = norms(x().sub(m.create(bias)));
        for (int k = 1; k <= 8; k++) {
            try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                    Dictionary pursuit = Pursuit.of(topk, method, k, m)) {
                double[] after = norms(x().sub(pursuit.reconstruct(x())));
                SparseRows codes = pursuit.encode(x());
                for (int b = 0; b < B; b++) {
                    assertThat(after[b]).isLessThanOrEqualTo(before[b] + 1e-4);
                    assertThat(codes.rowStart()[b + 1] - codes.rowStart()[b]).isBetween(0, k);
                }
                for (float v : codes.value()) {
                    assertThat(v).isPositive();
                }
                before = after;
            }
        }
    }

    @Test
    void matchingPursuitIsTheGreedyLoopThatItsDefinitionSays() {
        try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                Dictionary pursuit = Pursuit.of(topk, "mp", 6, m)) {
            float[] z = pursuit.encodeDense(x()).toFloatArray();
            for (int b = 0; b < B; b++) {
                double[] r = signal(b);
                double[] expected = new double[N];
                for (int t = 0; t < 6; t++) {
                    int best = 0;
                    for (int j = 1; j < N; j++) {
                        best = along(r, j) > along(r, best) ? j : best;
                    }
                    double a = along(r, best);
                    if (a <= 0) {
                        break;
                    }
                    expected[best] += a / norm(best);
                    for (int i = 0; i < D; i++) {
                        r[i] -= a * atoms[best * D + i] / norm(best);
                    }
                }
                for (int j = 0; j < N; j++) {
                    assertThat((double) z[b * N + j]).isCloseTo(expected[j], within(1e-4));
                }
            }
        }
    }

    @Test
    void gradientPursuitIsTheLoopThatItsDefinitionSaysAndKeepsClippedAtoms() {
        try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                Dictionary pursuit = Pursuit.of(topk, "gradient", 6, m)) {
            float[] z = pursuit.encodeDense(x()).toFloatArray();
            for (int b = 0; b < B; b++) {
                double[] expected = gradientPursuit(signal(b), 6);
                for (int j = 0; j < N; j++) {
                    assertThat((double) z[b * N + j]).isCloseTo(expected[j] / norm(j), within(1e-4));
                }
            }
        }
    }

    private double[] gradientPursuit(double[] x, int k) {
        double[] z = new double[N];
        boolean[] chosen = new boolean[N];
        for (int t = 0; t < k; t++) {
            double[] r = x.clone();
            for (int j = 0; j < N; j++) {
                for (int i = 0; i < D; i++) {
                    r[i] -= z[j] * atoms[j * D + i] / norm(j);
                }
            }
            int best = 0;
            for (int j = 1; j < N; j++) {
                best = along(r, j) > along(r, best) ? j : best;
            }
            chosen[best] |= along(r, best) > 0;
            double[] step = new double[D];
            for (int j = 0; j < N; j++) {
                for (int i = 0; chosen[j] && i < D; i++) {
                    step[i] += along(r, j) * atoms[j * D + i] / norm(j);
                }
            }
            double dot = 0;
            double square = 0;
            for (int i = 0; i < D; i++) {
                dot += step[i] * r[i];
                square += step[i] * step[i];
            }
            for (int j = 0; j < N; j++) {
                z[j] = chosen[j] ? Math.max(0, z[j] + along(r, j) * dot / square) : 0;
            }
        }
        return z;
    }

    @Test
    void whatOmpLeavesIsOrthogonalToEveryAtomWithAWeight() {
        for (int k : new int[] {2, 5, 12}) {
            try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                    Dictionary pursuit = Pursuit.of(topk, "omp", k, m)) {
                SparseRows codes = pursuit.encode(x());
                float[] y = pursuit.reconstruct(x()).toFloatArray();
                for (int b = 0; b < B; b++) {
                    double[] r = residual(b, y);
                    for (int e = codes.rowStart()[b]; e < codes.rowStart()[b + 1]; e++) {
                        assertThat(along(r, codes.feature()[e])).isCloseTo(0, within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void asManyIndependentAtomsAsDimensionsLeaveNothingOfARowInTheirCone() {
        float[] square = Start.directions(7, D, D);
        double[] weights = FiniteDifferences.random(8, B * D, 1);
        float[] inside = new float[B * D];
        for (int b = 0; b < B; b++) {
            for (int j = 0; j < D; j++) {
                for (int i = 0; i < D; i++) {
                    inside[b * D + i] += (float) (Math.abs(weights[b * D + j]) * square[j * D + i]);
                }
            }
            for (int i = 0; i < D; i++) {
                inside[b * D + i] += bias[i];
            }
        }
        NDArray x = m.create(inside, new Shape(B, D));
        for (String method : new String[] {"omp", "nnls"}) {
            try (Dictionary topk = Dictionaries.open(stored(square, D, "topk", 3), m);
                    Dictionary pursuit = Pursuit.of(topk, method, method.equals("omp") ? D : 0, m)) {
                for (double norm : norms(x.sub(pursuit.reconstruct(x)))) {
                    assertThat(norm).isLessThan(1e-3);
                }
            }
        }
    }

    @Test
    void nonNegativeLeastSquaresMeetsItsOptimalityConditionsAndNoPursuitBeatsIt() {
        try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                Dictionary all = Pursuit.of(topk, "nnls", 0, m);
                Dictionary omp = Pursuit.of(topk, "omp", D, m)) {
            float[] z = all.encodeDense(x()).toFloatArray();
            float[] y = all.reconstruct(x()).toFloatArray();
            double[] best = norms(x().sub(all.reconstruct(x())));
            double[] other = norms(x().sub(omp.reconstruct(x())));
            for (int b = 0; b < B; b++) {
                double[] r = residual(b, y);
                for (int j = 0; j < N; j++) {
                    assertThat(along(r, j)).isLessThan(1e-3);
                    if (z[b * N + j] > 1e-3) {
                        assertThat(along(r, j)).isCloseTo(0, within(1e-3));
                    }
                }
                assertThat(best[b]).isLessThanOrEqualTo(other[b] + 1e-4);
            }
        }
    }

    @Test
    void anAtomTimesAWeightIsFoundAsThatAtomWithThatWeight() {
        float[] row = new float[D];
        for (int i = 0; i < D; i++) {
            row[i] = bias[i] + 2.5f * atoms[4 * D + i];
        }
        NDArray x = m.create(row, new Shape(1, D));
        for (String method : new String[] {"mp", "omp", "gradient"}) {
            try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                    Dictionary pursuit = Pursuit.of(topk, method, 5, m)) {
                SparseRows code = pursuit.encode(x);
                assertThat(code.nonZeros()).isEqualTo(1);
                assertThat(code.feature()[0]).isEqualTo(4);
                assertThat(code.value()[0]).isCloseTo(2.5f, within(1e-5f));
            }
        }
    }

    @Test
    void manyRowsAtOnceGiveWhatOneRowAtATimeGives() {
        try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m)) {
            for (String method : new String[] {"mp", "omp", "gradient"}) {
                try (Dictionary pursuit = Pursuit.of(topk, method, 7, m)) {
                    float[] together = pursuit.encodeDense(x()).toFloatArray();
                    for (int b = 0; b < B; b++) {
                        NDArray one = m.create(java.util.Arrays.copyOfRange(rows, b * D, (b + 1) * D), new Shape(1, D));
                        float[] alone = pursuit.encodeDense(one).toFloatArray();
                        for (int j = 0; j < N; j++) {
                            assertThat(together[b * N + j]).isCloseTo(alone[j], within(1e-4f));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aSavedPursuitOpensAsOne() {
        try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m);
                Dictionary pursuit = Pursuit.of(topk, "omp", 5, m)) {
            pursuit.save(dir);
            try (Dictionary back = Dictionaries.load(dir, m)) {
                assertThat(back.facts()).containsEntry("encoder", "omp").containsEntry("k", 5);
                assertThat(back.encodeDense(x()).toFloatArray())
                        .isEqualTo(pursuit.encodeDense(x()).toFloatArray());
                assertClose(back.decode(back.encode(x()), x()), back.reconstruct(x()), 1e-5f);
            }
        }
    }

    @Test
    void impossiblePursuitsAreRefusedWithWhatIsPossible() {
        try (Dictionary topk = Dictionaries.open(stored(atoms, N, "topk", 3), m)) {
            assertThatThrownBy(() -> Pursuit.of(topk, "mq", 3, m)).hasMessageContaining("known are mp, omp");
            assertThatThrownBy(() -> Pursuit.of(topk, "omp", 0, m)).hasMessageContaining("from 1 to the 20");
            assertThatThrownBy(() -> Pursuit.of(topk, "nnls", 3, m)).hasMessageContaining("has no k");
        }
    }

    private StoredDictionary stored(float[] directions, int n, String architecture, int k) {
        HostTensor w = HostTensor.ofFloats(directions, n, D);
        return StoredDictionary.of(
                w,
                w,
                HostTensor.ofFloats(new float[n], n),
                HostTensor.ofFloats(bias, D),
                Map.of("architecture", architecture, "k", k, "threshold", -1.0));
    }

    private NDArray x() {
        return m.create(rows, new Shape(B, D));
    }

    private double[] signal(int b) {
        double[] out = new double[D];
        for (int i = 0; i < D; i++) {
            out[i] = (double) rows[b * D + i] - bias[i];
        }
        return out;
    }

    private double[] residual(int b, float[] y) {
        double[] out = new double[D];
        for (int i = 0; i < D; i++) {
            out[i] = (double) rows[b * D + i] - y[b * D + i];
        }
        return out;
    }

    private double norm(int j) {
        double sum = 0;
        for (int i = 0; i < D; i++) {
            sum += (double) atoms[j * D + i] * atoms[j * D + i];
        }
        return Math.sqrt(sum);
    }

    /** Projection on the direction of atom j. */
    private double along(double[] r, int j) {
        double dot = 0;
        for (int i = 0; i < D; i++) {
            dot += r[i] * atoms[j * D + i];
        }
        return dot / norm(j);
    }

    private static double[] norms(NDArray x) {
        float[] of = x.norm(new int[] {1}).toFloatArray();
        double[] out = new double[of.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = of[i];
        }
        return out;
    }

    /** Gram and Schmidt's process. */
    private static float[] orthonormal() {
        double[] q = FiniteDifferences.random(9, D * D, 1);
        for (int j = 0; j < D; j++) {
            for (int e = 0; e < j; e++) {
                double dot = 0;
                for (int i = 0; i < D; i++) {
                    dot += q[j * D + i] * q[e * D + i];
                }
                for (int i = 0; i < D; i++) {
                    q[j * D + i] -= dot * q[e * D + i];
                }
            }
            double sum = 0;
            for (int i = 0; i < D; i++) {
                sum += q[j * D + i] * q[j * D + i];
            }
            for (int i = 0; i < D; i++) {
                q[j * D + i] /= Math.sqrt(sum);
            }
        }
        return floats(q);
    }

    /** Atoms need not have unit norm. */
    private static float[] scaled(float[] directions) {
        for (int e = 0; e < directions.length; e++) {
            directions[e] *= 0.5f + e / D % 3;
        }
        return directions;
    }

    private static float[] floats(double[] values) {
        return Baselines.floats(values);
    }

    private static void assertClose(NDArray a, NDArray b, float within) {
        assertThat(a.toFloatArray()).containsExactly(b.toFloatArray(), org.assertj.core.data.Offset.offset(within));
    }
}
