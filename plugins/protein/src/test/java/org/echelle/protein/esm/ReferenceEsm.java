package org.echelle.protein.esm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;

/**
 * An ESM-2 in plain loops and double precision, weights under Hugging Face's names, one sequence without padding at a time: what the
 * real one is checked against. Written from the paper's description and the published modules' arithmetic, not from ours: rotation
 * is by pairs, attention by sums.
 */
final class ReferenceEsm {
    static final int WIDTH = 24;
    static final int LAYERS = 3;
    static final int HEADS = 4;
    static final int MLP = 40;
    static final int TOKENS = 33;
    static final double EPS = 1e-5;
    private static final float CONTACT_BIAS = -0.7f;

    final Map<String, HostTensor> tensors = new LinkedHashMap<>();
    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Random random;
    boolean tokenDropout = true;
    private final float[] contactWeights = new float[LAYERS * HEADS];
    private final List<double[][]> maps = new ArrayList<>(); // [layer * HEADS + head] of the last run

    ReferenceEsm(long seed) {
        random = new Random(seed);
        put("esm.embeddings.word_embeddings.weight", TOKENS, WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            String l = "esm.encoder.layer." + i + ".";
            norm(l + "attention.LayerNorm");
            for (String part : new String[] {"query", "key", "value"}) {
                linear(l + "attention.self." + part, WIDTH, WIDTH);
            }
            linear(l + "attention.output.dense", WIDTH, WIDTH);
            norm(l + "LayerNorm");
            linear(l + "intermediate.dense", MLP, WIDTH);
            linear(l + "output.dense", WIDTH, MLP);
        }
        norm("esm.encoder.emb_layer_norm_after");
        linear("lm_head.dense", WIDTH, WIDTH);
        norm("lm_head.layer_norm");
        put("lm_head.bias", TOKENS);
        for (int i = 0; i < contactWeights.length; i++) {
            contactWeights[i] = (float) (3 * random.nextGaussian());
        }
    }

    private void linear(String name, int out, int in) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    private void norm(String name) {
        put(name + ".weight", WIDTH);
        put(name + ".bias", WIDTH);
    }

    private void put(String name, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (0.4 * random.nextGaussian());
        }
        weights.put(name, v);
        tensors.put(name, HostTensor.ofFloats(v, shape));
    }

    /** Under Hugging Face's names, with what its files hold beside the parameters. */
    Map<String, HostTensor> huggingFace() {
        Map<String, HostTensor> all = new LinkedHashMap<>(tensors);
        all.put("lm_head.decoder.weight", tensors.get("esm.embeddings.word_embeddings.weight"));
        all.put("esm.embeddings.position_ids", HostTensor.ofLongs(new long[] {0, 1, 2}, 1, 3));
        all.put("esm.embeddings.position_embeddings.weight", HostTensor.ofFloats(new float[2 * WIDTH], 2, WIDTH));
        all.put("esm.contact_head.regression.weight", HostTensor.ofFloats(contactWeights, 1, LAYERS * HEADS));
        all.put("esm.contact_head.regression.bias", HostTensor.ofFloats(new float[] {CONTACT_BIAS}, 1));
        all.put(
                "esm.encoder.layer.0.attention.self.rotary_embeddings.inv_freq",
                HostTensor.ofFloats(new float[WIDTH / HEADS / 2], WIDTH / HEADS / 2));
        return all;
    }

    /** Under fair-esm's names, as its files have them. */
    Map<String, HostTensor> fair() {
        Map<String, HostTensor> all = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> all.put(fair(name), tensor));
        all.put("encoder.lm_head.weight", tensors.get("esm.embeddings.word_embeddings.weight"));
        all.put(
                "encoder.sentence_encoder.layers.0.self_attn.rot_emb.inv_freq",
                HostTensor.ofFloats(new float[WIDTH / HEADS / 2], WIDTH / HEADS / 2));
        return all;
    }

    private static String fair(String name) {
        if (name.startsWith("lm_head.")) {
            return "encoder." + name;
        }
        String e = "encoder.sentence_encoder.";
        if (name.startsWith("esm.embeddings.")) {
            return e + "embed_tokens.weight";
        }
        if (name.startsWith("esm.encoder.emb_layer_norm_after")) {
            return e + name.substring("esm.encoder.".length());
        }
        String[] halves = name.substring("esm.encoder.layer.".length()).split("\\.", 2);
        String last = halves[1].substring(halves[1].lastIndexOf('.'));
        String module = halves[1].substring(0, halves[1].length() - last.length());
        String renamed =
                switch (module) {
                    case "attention.LayerNorm" -> "self_attn_layer_norm";
                    case "attention.self.query" -> "self_attn.q_proj";
                    case "attention.self.key" -> "self_attn.k_proj";
                    case "attention.self.value" -> "self_attn.v_proj";
                    case "attention.output.dense" -> "self_attn.out_proj";
                    case "LayerNorm" -> "final_layer_norm";
                    case "intermediate.dense" -> "fc1";
                    case "output.dense" -> "fc2";
                    default -> throw new IllegalArgumentException(module);
                };
        return e + "layers." + halves[0] + "." + renamed + last;
    }

    static Path write(Map<String, HostTensor> tensors, Path file) {
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    /** Every activation under Hugging Face's module paths, {@code [position][width]}, and {@code logits}. */
    Map<String, double[][]> run(long... tokens) {
        Map<String, double[][]> seen = new LinkedHashMap<>();
        maps.clear();
        int masks = 0;
        for (long token : tokens) {
            masks += token == 32 ? 1 : 0;
        }
        double scale = tokenDropout ? (1 - 0.15 * 0.8) / (1 - masks / (double) tokens.length) : 1;
        double[][] x = new double[tokens.length][WIDTH];
        float[] table = weights.get("esm.embeddings.word_embeddings.weight");
        for (int t = 0; t < tokens.length; t++) {
            for (int i = 0; i < WIDTH; i++) {
                boolean hidden = tokenDropout && tokens[t] == 32;
                x[t][i] = hidden ? 0 : scale * table[(int) tokens[t] * WIDTH + i];
            }
        }
        seen.put("embeddings", copy(x));
        for (int l = 0; l < LAYERS; l++) {
            String layer = "encoder.layer." + l;
            String p = "esm." + layer + ".";
            double[][] attention = attention(p, each(x, row -> norm(p + "attention.LayerNorm", row)));
            seen.put(layer + ".attention.output.dense", attention);
            add(x, attention);
            double[][] mlp = each(x, row -> {
                double[] hidden = apply(p + "intermediate.dense", norm(p + "LayerNorm", row));
                for (int i = 0; i < hidden.length; i++) {
                    hidden[i] = gelu(hidden[i]);
                }
                return apply(p + "output.dense", hidden);
            });
            seen.put(layer + ".output.dense", mlp);
            add(x, mlp);
            seen.put(layer, copy(x));
        }
        double[][] last = each(x, row -> norm("esm.encoder.emb_layer_norm_after", row));
        seen.put("encoder.emb_layer_norm_after", last);
        seen.put("logits", each(last, row -> {
            double[] hidden = apply("lm_head.dense", row);
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = gelu(hidden[i]);
            }
            return times(table, weights.get("lm_head.bias"), norm("lm_head.layer_norm", hidden));
        }));
        return seen;
    }

    private double[][] attention(String p, double[][] x) {
        int w = WIDTH / HEADS;
        double[][] q = each(x, row -> apply(p + "attention.self.query", row));
        double[][] k = each(x, row -> apply(p + "attention.self.key", row));
        double[][] v = each(x, row -> apply(p + "attention.self.value", row));
        for (int t = 0; t < x.length; t++) {
            for (int h = 0; h < HEADS; h++) {
                for (int j = 0; j < w / 2; j++) {
                    double angle = t / Math.pow(10000, 2.0 * j / w);
                    rotate(q[t], h * w + j, h * w + j + w / 2, angle);
                    rotate(k[t], h * w + j, h * w + j + w / 2, angle);
                }
            }
        }
        double[][] mixed = new double[x.length][WIDTH];
        for (int h = 0; h < HEADS; h++) {
            double[][] map = new double[x.length][];
            maps.add(map);
            for (int t = 0; t < x.length; t++) {
                double[] share = new double[x.length];
                double sum = 0;
                for (int s = 0; s < x.length; s++) {
                    double dot = 0;
                    for (int i = h * w; i < (h + 1) * w; i++) {
                        dot += q[t][i] * k[s][i];
                    }
                    share[s] = Math.exp(dot / Math.sqrt(w));
                    sum += share[s];
                }
                for (int s = 0; s < x.length; s++) {
                    share[s] /= sum;
                    for (int i = h * w; i < (h + 1) * w; i++) {
                        mixed[t][i] += share[s] * v[s][i];
                    }
                }
                map[t] = share;
            }
        }
        return each(mixed, row -> apply(p + "attention.output.dense", row));
    }

    /** Probabilities of contact after {@link #run}, the two special tokens left out: {@code [residue][residue]}. */
    double[][] contacts() {
        int n = maps.get(0).length - 2;
        double[][] out = new double[n][n];
        for (int m = 0; m < maps.size(); m++) {
            double[] sums = new double[n];
            double all = 0;
            double[][] both = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    both[i][j] = maps.get(m)[i + 1][j + 1] + maps.get(m)[j + 1][i + 1];
                    sums[i] += both[i][j];
                    all += both[i][j];
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    out[i][j] += contactWeights[m] * (both[i][j] - sums[i] * sums[j] / all);
                }
            }
        }
        return each(out, row -> {
            double[] p = new double[n];
            for (int j = 0; j < n; j++) {
                p[j] = 1 / (1 + Math.exp(-row[j] - CONTACT_BIAS));
            }
            return p;
        });
    }

    /** Turns the point (a, b) of a plane. */
    private static void rotate(double[] x, int a, int b, double angle) {
        double re = x[a] * Math.cos(angle) - x[b] * Math.sin(angle);
        double im = x[a] * Math.sin(angle) + x[b] * Math.cos(angle);
        x[a] = re;
        x[b] = im;
    }

    private interface Row {
        double[] of(double[] row);
    }

    private static double[][] each(double[][] x, Row function) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = function.of(x[t]);
        }
        return y;
    }

    private static double[][] copy(double[][] x) {
        return each(x, double[]::clone);
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] += y[t][i];
            }
        }
    }

    private double[] apply(String name, double[] x) {
        return times(weights.get(name + ".weight"), weights.get(name + ".bias"), x);
    }

    private static double[] times(float[] w, float[] bias, double[] x) {
        double[] y = new double[bias.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += (double) w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] norm(String name, double[] x) {
        double mean = 0;
        double variance = 0;
        for (double v : x) {
            mean += v / x.length;
        }
        for (double v : x) {
            variance += (v - mean) * (v - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + EPS) * weights.get(name + ".weight")[i]
                    + weights.get(name + ".bias")[i];
        }
        return y;
    }

    /** {@code x Phi(x)}; the error function by its series, which converges everywhere. */
    private static double gelu(double x) {
        double z = x / Math.sqrt(2);
        if (Math.abs(z) > 5) {
            return x > 0 ? x : 0;
        }
        double term = z;
        double sum = z;
        for (int n = 1; n < 200; n++) {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return x * (1 + 2 / Math.sqrt(Math.PI) * sum) / 2;
    }
}
