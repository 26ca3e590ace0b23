package org.echelle.diffusion.network.text;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.diffusion.DiffusionException;
import org.echelle.nn.Activation;
import org.echelle.nn.Precision;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/**
 * Text encoders within Stable Diffusion's one-file checkpoints, under Hugging Face's names: OpenAI's (1.x, and the first of XL), which has
 * them already, and OpenCLIP's (2.x, and the second of XL), whose queries, keys and values lie in one matrix.
 *
 * <p>Sizes are read from shapes; heads are 64 wide in all published ones. Of 2.x the last layer is left away, since its U-Net reads what
 * comes before it through the last norm; diffusers' folders have it so, too. No vocabulary is in such a file: {@link ClipTokenizer} wants a
 * folder.
 *
 * @param config sizes, activation, projection
 * @param weights under Hugging Face's names
 * @param openClip whether it is OpenCLIP's, else OpenAI's
 */
public record LdmText(ClipTextConfig config, Weights weights, boolean openClip) {
    private static final String XL = "conditioner.embedders.";
    private static final List<String> OPENAI = List.of("cond_stage_model.transformer.", XL + "0.transformer.");
    private static final String OPEN_2 = "cond_stage_model.model.";
    private static final String OPEN_XL = XL + "1.model.";
    private static final String TABLE = "text_model.embeddings.token_embedding.weight";
    private static final String FIRST = "text_model.encoder.layers.0.mlp.fc1.weight";
    private static final Pattern BLOCK =
            Pattern.compile("transformer\\.resblocks\\.(\\d+)\\.(.+)\\.(in_proj_)?(weight|bias)");
    private static final int HEAD_WIDTH = 64;
    private static final long END = 49407;
    private static final double NORM_EPS = 1e-5;

    private static final Map<String, String> MODULES = Map.of(
            "ln_1", "layer_norm1",
            "ln_2", "layer_norm2",
            "attn.out_proj", "self_attn.out_proj",
            "mlp.c_fc", "mlp.fc1",
            "mlp.c_proj", "mlp.fc2");

    /**
     * The text encoders of a file, in the order in which its U-Net reads them.
     *
     * @throws DiffusionException if there is none
     */
    public static List<LdmText> of(Weights file) {
        List<LdmText> found = new ArrayList<>();
        for (String prefix : OPENAI) {
            if (file.names().contains(prefix + TABLE)) {
                found.add(openAi(below(file, prefix)));
            }
        }
        for (String prefix : List.of(OPEN_2, OPEN_XL)) {
            if (file.names().contains(prefix + "token_embedding.weight")) {
                found.add(openClip(below(file, prefix), prefix.equals(OPEN_XL)));
            }
        }
        if (found.isEmpty()) {
            throw new DiffusionException("There is no text encoder in " + file.path()
                    + "; give a checkpoint that holds one, or a folder in diffusers' layout.");
        }
        return List.copyOf(found);
    }

    /** The tokenizer that its program has, given CLIP's files: OpenCLIP's pads with 0, whatever the files say. */
    public ClipTokenizer tokenizer(ClipTokenizer files) {
        return openClip ? files.padded(0) : files;
    }

    /**
     * Builds it.
     *
     * @param tokenizer whose end token tells where texts end
     * @param precision of its products
     * @param manager owns the parameters
     */
    public ClipTextEncoder encoder(ClipTokenizer tokenizer, Precision precision, NDManager manager) {
        return ClipTextEncoder.of(config.endingWith(tokenizer.end()), weights, precision, manager);
    }

    private static Map<String, HostTensor> below(Weights file, String prefix) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), file.tensor(name));
            }
        }
        return tensors;
    }

    private static LdmText openAi(Map<String, HostTensor> tensors) {
        return new LdmText(config(tensors, Activation.QUICK_GELU, 0), Weights.of(tensors), false);
    }

    private static LdmText openClip(Map<String, HostTensor> theirs, boolean whole) {
        int last = theirs.keySet().stream()
                .map(BLOCK::matcher)
                .filter(Matcher::matches)
                .mapToInt(m -> Integer.parseInt(m.group(1)))
                .max()
                .orElse(-1);
        Map<String, HostTensor> ours = new LinkedHashMap<>();
        theirs.forEach((name, tensor) -> {
            Matcher block = BLOCK.matcher(name);
            if (!block.matches()) {
                outer(name, tensor, whole, ours);
            } else if (whole || Integer.parseInt(block.group(1)) < last) {
                inner(block, tensor, ours);
            }
        });
        HostTensor projection = ours.get("text_projection.weight");
        int width = projection == null ? 0 : Math.toIntExact(projection.shape()[0]);
        return new LdmText(config(ours, Activation.GELU, width), Weights.of(ours), true);
    }

    private static void outer(String name, HostTensor tensor, boolean whole, Map<String, HostTensor> ours) {
        switch (name) {
            case "token_embedding.weight" -> ours.put(TABLE, tensor);
            case "positional_embedding" -> ours.put("text_model.embeddings.position_embedding.weight", tensor);
            case "ln_final.weight", "ln_final.bias" ->
                ours.put("text_model.final_layer_norm" + name.substring("ln_final".length()), tensor);
            case "text_projection" -> {
                if (whole) {
                    ours.put("text_projection.weight", transposed(tensor));
                }
            }
            case "logit_scale", "attn_mask" -> {} // of the training
            default -> ours.put(name, tensor); // foreign: the check of the parameters names it
        }
    }

    private static void inner(Matcher block, HostTensor tensor, Map<String, HostTensor> ours) {
        String layer = "text_model.encoder.layers." + block.group(1) + ".";
        String leaf = "." + block.group(4);
        if (block.group(3) == null) {
            ours.put(layer + MODULES.getOrDefault(block.group(2), block.group(2)) + leaf, tensor);
            return;
        }
        List<String> parts = List.of("q", "k", "v");
        for (int i = 0; i < parts.size(); i++) {
            ours.put(layer + "self_attn." + parts.get(i) + "_proj" + leaf, third(tensor, i));
        }
    }

    private static HostTensor third(HostTensor tensor, int part) {
        long[] shape = tensor.shape();
        shape[0] /= 3;
        ByteBuffer data = tensor.data();
        int bytes = data.limit() / 3;
        return new HostTensor(tensor.type(), shape, data.slice(part * bytes, bytes));
    }

    private static HostTensor transposed(HostTensor tensor) {
        int rows = Math.toIntExact(tensor.shape()[0]);
        int columns = Math.toIntExact(tensor.shape()[1]);
        float[] from = tensor.toFloats();
        float[] to = new float[from.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[j * rows + i] = from[i * columns + j];
            }
        }
        return HostTensor.ofFloats(to, columns, rows);
    }

    private static ClipTextConfig config(Map<String, HostTensor> ours, Activation activation, int projection) {
        int layers = 0;
        while (ours.containsKey(FIRST.replace(".0.", "." + layers + "."))) {
            layers++;
        }
        HostTensor positions = ours.get("text_model.embeddings.position_embedding.weight");
        if (layers == 0 || positions == null) {
            throw new DiffusionException(
                    "The file's text encoder has no layers or no positions; the file may be incomplete.");
        }
        int width = size(positions, 1);
        return new ClipTextConfig(
                size(ours.get(TABLE), 0),
                size(positions, 0),
                width,
                size(ours.get(FIRST), 0),
                layers,
                Math.max(1, width / HEAD_WIDTH),
                activation,
                NORM_EPS,
                END,
                projection);
    }

    private static int size(HostTensor tensor, int dimension) {
        return Math.toIntExact(tensor.shape()[dimension]);
    }
}
