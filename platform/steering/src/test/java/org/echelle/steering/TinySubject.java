package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;

/**
 * A network of two hook points whose every number a test can compute by hand: {@code h = x A}, {@code g = relu(h) B},
 * {@code out = (mean over positions of tanh(g)) C}. Activations are {@code [batch, positions, width]}, or
 * {@code [batch, width, positions]} when made so.
 */
public final class TinySubject implements Subject {
    public static final int POSITIONS = 3;
    public static final int WIDTH = 4;
    public static final int OUTPUTS = 2;
    private final NDManager manager;
    private final boolean second;
    final float[] a;
    final float[] b;
    final float[] c;
    private Runnable afterwards = () -> {};

    public TinySubject(NDManager parent, boolean widthSecond, long seed) {
        manager = parent.newSubManager();
        second = widthSecond;
        a = random(WIDTH * WIDTH, seed);
        b = random(WIDTH * WIDTH, seed + 1);
        c = random(WIDTH * OUTPUTS, seed + 2);
    }

    /** What happens when a forward pass has ended, and before anything goes backward. */
    void afterwards(Runnable happens) {
        afterwards = happens;
    }

    public static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Override
    public String fingerprint() {
        return "0".repeat(64);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public List<HookPoint> hookPoints() {
        HookPoint.Layout layout = second ? HookPoint.Layout.WIDTH_SECOND : HookPoint.Layout.WIDTH_LAST;
        List<Axis> axes = List.of(new Axis("token", POSITIONS));
        return List.of(new HookPoint("h", WIDTH, layout, axes, ""), new HookPoint("g", WIDTH, layout, axes, ""));
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new TensorSpec("x", List.of(-1L, (long) POSITIONS, (long) WIDTH), ""));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new TensorSpec("logits", List.of(-1L, (long) OUTPUTS), ""));
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager owner) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        try {
            return passed(inputs.get(0), tap);
        } finally {
            afterwards.run();
        }
    }

    private NDList passed(NDArray x, Tap tap) {
        NDManager m = x.getManager();
        NDArray h = offered(tap, "h", x.matMul(m.create(a, new Shape(WIDTH, WIDTH))));
        NDArray rectified = h.getNDArrayInternal().relu();
        NDArray g = offered(tap, "g", rectified.matMul(m.create(b, new Shape(WIDTH, WIDTH))));
        return new NDList(g.tanh().mean(new int[] {1}).matMul(m.create(c, new Shape(WIDTH, OUTPUTS))));
    }

    private NDArray offered(Tap tap, String hook, NDArray x) {
        return second ? tap.at(hook, x.transpose(0, 2, 1)).transpose(0, 2, 1) : tap.at(hook, x);
    }

    /** The rest of the network behind {@code h}, in plain arrays. */
    double[] outputs(double[][] h) {
        double[] out = new double[OUTPUTS];
        for (double[] row : h) {
            for (int j = 0; j < WIDTH; j++) {
                double g = 0;
                for (int i = 0; i < WIDTH; i++) {
                    g += Math.max(0, row[i]) * b[i * WIDTH + j];
                }
                for (int o = 0; o < OUTPUTS; o++) {
                    out[o] += Math.tanh(g) / h.length * c[j * OUTPUTS + o];
                }
            }
        }
        return out;
    }

    /** {@code h} of one sample {@code [position][width]}, in plain arrays. */
    double[][] h(float[] x, int sample) {
        double[][] h = new double[POSITIONS][WIDTH];
        for (int p = 0; p < POSITIONS; p++) {
            for (int j = 0; j < WIDTH; j++) {
                for (int i = 0; i < WIDTH; i++) {
                    h[p][j] += (double) x[(sample * POSITIONS + p) * WIDTH + i] * a[i * WIDTH + j];
                }
            }
        }
        return h;
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[][] {{-1, 0, 1}});
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return new TinySubject(context.manager(), second, seed);
    }

    @Override
    public void close() {
        manager.close();
    }
}
