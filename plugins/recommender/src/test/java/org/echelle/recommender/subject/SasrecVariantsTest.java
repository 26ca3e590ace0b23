package org.echelle.recommender.subject;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.echelle.api.BadSampleException;
import org.echelle.api.EchelleException;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.recommender.History;
import org.echelle.recommender.Opened;
import org.echelle.testkit.SubjectGradients;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The three passes against loops over plain arrays. */
class SasrecVariantsTest {
    private static final int WIDTH = 4;
    private static final int HEADS = 2;
    private static final int ROWS = 6;
    private static final int BLOCKS = 2;

    @TempDir
    Path dir;

    private final Map<String, float[]> values = new LinkedHashMap<>();

    private Path weights(int positions) {
        Random random = new Random(4);
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        put(tensors, random, "item_emb.weight", ROWS, WIDTH);
        put(tensors, random, "pos_emb.weight", positions, WIDTH);
        for (int b = 0; b < BLOCKS; b++) {
            for (String norm : List.of("attention_layernorms.", "forward_layernorms.")) {
                put(tensors, random, norm + b + ".weight", WIDTH);
                put(tensors, random, norm + b + ".bias", WIDTH);
            }
            put(tensors, random, "attention_layers." + b + ".in_proj_weight", 3 * WIDTH, WIDTH);
            put(tensors, random, "attention_layers." + b + ".in_proj_bias", 3 * WIDTH);
            put(tensors, random, "attention_layers." + b + ".out_proj.weight", WIDTH, WIDTH);
            put(tensors, random, "attention_layers." + b + ".out_proj.bias", WIDTH);
            for (String conv : List.of("conv1", "conv2")) {
                put(tensors, random, "forward_layers." + b + "." + conv + ".weight", WIDTH, WIDTH, 1);
                put(tensors, random, "forward_layers." + b + "." + conv + ".bias", WIDTH);
            }
        }
        put(tensors, random, "last_layernorm.weight", WIDTH);
        put(tensors, random, "last_layernorm.bias", WIDTH);
        Path file = dir.resolve("sasrec" + positions + ".safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    private void put(Map<String, HostTensor> tensors, Random random, String name, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] all = new float[n];
        for (int i = 0; i < n; i++) {
            all[i] = (float) random.nextGaussian();
        }
        values.put(name, all);
        tensors.put(name, HostTensor.ofFloats(all, shape));
    }

    private static History history(int... items) {
        return new History("u", 0, items, new int[0], new long[0], List.of(), OptionalInt.empty());
    }

    private static SasrecOptions options(Path file, SasrecVariant variant, Optional<Boolean> zero) {
        return new SasrecOptions(file, Optional.of(variant), HEADS, zero);
    }

    @ParameterizedTest
    @EnumSource(SasrecVariant.class)
    void scoresAreThoseOfLoopsWithAPositionOfPadding(SasrecVariant variant) {
        compare(variant, 6, true);
    }

    @ParameterizedTest
    @EnumSource(SasrecVariant.class)
    void scoresAreThoseOfLoopsWherePlacesCountFromZero(SasrecVariant variant) {
        compare(variant, 5, false);
    }

    private void compare(SasrecVariant variant, int positions, boolean zero) {
        Path file = weights(positions);
        int length = 5;
        try (Opened context = Opened.withEngine();
                RecommenderSubject subject =
                        new SasrecSubjectKind().open(options(file, variant, Optional.of(zero)), context)) {
            int[][] all = {{3, 1, 5}, {2, 2, 4, 1, 3, 5, 2}};
            NDList inputs = subject.prepare(List.<Sample>of(history(all[0]), history(all[1])), context.manager());
            SubjectGradients.outliveJavasMemory(subject, inputs);
            float[] scores =
                    subject.forward(inputs, Tap.NONE).singletonOrThrow().toFloatArray();
            for (int u = 0; u < 2; u++) {
                double[] wanted = reference(all[u], variant, length, zero);
                float[] found = java.util.Arrays.copyOfRange(scores, u * ROWS, (u + 1) * ROWS);
                for (int c = 0; c < ROWS; c++) {
                    assertEquals(wanted[c], found[c], 1e-3 * Math.max(1, Math.abs(wanted[c])), "column " + c);
                }
            }
            Sites sites = subject.sites(subject.hookPoints().get(0), inputs);
            assertArrayEquals(new int[] {-1, -1, 0, 1, 2, 2, 3, 4, 5, 6}, sites.coordinates()[0]);
            assertArrayEquals(
                    new boolean[] {true, true, false, false, false, false, false, false, false, false},
                    sites.dropped());
        }
    }

    private double[] reference(int[] items, SasrecVariant variant, int length, boolean zero) {
        double[][] x = new double[length][WIDTH];
        boolean[] pad = new boolean[length];
        for (int t = 0; t < length; t++) {
            int at = items.length - length + t;
            int item = at < 0 ? 0 : items[at];
            pad[t] = at < 0;
            int place = zero ? at < 0 ? 0 : t + 1 : t;
            for (int w = 0; w < WIDTH; w++) {
                x[t][w] = values.get("item_emb.weight")[item * WIDTH + w] * Math.sqrt(WIDTH)
                        + values.get("pos_emb.weight")[place * WIDTH + w];
            }
        }
        clear(x, pad, zero);
        for (int b = 0; b < BLOCKS; b++) {
            String norm = "attention_layernorms." + b;
            String second = "forward_layernorms." + b;
            if (variant == SasrecVariant.ORIGINAL) {
                double[][] q = norm(x, norm);
                x = norm(sum(q, attend(q, x, b)), second);
                x = sum(x, pointwise(x, b));
            } else if (variant == SasrecVariant.POST_LN) {
                x = norm(sum(x, attend(x, x, b)), norm);
                x = norm(sum(x, pointwise(x, b)), second);
            } else {
                double[][] n = norm(x, norm);
                x = sum(x, attend(n, n, b));
                x = sum(x, pointwise(norm(x, second), b));
            }
            clear(x, pad, zero);
        }
        double[] last = norm(x, "last_layernorm")[length - 1];
        double[] scores = new double[ROWS];
        for (int c = 0; c < ROWS; c++) {
            for (int w = 0; w < WIDTH; w++) {
                scores[c] += last[w] * values.get("item_emb.weight")[c * WIDTH + w];
            }
        }
        return scores;
    }

    private static void clear(double[][] x, boolean[] pad, boolean zero) {
        for (int t = 0; t < x.length && !zero; t++) {
            if (pad[t]) {
                x[t] = new double[WIDTH];
            }
        }
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] c = new double[a.length][WIDTH];
        for (int t = 0; t < a.length; t++) {
            for (int w = 0; w < WIDTH; w++) {
                c[t][w] = a[t][w] + b[t][w];
            }
        }
        return c;
    }

    private double[][] norm(double[][] x, String name) {
        double[][] y = new double[x.length][WIDTH];
        for (int t = 0; t < x.length; t++) {
            double mean = java.util.Arrays.stream(x[t]).average().orElseThrow();
            double variance = java.util.Arrays.stream(x[t])
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            for (int w = 0; w < WIDTH; w++) {
                y[t][w] = (x[t][w] - mean) / Math.sqrt(variance + 1e-8) * values.get(name + ".weight")[w]
                        + values.get(name + ".bias")[w];
            }
        }
        return y;
    }

    private double[][] linear(double[][] x, float[] weight, float[] bias, int from) {
        double[][] y = new double[x.length][WIDTH];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < WIDTH; o++) {
                y[t][o] = bias[from + o];
                for (int i = 0; i < WIDTH; i++) {
                    y[t][o] += weight[(from + o) * WIDTH + i] * x[t][i];
                }
            }
        }
        return y;
    }

    private double[][] attend(double[][] from, double[][] context, int b) {
        float[] weight = values.get("attention_layers." + b + ".in_proj_weight");
        float[] bias = values.get("attention_layers." + b + ".in_proj_bias");
        double[][] q = linear(from, weight, bias, 0);
        double[][] k = linear(context, weight, bias, WIDTH);
        double[][] v = linear(context, weight, bias, 2 * WIDTH);
        double[][] mixed = new double[from.length][WIDTH];
        int head = WIDTH / HEADS;
        for (int h = 0; h < HEADS; h++) {
            for (int t = 0; t < from.length; t++) {
                double[] e = new double[t + 1];
                double total = 0;
                for (int s = 0; s <= t; s++) {
                    double product = 0;
                    for (int w = h * head; w < (h + 1) * head; w++) {
                        product += q[t][w] * k[s][w];
                    }
                    e[s] = Math.exp(product / Math.sqrt(head));
                    total += e[s];
                }
                for (int s = 0; s <= t; s++) {
                    for (int w = h * head; w < (h + 1) * head; w++) {
                        mixed[t][w] += e[s] / total * v[s][w];
                    }
                }
            }
        }
        return linear(
                mixed,
                values.get("attention_layers." + b + ".out_proj.weight"),
                values.get("attention_layers." + b + ".out_proj.bias"),
                0);
    }

    private double[][] pointwise(double[][] x, int b) {
        String name = "forward_layers." + b;
        double[][] inner = linear(x, values.get(name + ".conv1.weight"), values.get(name + ".conv1.bias"), 0);
        for (double[] row : inner) {
            for (int w = 0; w < WIDTH; w++) {
                row[w] = Math.max(0, row[w]);
            }
        }
        return linear(inner, values.get(name + ".conv2.weight"), values.get(name + ".conv2.bias"), 0);
    }

    @Test
    void itemsBeyondTheTableAndAnUndecidedTableOfPositionsAreNamed() {
        Path file = weights(6);
        try (Opened context = Opened.withEngine()) {
            SasrecSubjectKind kind = new SasrecSubjectKind();
            assertTrue(assertThrows(
                            EchelleException.class,
                            () -> kind.open(options(file, SasrecVariant.ORIGINAL, Optional.empty()), context))
                    .getMessage()
                    .contains("subject.position-zero"));
            try (RecommenderSubject subject =
                    kind.open(options(file, SasrecVariant.ORIGINAL, Optional.of(true)), context)) {
                assertTrue(assertThrows(
                                BadSampleException.class,
                                () -> subject.prepare(List.<Sample>of(history(1, 6)), context.manager()))
                        .getMessage()
                        .contains("an item of row 6, but the weights' table of items has rows 1 to 5"));
            }
        }
    }
}
