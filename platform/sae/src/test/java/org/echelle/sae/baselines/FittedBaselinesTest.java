package org.echelle.sae.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.architectures.FiniteDifferences;
import org.echelle.sae.fit.Lloyd;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.store.RowSource;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FittedBaselinesTest {
    @TempDir
    Path dir;

    private final NDManager m = Torch.newManager(Device.cpu());

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @AfterEach
    void close() {
        m.close();
    }

    @Test
    void icaUnmixesTwoLaplaceSources() {
        double[][] mixing = {{1, 0.6}, {-0.4, 1.3}};
        float[][] rows = laplace(20_000, mixing);
        try (Dictionary ica = IcaDictionary.fit(RowSource.of(rows), 0, 0, 5, m, Progress.SILENT)) {
            ica.save(dir);
            float[] encoder = StoredDictionary.read(dir).encoder().toFloats();
            double[][] p = new double[2][2]; // what each component sees of each source
            for (int c = 0; c < 2; c++) {
                for (int s = 0; s < 2; s++) {
                    p[c][s] = Math.abs(encoder[2 * c] * mixing[0][s] + encoder[2 * c + 1] * mixing[1][s]);
                }
            }
            assertThat(amari(p)).isLessThan(0.05);
            assertThat(ica.facts()).containsEntry("converged", true);
            for (double kurtosis : (double[]) ica.facts().get("kurtosis")) {
                assertThat(kurtosis).isCloseTo(3, within(0.5)); // Laplace's excess kurtosis
            }
            assertThat(Evaluation.of(ica, RowSource.of(rows), 0, Progress.SILENT)
                            .fvu())
                    .isLessThan(1e-10);
        }
    }

    @Test
    void rowsThatVaryInFewDirectionsGiveThatManyComponents() {
        float[][] rows = laplace(3000, new double[][] {{1, 0.2}, {0.3, 1}, {2, -1}, {0, 0}});
        for (float[] row : rows) {
            row[3] = 7;
        }
        try (Dictionary ica = IcaDictionary.fit(RowSource.of(rows), 0, 0, 5, m, Progress.SILENT)) {
            assertThat(ica.features()).isEqualTo(4);
            assertThat(Evaluation.of(ica, RowSource.of(rows), 0, Progress.SILENT)
                            .fvu())
                    .isLessThan(1e-9);
        }
        assertThatThrownBy(() -> IcaDictionary.fit(RowSource.of(new float[5][3]), 0, 0, 5, m, Progress.SILENT))
                .hasMessageContaining("equal");
    }

    @Test
    void multiplicativeUpdatesNeverRaiseTheErrorOfNmf() {
        NDArray x = m.create(flat(parts(400, 12, 5, 3)), new Shape(400, 12));
        try (Kernel kernel = SaeKernel.fitting(Device.cpu())) {
            NmfDictionary.Factors found = NmfDictionary.factors(kernel, m, List.of(x), 4, 1, "rows", Progress.SILENT);
            List<Double> errors = found.errors();
            assertThat(errors).hasSizeGreaterThan(10);
            for (int i = 1; i < errors.size(); i++) {
                assertThat(errors.get(i)).isLessThanOrEqualTo(errors.get(i - 1) + 1e-6 * errors.get(0));
            }
            for (float v : found.atoms()) {
                assertThat(v).isNotNegative();
            }
        }
    }

    @Test
    void rowsThatAreSumsOfThreePartsAreFactorisedIntoThem() {
        float[][] rows = parts(600, 12, 3, 4);
        try (Dictionary nmf = NmfDictionary.fit(RowSource.of(rows), 3, 0, 1, m, Progress.SILENT)) {
            assertThat(Evaluation.of(nmf, RowSource.of(rows), 0, Progress.SILENT)
                            .fvu())
                    .isLessThan(0.01);
            nmf.save(dir);
            try (Dictionary back = Dictionaries.load(dir, m)) {
                NDArray x = m.create(flat(rows), new Shape(600, 12));
                assertThat(back.encodeDense(x).toFloatArray())
                        .isEqualTo(nmf.encodeDense(x).toFloatArray());
            }
        }
        try (Dictionary sparse = NmfDictionary.fit(RowSource.of(rows), 3, 2, 1, m, Progress.SILENT)) {
            assertThat(Evaluation.of(sparse, RowSource.of(rows), 0, Progress.SILENT)
                            .l0())
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void nmfRefusesNegativeRowsAndSaysWhatElseThereIs() {
        float[][] rows = parts(50, 6, 2, 4);
        rows[17][3] = -0.25f;
        assertThatThrownBy(() -> NmfDictionary.fit(RowSource.of(rows), 2, 0, 1, m, Progress.SILENT))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("-0.25")
                .hasMessageContaining("semi-NMF")
                .hasMessageContaining("shift");
    }

    @Test
    void kmeansFindsWellSeparatedClustersAndGivesEveryRowItsOwn() {
        float[][] centres = {{10, 0, 5}, {0, 10, 5}, {-10, 0, 5}, {0, -10, 5}};
        SplittableRandom random = new SplittableRandom(2);
        float[][] rows = new float[800][3];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < 3; i++) {
                rows[r][i] = centres[r % 4][i] + (float) (0.3 * random.nextGaussian());
            }
        }
        try (Dictionary kmeans = KMeansDictionary.fit(RowSource.of(rows), 4, 3, m, Progress.SILENT)) {
            float[] y =
                    kmeans.reconstruct(m.create(flat(rows), new Shape(800, 3))).toFloatArray();
            float[] z =
                    kmeans.encodeDense(m.create(flat(rows), new Shape(800, 3))).toFloatArray();
            for (int r = 0; r < rows.length; r++) {
                float sum = 0;
                for (int j = 0; j < 4; j++) {
                    assertThat(z[r * 4 + j]).isIn(0f, 1f);
                    sum += z[r * 4 + j];
                    assertThat(z[r * 4 + j]).isEqualTo(z[r % 4 * 4 + j]);
                }
                assertThat(sum).isEqualTo(1);
                for (int i = 0; i < 3; i++) {
                    assertThat(y[r * 3 + i]).isCloseTo(centres[r % 4][i], within(0.2f));
                }
            }
            kmeans.save(dir);
            try (Dictionary back = Dictionaries.load(dir, m)) {
                assertThat(back.architecture()).isEqualTo("k-means");
                assertThat(Evaluation.of(back, RowSource.of(rows), 0, Progress.SILENT)
                                .l0())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void lloydsIterationNeverMovesRowsFartherFromTheirCentroids() {
        NDArray x = m.create(Baselines.floats(FiniteDifferences.random(6, 500 * 4, 1)), new Shape(500, 4));
        Lloyd found = Lloyd.of(m, List.of(x), 20, 1, Progress.SILENT);
        assertThat(found.distances()).hasSizeGreaterThan(3);
        for (int i = 1; i < found.distances().size(); i++) {
            assertThat(found.distances().get(i))
                    .isLessThanOrEqualTo(found.distances().get(i - 1) * (1 + 1e-6));
        }
        assertThat(Lloyd.of(m, List.of(x), 20, 1, Progress.SILENT).centroids()).isEqualTo(found.centroids());
        assertThatThrownBy(() -> Lloyd.of(m, List.of(x), 501, 1, Progress.SILENT))
                .hasMessageContaining("501 centroids");
    }

    @Test
    void asManyCentroidsAsRowsAreTheRows() {
        float[][] rows = parts(16, 5, 4, 8);
        try (Dictionary kmeans = KMeansDictionary.fit(RowSource.of(rows), 16, 3, m, Progress.SILENT)) {
            assertThat(Evaluation.of(kmeans, RowSource.of(rows), 0, Progress.SILENT)
                            .fvu())
                    .isLessThan(1e-10);
        }
    }

    /** Rows of independent Laplace sources, mixed. */
    private static float[][] laplace(int count, double[][] mixing) {
        SplittableRandom random = new SplittableRandom(1);
        float[][] rows = new float[count][mixing.length];
        for (float[] row : rows) {
            double[] s = new double[mixing[0].length];
            for (int j = 0; j < s.length; j++) {
                double u = random.nextDouble() - 0.5;
                s[j] = -Math.signum(u) * Math.log(1 - 2 * Math.abs(u));
            }
            for (int i = 0; i < row.length; i++) {
                for (int j = 0; j < s.length; j++) {
                    row[i] += (float) (mixing[i][j] * s[j]);
                }
            }
        }
        return rows;
    }

    /** Amari, Cichocki and Yang's index: 0 for a permutation with scales, at most 1. */
    private static double amari(double[][] p) {
        int n = p.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            double rowMost = 0;
            double column = 0;
            double columnMost = 0;
            for (int j = 0; j < n; j++) {
                row += p[i][j];
                rowMost = Math.max(rowMost, p[i][j]);
                column += p[j][i];
                columnMost = Math.max(columnMost, p[j][i]);
            }
            sum += row / rowMost - 1 + column / columnMost - 1;
        }
        return sum / (2 * n * (n - 1));
    }

    /** Sums of random non-negative parts that share no coordinate. */
    private static float[][] parts(int count, int width, int parts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[count][width];
        for (float[] row : rows) {
            for (int p = 0; p < parts; p++) {
                double weight = random.nextDouble() < 0.5 ? 0 : random.nextDouble();
                for (int i = p; i < width; i += parts) {
                    row[i] += (float) (weight * (1 + i));
                }
            }
        }
        rows[0][0] = 1;
        return rows;
    }

    private static float[] flat(float[][] rows) {
        float[] out = new float[rows.length * rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, out, r * rows[0].length, rows[0].length);
        }
        return out;
    }
}
