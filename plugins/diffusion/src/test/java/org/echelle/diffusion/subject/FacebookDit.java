package org.echelle.diffusion.subject;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.HostTensor;

/** A small DiT on latents of 4 channels with random numbers, in facebook's names and, as diffusers' converter has them, in diffusers'. */
final class FacebookDit {
    static final int GRID = 4;
    static final int HEADS = 3;
    static final int CLASSES = 5;
    static final int WIDTH = 24;
    static final int DEPTH = 2;

    private FacebookDit() {}

    static Map<String, HostTensor> facebook() {
        Map<String, HostTensor> w = new LinkedHashMap<>();
        w.put("pos_embed", HostTensor.ofFloats(positions(), 1, GRID * GRID, WIDTH));
        linear(w, "x_embedder.proj", WIDTH, 4, 2, 2);
        linear(w, "t_embedder.mlp.0", WIDTH, 256);
        linear(w, "t_embedder.mlp.2", WIDTH, WIDTH);
        w.put("y_embedder.embedding_table.weight", Drawn.tensor("classes", CLASSES + 1, WIDTH));
        for (int i = 0; i < DEPTH; i++) {
            String block = "blocks." + i + ".";
            linear(w, block + "attn.qkv", 3 * WIDTH, WIDTH);
            linear(w, block + "attn.proj", WIDTH, WIDTH);
            linear(w, block + "mlp.fc1", 4 * WIDTH, WIDTH);
            linear(w, block + "mlp.fc2", WIDTH, 4 * WIDTH);
            linear(w, block + "adaLN_modulation.1", 6 * WIDTH, WIDTH);
        }
        linear(w, "final_layer.linear", 2 * 2 * 8, WIDTH);
        linear(w, "final_layer.adaLN_modulation.1", 2 * WIDTH, WIDTH);
        return w;
    }

    private static void linear(Map<String, HostTensor> w, String name, long... shape) {
        w.put(name + ".weight", Drawn.tensor(name, shape));
        w.put(name + ".bias", Drawn.tensor(name + ".bias", shape[0]));
    }

    /** get_2d_sincos_pos_embed of facebook's models.py: columns first, sines before cosines. */
    private static float[] positions() {
        float[] table = new float[GRID * GRID * WIDTH];
        int quarter = WIDTH / 4;
        for (int token = 0; token < GRID * GRID; token++) {
            int row = token / GRID;
            int column = token % GRID;
            for (int j = 0; j < quarter; j++) {
                double omega = Math.pow(10000, -(double) j / quarter);
                int at = token * WIDTH + j;
                table[at] = (float) Math.sin(column * omega);
                table[at + quarter] = (float) Math.cos(column * omega);
                table[at + 2 * quarter] = (float) Math.sin(row * omega);
                table[at + 3 * quarter] = (float) Math.cos(row * omega);
            }
        }
        return table;
    }

    static Map<String, HostTensor> diffusers() {
        Map<String, HostTensor> from = facebook();
        Map<String, HostTensor> to = new LinkedHashMap<>();
        for (String leaf : List.of(".weight", ".bias")) {
            to.put("pos_embed.proj" + leaf, from.get("x_embedder.proj" + leaf));
            to.put("proj_out_1" + leaf, from.get("final_layer.adaLN_modulation.1" + leaf));
            to.put("proj_out_2" + leaf, from.get("final_layer.linear" + leaf));
            for (int i = 0; i < DEPTH; i++) {
                String a = "blocks." + i + ".";
                String b = "transformer_blocks." + i + ".";
                to.put(b + "norm1.emb.timestep_embedder.linear_1" + leaf, from.get("t_embedder.mlp.0" + leaf));
                to.put(b + "norm1.emb.timestep_embedder.linear_2" + leaf, from.get("t_embedder.mlp.2" + leaf));
                to.put(b + "norm1.linear" + leaf, from.get(a + "adaLN_modulation.1" + leaf));
                to.put(b + "attn1.to_out.0" + leaf, from.get(a + "attn.proj" + leaf));
                to.put(b + "ff.net.0.proj" + leaf, from.get(a + "mlp.fc1" + leaf));
                to.put(b + "ff.net.2" + leaf, from.get(a + "mlp.fc2" + leaf));
                List<String> parts = List.of("to_q", "to_k", "to_v");
                for (int k = 0; k < parts.size(); k++) {
                    to.put(b + "attn1." + parts.get(k) + leaf, third(from.get(a + "attn.qkv" + leaf), k));
                }
                to.put(
                        b + "norm1.emb.class_embedder.embedding_table.weight",
                        from.get("y_embedder.embedding_table.weight"));
            }
        }
        return to;
    }

    private static HostTensor third(HostTensor tensor, int part) {
        long[] shape = tensor.shape();
        shape[0] /= 3;
        float[] all = tensor.toFloats();
        int length = all.length / 3;
        return HostTensor.ofFloats(Arrays.copyOfRange(all, part * length, (part + 1) * length), shape);
    }
}
