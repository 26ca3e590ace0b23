package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.text.ClipTextEncoder;
import org.echelle.diffusion.network.text.ClipTokenizer;
import org.echelle.diffusion.network.text.FreshTextEncoder;
import org.echelle.diffusion.network.text.TextStates;
import org.echelle.diffusion.network.unet.PromptUNet;
import org.echelle.diffusion.network.unet.UNet;
import org.echelle.torch.HostTensor;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;

/** A U-Net and the text encoder in front of it as the loop sees them: one network whose labels are captions, none the empty text. */
final class PromptTrainee implements Trainee {
    private static final String TEXT = "text_encoder";
    private static final String UNET = "unet";

    private final PromptUNet made;
    private final FreshTextEncoder text;
    private final UNet unet;
    private final ClipTextEncoder encoder;
    private final List<long[]> tokens = new ArrayList<>(); // of each caption; those of the empty text behind them
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /**
     * @param captions in the order of their numbers
     * @param owner owns the parameters
     */
    PromptTrainee(PromptUNet made, FreshTextEncoder text, List<String> captions, long seed, NDManager owner) {
        this.made = made;
        this.text = text;
        unet = made.fresh(seed, owner);
        encoder = text.draw(seed, owner);
        ClipTokenizer tokenizer = text.vocabulary().tokenizer(text.length());
        captions.forEach(caption -> tokens.add(ids(tokenizer, caption)));
        tokens.add(ids(tokenizer, ""));
        unet.parameters().forEach((name, weight) -> parameters.put(UNET + "/" + name, weight));
        encoder.parameters().forEach((name, weight) -> parameters.put(TEXT + "/" + name, weight));
    }

    /**
     * Takes the weights of a trained model in place of fresh ones.
     *
     * @throws DiffusionException when it is of another size or its captions made another vocabulary
     */
    void goOnFrom(Path model) {
        Path vocabulary = model.resolve("tokenizer").resolve("vocab.json");
        boolean same = Files.isRegularFile(vocabulary)
                && ClipTokenizer.read(model.resolve("tokenizer"))
                        .agrees(text.vocabulary().tokenizer(text.length()));
        if (!same) {
            throw new DiffusionException(
                    "The vocabulary in " + vocabulary
                            + " is not the one that these captions make; start from a model of the same captions and text.length.");
        }
        Weights theirUnet = Weights.read(model.resolve(UNET));
        Weights theirText = Weights.read(model.resolve(TEXT));
        parameters.forEach((name, mine) -> {
            int slash = name.indexOf('/');
            Weights theirs = name.startsWith(UNET + "/") ? theirUnet : theirText;
            String own = name.substring(slash + 1);
            if (!theirs.names().contains(own)
                    || !Arrays.equals(
                            theirs.tensor(own).shape(), mine.getShape().getShape())) {
                throw new DiffusionException("The model in " + model + " has no " + own + " " + mine.getShape()
                        + ", so it is of another size; give the same widths, levels and sizes of text.");
            }
            try (NDArray stored = theirs.tensor(own).toArray(mine.getManager())) {
                stored.copyTo(mine);
            }
        });
    }

    private static long[] ids(ClipTokenizer tokenizer, String caption) {
        return tokenizer.encode(caption).ids().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    @Override
    public String folder() {
        return UNET;
    }

    @Override
    public NDArray forward(NDArray x, double[] times, long[] labels) {
        long[] ids = new long[labels.length * text.length()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(tokens.get((int) labels[i]), 0, ids, i * text.length(), text.length());
        }
        NDArray read = x.getManager().create(ids, new Shape(labels.length, text.length()));
        TextStates states = encoder.forward(read, Tap.NONE);
        return unet.forward(x, times, Condition.text(states.last()), Tap.NONE);
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters;
    }

    @Override
    public Map<String, Object> config() {
        return made.published();
    }

    @Override
    public Map<String, HostTensor> published(Map<String, HostTensor> all) {
        return below(UNET, all);
    }

    private static Map<String, HostTensor> below(String part, Map<String, HostTensor> all) {
        Map<String, HostTensor> found = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(part + "/")) {
                found.put(name.substring(part.length() + 1), tensor);
            }
        });
        return found;
    }

    @Override
    public Map<String, List<String>> writeBeside(Path root, Map<String, HostTensor> all) throws IOException {
        Path folder = Files.createDirectories(root.resolve(TEXT));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), below(TEXT, all), Map.of("format", "pt"));
        JsonFiles.write(folder.resolve("config.json"), text.published());
        text.vocabulary().write(root.resolve("tokenizer"), text.length());
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put(TEXT, List.of("transformers", "CLIPTextModel"));
        parts.put("tokenizer", List.of("transformers", "CLIPTokenizer"));
        return parts;
    }

    /** Captions are any text: they are told in the metrics, not in the index. */
    @Override
    public List<String> names(List<String> captions) {
        return List.of();
    }
}
