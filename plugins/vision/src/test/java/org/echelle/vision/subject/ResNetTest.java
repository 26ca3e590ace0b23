package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.vision.ImageSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ResNets with random weights, against plain loops in double precision. */
class ResNetTest {
    private static final int SIZE = 24;

    @TempDir
    Path folder;

    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Map<String, HostTensor> file = new LinkedHashMap<>();
    private final Random random = new Random(21);

    private void put(String name, boolean positive, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            double z = 0.4 * random.nextGaussian();
            v[i] = (float) (positive ? Math.abs(z) + 0.3 : z);
        }
        weights.put(name, v);
        file.put("module." + name, HostTensor.ofFloats(v, shape));
    }

    private void unit(String conv, String bn, int in, int out, int kernel) {
        put(conv + ".weight", false, out, in, kernel, kernel);
        put(bn + ".weight", false, out);
        put(bn + ".bias", false, out);
        put(bn + ".running_mean", false, out);
        put(bn + ".running_var", true, out);
        file.put("module." + bn + ".num_batches_tracked", HostTensor.ofLongs(new long[] {9}));
    }

    private record Maps(int channels, int size, double[] v) {
        double at(int c, int y, int x) {
            return y < 0 || x < 0 || y >= size || x >= size ? 0 : v[(c * size + y) * size + x];
        }
    }

    private Maps unit(String conv, String bn, Maps x, int kernel, int stride, int groups, boolean relu) {
        float[] w = weights.get(conv + ".weight");
        int out = weights.get(bn + ".bias").length;
        int in = x.channels / groups;
        int size = (x.size + 2 * (kernel / 2) - kernel) / stride + 1;
        double[] y = new double[out * size * size];
        for (int i = 0; i < y.length; i++) {
            int o = i / (size * size);
            int top = i / size % size * stride - kernel / 2;
            int left = i % size * stride - kernel / 2;
            double sum = 0;
            for (int j = 0; j < in * kernel * kernel; j++) {
                int c = o / (out / groups) * in + j / (kernel * kernel);
                sum += w[o * in * kernel * kernel + j] * x.at(c, top + j / kernel % kernel, left + j % kernel);
            }
            double norm = (sum - weights.get(bn + ".running_mean")[o])
                    / Math.sqrt(weights.get(bn + ".running_var")[o] + 1e-5);
            y[i] = norm * weights.get(bn + ".weight")[o] + weights.get(bn + ".bias")[o];
            y[i] = relu ? Math.max(0, y[i]) : y[i];
        }
        return new Maps(out, size, y);
    }

    private static Maps pool(Maps x) {
        int size = (x.size + 1) / 2;
        double[] y = new double[x.channels * size * size];
        for (int i = 0; i < y.length; i++) {
            y[i] = 0; // behind a ReLU
            for (int j = 0; j < 9; j++) {
                y[i] = Math.max(
                        y[i], x.at(i / (size * size), i / size % size * 2 - 1 + j / 3, i % size * 2 - 1 + j % 3));
            }
        }
        return new Maps(x.channels, size, y);
    }

    private static Maps add(Maps a, Maps b) {
        double[] y = new double[a.v.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(0, a.v[i] + b.v[i]);
        }
        return new Maps(a.channels, a.size, y);
    }

    private double[] head(String name, Maps x) {
        float[] w = weights.get(name + ".weight");
        double[] y = new double[weights.get(name + ".bias").length];
        for (int o = 0; o < y.length; o++) {
            y[o] = weights.get(name + ".bias")[o];
            for (int i = 0; i < x.v.length; i++) {
                y[o] += w[o * x.channels + i / (x.size * x.size)] * x.v[i] / (x.size * x.size);
            }
        }
        return y;
    }

    private static ImageSample picture() {
        byte[] pixels = new byte[SIZE * SIZE * 3];
        new Random(5).nextBytes(pixels);
        return new ImageSample("p", SIZE, SIZE, 3, pixels);
    }

    private static Maps input(ImageSample p) {
        double[] v = new double[3 * SIZE * SIZE];
        for (int i = 0; i < SIZE * SIZE; i++) {
            for (int c = 0; c < 3; c++) {
                v[c * SIZE * SIZE + i] = (p.pixels()[3 * i + c] & 0xff) / 255.0 - 0.5;
            }
        }
        return new Maps(3, SIZE, v);
    }

    private void check(Map<String, Maps> places, double[] logits) {
        Path path = folder.resolve("resnet.safetensors");
        SafetensorsWriter.write(path, file, Map.of());
        ResNetOptions options = new ResNetOptions(
                path,
                Optional.of(SIZE),
                Optional.empty(),
                List.of(),
                new PreprocessingOptions(
                        Optional.of(Resize.NONE),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(0.5),
                        List.of(1.0)));
        try (Opened opened = new Opened();
                VisionSubject subject = new ResNetSubjectKind().open(options, opened)) {
            RecordingTap seen = new RecordingTap();
            float[] out = opened.run(subject, List.of(picture()), seen)[0];
            assertThat(subject.hookPoints().stream().map(h -> h.name()).toList())
                    .containsExactlyElementsOf(seen.values().keySet());
            subject.hookPoints().forEach(h -> {
                int[] grid = subject.gridSize(h);
                assertThat(seen.shapes().get(h.name())).containsExactly(1, h.width(), grid[0], grid[1]);
            });
            places.forEach((name, maps) -> close(seen.values().get(name), maps.v));
            close(out, logits);
        }
    }

    private static void close(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(3e-4 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void torchvisionBottlenecksWithGroupsMatchPlainLoops() {
        unit("conv1", "bn1", 3, 4, 7);
        for (int stage = 1; stage <= 2; stage++) {
            String b = "layer" + stage + ".0.";
            unit(b + "conv1", b + "bn1", stage == 1 ? 4 : 8, 6, 1);
            unit(b + "conv2", b + "bn2", 3, 6, 3); // two groups
            unit(b + "conv3", b + "bn3", 6, 8, 1);
            unit(b + "downsample.0", b + "downsample.1", stage == 1 ? 4 : 8, 8, 1);
        }
        put("fc.weight", false, 5, 8);
        put("fc.bias", false, 5);
        Maps stem = unit("conv1", "bn1", input(picture()), 7, 2, 1, true);
        Maps x = pool(stem);
        Map<String, Maps> places = new LinkedHashMap<>(Map.of("relu", stem));
        for (int stage = 1; stage <= 2; stage++) {
            String b = "layer" + stage + ".0.";
            Maps y = unit(b + "conv1", b + "bn1", x, 1, 1, 1, true);
            y = unit(b + "conv2", b + "bn2", y, 3, stage, 2, true);
            y = unit(b + "conv3", b + "bn3", y, 1, 1, 1, false);
            x = add(y, unit(b + "downsample.0", b + "downsample.1", x, 1, stage, 1, false));
            places.put("layer" + stage + ".0", x);
            places.put("layer" + stage, x);
        }
        check(places, head("fc", x));
    }

    @Test
    void cifarShortcutsOfOptionAMatchPlainLoops() {
        unit("conv1", "bn1", 3, 4, 3);
        unit("layer1.0.conv1", "layer1.0.bn1", 4, 4, 3);
        unit("layer1.0.conv2", "layer1.0.bn2", 4, 4, 3);
        unit("layer2.0.conv1", "layer2.0.bn1", 4, 8, 3);
        unit("layer2.0.conv2", "layer2.0.bn2", 8, 8, 3);
        put("linear.weight", false, 3, 8);
        put("linear.bias", false, 3);
        Maps stem = unit("conv1", "bn1", input(picture()), 3, 1, 1, false);
        Maps x = add(stem, new Maps(4, SIZE, new double[stem.v.length]));
        Maps y = unit("layer1.0.conv1", "layer1.0.bn1", x, 3, 1, 1, true);
        x = add(unit("layer1.0.conv2", "layer1.0.bn2", y, 3, 1, 1, false), x);
        Maps first = x;
        y = unit("layer2.0.conv1", "layer2.0.bn1", x, 3, 2, 1, true);
        y = unit("layer2.0.conv2", "layer2.0.bn2", y, 3, 1, 1, false);
        double[] shortcut = new double[y.v.length];
        int half = SIZE / 2;
        for (int i = 0; i < 4 * half * half; i++) { // channels 2 to 5 of 8
            shortcut[i + 2 * half * half] = x.at(i / (half * half), i / half % half * 2, i % half * 2);
        }
        x = add(y, new Maps(8, half, shortcut));
        check(Map.of("bn1", stem, "layer1", first, "layer2.0", x), head("linear", x));
    }
}
