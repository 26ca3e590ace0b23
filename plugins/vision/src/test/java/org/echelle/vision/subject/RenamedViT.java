package org.echelle.vision.subject;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;

/** Writes a {@link ReferenceViT}'s weights under another layout's names. */
final class RenamedViT {
    private final Map<String, HostTensor> out = new LinkedHashMap<>();

    static Path write(ReferenceViT model, ViTLayout layout, String prefix, Path file) {
        RenamedViT renamed = new RenamedViT();
        model.weights.forEach((name, values) -> renamed.add(layout, name, values, model.shapes.get(name)));
        Map<String, HostTensor> prefixed = new LinkedHashMap<>();
        renamed.out.forEach((n, t) ->
                prefixed.put(n.startsWith("classifier") || n.startsWith("visual_projection") ? n : prefix + n, t));
        SafetensorsWriter.write(file, prefixed, Map.of());
        return file;
    }

    private void put(String name, float[] values, long... shape) {
        out.put(name, HostTensor.ofFloats(values, shape));
    }

    private void add(ViTLayout layout, String name, float[] v, long[] shape) {
        switch (layout) {
            case TIMM -> put(name, v, shape);
            case HUGGINGFACE_VIT -> huggingFace(name, v, shape, false);
            case HUGGINGFACE_DINOV2 -> huggingFace(name, v, shape, true);
            case HUGGINGFACE_CLIP -> huggingFaceClip(name, v, shape);
            case OPENAI_CLIP -> openAi(name, v, shape);
            case LUCIDRAINS -> lucidrains(name, v, shape);
        }
    }

    private static String swap(String name, String... pairs) {
        String swapped = name;
        for (int i = 0; i < pairs.length; i += 2) {
            swapped = swapped.replace(pairs[i], pairs[i + 1]);
        }
        return swapped;
    }

    private void split(String name, String[] parts, float[] v, long[] shape) {
        for (int i = 0; i < 3; i++) {
            long[] third = shape.clone();
            third[0] /= 3;
            put(
                    name.replace("attn.qkv", parts[i]),
                    Arrays.copyOfRange(v, i * v.length / 3, (i + 1) * v.length / 3),
                    third);
        }
    }

    private void huggingFace(String name, float[] v, long[] shape, boolean dino) {
        String to = swap(
                name,
                "blocks.",
                "encoder.layer.",
                "attn.proj",
                "attention.output.dense",
                "patch_embed.proj",
                "embeddings.patch_embeddings.projection",
                "cls_token",
                "embeddings.cls_token",
                "pos_embed",
                "embeddings.position_embeddings",
                "register_tokens",
                "embeddings.register_tokens",
                "head.",
                "classifier.");
        if (to.startsWith("norm.")) {
            to = to.replace("norm.", "layernorm.");
        }
        if (dino) {
            to = swap(
                    to,
                    "ls1.gamma",
                    "layer_scale1.lambda1",
                    "ls2.gamma",
                    "layer_scale2.lambda1",
                    "mlp.w12",
                    "mlp.weights_in",
                    "mlp.w3",
                    "mlp.weights_out");
        } else {
            to = swap(
                    to,
                    "norm1",
                    "layernorm_before",
                    "norm2",
                    "layernorm_after",
                    "mlp.fc1",
                    "intermediate.dense",
                    "mlp.fc2",
                    "output.dense");
        }
        if (to.contains("attn.qkv")) {
            String a = "attention.attention.";
            split(to, new String[] {a + "query", a + "key", a + "value"}, v, shape);
        } else {
            put(to, v, shape);
        }
    }

    private void huggingFaceClip(String name, float[] v, long[] shape) {
        String to = swap(
                name,
                "blocks.",
                "encoder.layers.",
                "attn.proj",
                "self_attn.out_proj",
                "norm_pre",
                "pre_layrnorm",
                "norm1",
                "layer_norm1",
                "norm2",
                "layer_norm2",
                "patch_embed.proj",
                "embeddings.patch_embedding");
        if (to.contains("attn.qkv")) {
            split(to, new String[] {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"}, v, shape);
        } else if (to.equals("cls_token")) {
            put("embeddings.class_embedding", v, shape[2]);
        } else if (to.equals("pos_embed")) {
            put("embeddings.position_embedding.weight", v, shape[1], shape[2]);
        } else if (to.equals("head.weight")) {
            put("visual_projection.weight", v, shape);
        } else {
            put(to.startsWith("norm.") ? to.replace("norm.", "post_layernorm.") : to, v, shape);
        }
    }

    private void openAi(String name, float[] v, long[] shape) {
        String to = swap(
                name,
                "blocks.",
                "transformer.resblocks.",
                "attn.proj",
                "attn.out_proj",
                "attn.qkv.",
                "attn.in_proj_",
                "norm_pre",
                "ln_pre",
                "norm1",
                "ln_1",
                "norm2",
                "ln_2",
                "patch_embed.proj",
                "conv1",
                "mlp.fc1",
                "mlp.c_fc",
                "mlp.fc2",
                "mlp.c_proj");
        if (to.equals("cls_token")) {
            put("class_embedding", v, shape[2]);
        } else if (to.equals("pos_embed")) {
            put("positional_embedding", v, shape[1], shape[2]);
        } else if (to.equals("head.weight")) {
            int rows = (int) shape[0];
            int columns = (int) shape[1];
            float[] t = new float[v.length];
            for (int i = 0; i < v.length; i++) {
                t[i % columns * rows + i / columns] = v[i];
            }
            put("proj", t, columns, rows);
        } else {
            put(to.startsWith("norm.") ? to.replace("norm.", "ln_post.") : to, v, shape);
        }
    }

    private void lucidrains(String name, float[] v, long[] shape) {
        String to = name;
        for (int b = 0; b < ReferenceViT.DEPTH; b++) {
            String from = "blocks." + b + ".";
            String block = "transformer.layers." + b + ".";
            to = swap(
                    to,
                    from + "norm1",
                    block + "0.fn.norm",
                    from + "attn.qkv",
                    block + "0.fn.fn.to_qkv",
                    from + "attn.proj",
                    block + "0.fn.fn.to_out",
                    from + "norm2",
                    block + "1.fn.norm",
                    from + "mlp.fc1",
                    block + "1.fn.fn.net.0",
                    from + "mlp.fc2",
                    block + "1.fn.fn.net.2");
        }
        to = swap(to, "pos_embed", "pos_embedding", "patch_embed.proj", "patch_to_embedding");
        if (to.equals("patch_to_embedding.weight")) {
            int p = ReferenceViT.PATCH;
            float[] t = new float[v.length];
            for (int i = 0; i < v.length; i++) {
                int d = i / (3 * p * p);
                int c = i / (p * p) % 3;
                t[(d * p * p + i % (p * p)) * 3 + c] = v[i];
            }
            put(to, t, shape[0], 3L * p * p);
        } else {
            put(to, v, shape);
        }
    }
}
