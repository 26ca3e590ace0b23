package org.echelle.vision.subject;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** A ViT in plain loops and double precision, weights under timm's names: what the real one is checked against. */
final class ReferenceViT {
    static final int WIDTH = 12;
    static final int DEPTH = 2;
    static final int HEADS = 3;
    static final int MLP = 20;
    static final int PATCH = 4;
    static final int SIDE = 3;
    static final int SIZE = PATCH * SIDE;
    static final int CLASSES = 5;

    final Map<String, float[]> weights = new LinkedHashMap<>();
    final Map<String, long[]> shapes = new HashMap<>();
    double eps = 1e-6;
    double scale = 1 / Math.sqrt(WIDTH / (double) HEADS);
    DoubleUnaryOperator activation = ReferenceViT::gelu;
    boolean gated;
    int registers;
    boolean poolBeforeNorm; // CLIP normalises the class token only, then multiplies
    boolean meanPooled;
    final List<double[][]> blockOutputs = new ArrayList<>();
    final List<double[][]> attentionOutputs = new ArrayList<>();
    final List<double[][]> mlpOutputs = new ArrayList<>();

    private final Random random;

    ReferenceViT(long seed, boolean preNorm, boolean layerScale, boolean gated, int registers, boolean qkvBias) {
        random = new Random(seed);
        this.gated = gated;
        this.registers = registers;
        put("cls_token", 1, 1, WIDTH);
        put("pos_embed", 1, SIDE * SIDE + 1, WIDTH);
        if (registers > 0) {
            put("register_tokens", 1, registers, WIDTH);
        }
        put("patch_embed.proj.weight", WIDTH, 3, PATCH, PATCH);
        put("patch_embed.proj.bias", WIDTH);
        if (preNorm) {
            norm("norm_pre");
        }
        for (int i = 0; i < DEPTH; i++) {
            String b = "blocks." + i + ".";
            norm(b + "norm1");
            put(b + "attn.qkv.weight", 3 * WIDTH, WIDTH);
            if (qkvBias) {
                put(b + "attn.qkv.bias", 3 * WIDTH);
            }
            put(b + "attn.proj.weight", WIDTH, WIDTH);
            put(b + "attn.proj.bias", WIDTH);
            norm(b + "norm2");
            put(b + (gated ? "mlp.w12.weight" : "mlp.fc1.weight"), gated ? 2 * MLP : MLP, WIDTH);
            put(b + (gated ? "mlp.w12.bias" : "mlp.fc1.bias"), gated ? 2 * MLP : MLP);
            put(b + (gated ? "mlp.w3.weight" : "mlp.fc2.weight"), WIDTH, MLP);
            put(b + (gated ? "mlp.w3.bias" : "mlp.fc2.bias"), WIDTH);
            if (layerScale) {
                put(b + "ls1.gamma", WIDTH);
                put(b + "ls2.gamma", WIDTH);
            }
        }
        norm("norm");
        put("head.weight", CLASSES, WIDTH);
        put("head.bias", CLASSES);
    }

    private void norm(String name) {
        put(name + ".weight", WIDTH);
        put(name + ".bias", WIDTH);
    }

    void put(String name, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (0.4 * random.nextGaussian());
        }
        weights.put(name, v);
        shapes.put(name, shape);
    }

    static double gelu(double x) {
        return x * (1 + erf(x / Math.sqrt(2))) / 2;
    }

    private static double erf(double x) {
        if (Math.abs(x) > 5) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }

    private double[] linear(String scope, double[] x) {
        return linear(weights.get(scope + ".weight"), weights.get(scope + ".bias"), x);
    }

    private static double[] linear(float[] w, float[] bias, double[] x) {
        double[] y = new double[w.length / x.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias == null ? 0 : bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += (double) w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] norm(String scope, double[] x) {
        double mean = 0;
        for (double v : x) {
            mean += v / x.length;
        }
        double variance = 0;
        for (double v : x) {
            variance += (v - mean) * (v - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + eps) * weights.get(scope + ".weight")[i]
                    + weights.get(scope + ".bias")[i];
        }
        return y;
    }

    /**
     * Runs one picture.
     *
     * @param pixels {@code [3][SIZE][SIZE]}, normalised
     * @return the head's output
     */
    double[] run(float[] pixels) {
        blockOutputs.clear();
        attentionOutputs.clear();
        mlpOutputs.clear();
        List<double[]> tokens = new ArrayList<>();
        tokens.add(plus(doubles(weights.get("cls_token"), 0), doubles(weights.get("pos_embed"), 0)));
        for (int r = 0; r < registers; r++) {
            tokens.add(doubles(weights.get("register_tokens"), r));
        }
        for (int p = 0; p < SIDE * SIDE; p++) {
            double[] flat = new double[3 * PATCH * PATCH];
            for (int i = 0; i < flat.length; i++) {
                int c = i / (PATCH * PATCH);
                int y = p / SIDE * PATCH + i / PATCH % PATCH;
                int x = p % SIDE * PATCH + i % PATCH;
                flat[i] = pixels[(c * SIZE + y) * SIZE + x];
            }
            tokens.add(plus(linear("patch_embed.proj", flat), doubles(weights.get("pos_embed"), p + 1)));
        }
        double[][] x = tokens.toArray(double[][]::new);
        if (weights.containsKey("norm_pre.weight")) {
            for (int t = 0; t < x.length; t++) {
                x[t] = norm("norm_pre", x[t]);
            }
        }
        for (int b = 0; b < DEPTH; b++) {
            x = block("blocks." + b + ".", x);
        }
        double[] pooled = x[0];
        if (meanPooled) {
            pooled = new double[WIDTH];
            for (int t = 1 + registers; t < x.length; t++) {
                double[] n = poolBeforeNorm ? x[t] : norm("norm", x[t]);
                for (int i = 0; i < WIDTH; i++) {
                    pooled[i] += n[i] / (SIDE * SIDE);
                }
            }
            pooled = poolBeforeNorm ? norm("norm", pooled) : pooled;
        } else if (weights.containsKey("norm.weight")) {
            pooled = norm("norm", pooled);
        }
        return weights.containsKey("head.weight") ? linear("head", pooled) : pooled;
    }

    private double[][] block(String b, double[][] x) {
        int n = x.length;
        int hd = WIDTH / HEADS;
        double[][] qkv = new double[n][];
        for (int t = 0; t < n; t++) {
            qkv[t] = linear(b + "attn.qkv", norm(b + "norm1", x[t]));
        }
        double[][] attention = new double[n][];
        double[][] update = new double[n][];
        double[][] y = new double[n][];
        for (int t = 0; t < n; t++) {
            double[] mixed = new double[WIDTH];
            for (int h = 0; h < HEADS; h++) {
                double[] score = new double[n];
                double sum = 0;
                for (int s = 0; s < n; s++) {
                    for (int i = 0; i < hd; i++) {
                        score[s] += qkv[t][h * hd + i] * qkv[s][WIDTH + h * hd + i] * scale;
                    }
                    score[s] = Math.exp(score[s]);
                    sum += score[s];
                }
                for (int s = 0; s < n; s++) {
                    for (int i = 0; i < hd; i++) {
                        mixed[h * hd + i] += score[s] / sum * qkv[s][2 * WIDTH + h * hd + i];
                    }
                }
            }
            attention[t] = linear(b + "attn.proj", mixed);
            y[t] = plus(x[t], scaled(b + "ls1.gamma", attention[t]));
            update[t] = mlp(b, norm(b + "norm2", y[t]));
            y[t] = plus(y[t], scaled(b + "ls2.gamma", update[t]));
        }
        attentionOutputs.add(attention);
        mlpOutputs.add(update);
        blockOutputs.add(y);
        return y;
    }

    private double[] mlp(String b, double[] x) {
        double[] hidden = linear(b + (gated ? "mlp.w12" : "mlp.fc1"), x);
        double[] active = new double[MLP];
        for (int i = 0; i < MLP; i++) {
            double a = activation.applyAsDouble(hidden[i]);
            active[i] = gated ? a * hidden[MLP + i] : a;
        }
        return linear(b + (gated ? "mlp.w3" : "mlp.fc2"), active);
    }

    private double[] scaled(String gamma, double[] x) {
        float[] g = weights.get(gamma);
        double[] y = x.clone();
        for (int i = 0; g != null && i < y.length; i++) {
            y[i] *= g[i];
        }
        return y;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = a[i] + b[i];
        }
        return y;
    }

    private static double[] doubles(float[] rows, int row) {
        double[] y = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            y[i] = rows[row * WIDTH + i];
        }
        return y;
    }
}
