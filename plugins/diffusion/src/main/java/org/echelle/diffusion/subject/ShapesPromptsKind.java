package org.echelle.diffusion.subject;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.DiffusionException;

/**
 * The small model that comes with the plugin: pictures of shapes by prompt, trained by {@link
 * org.echelle.diffusion.training.PromptUnetTrainer} on drawn ones. The README beside its files says how.
 */
public final class ShapesPromptsKind implements SubjectKind<ShapesPromptsOptions> {
    static final String NAME = "shapes-prompts";

    private static final String RESOURCES = "/org/echelle/diffusion/" + NAME + "/";
    private static final List<String> FILES = List.of(
            "model_index.json",
            "unet/config.json",
            "unet/diffusion_pytorch_model.safetensors",
            "text_encoder/config.json",
            "text_encoder/model.safetensors",
            "tokenizer/vocab.json",
            "tokenizer/merges.txt",
            "tokenizer/special_tokens_map.json",
            "tokenizer/tokenizer_config.json",
            "scheduler/scheduler_config.json");

    private static final String SAMPLER = "ddim";
    private static final int STEPS = 20;
    private static final double GUIDANCE = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "The embedded default: a small U-Net that draws shapes by prompt ('a red circle'); needs no files.";
    }

    @Override
    public Class<ShapesPromptsOptions> options() {
        return ShapesPromptsOptions.class;
    }

    @Override
    public Subject open(ShapesPromptsOptions options, OpenContext context) {
        SamplingOptions sampling = usual(options.sampling());
        if (options.weights().isPresent()) {
            return new DiffusersKind()
                    .open(
                            new DiffusersOptions(options.weights().get(), List.of(), options.precision(), sampling),
                            context);
        }
        try {
            Path folder = Files.createTempDirectory("echelle-" + NAME);
            try {
                return new DiffusersKind()
                        .open(
                                new DiffusersOptions(unpacked(folder), List.of(), options.precision(), sampling),
                                context);
            } finally {
                remove(folder);
            }
        } catch (IOException e) {
            throw new DiffusionException(
                    "The embedded subject cannot be unpacked to the temporary folder: " + e.getMessage() + ". Is "
                            + System.getProperty("java.io.tmpdir") + " writable?",
                    e);
        }
    }

    /** What nobody asked otherwise: few steps of DDIM serve so small pictures. */
    private static SamplingOptions usual(SamplingOptions o) {
        return new SamplingOptions(
                o.sampler().isEmpty() ? SAMPLER : o.sampler(),
                o.steps() == 0 ? STEPS : o.steps(),
                o.eta(),
                o.guidance() == 0 ? GUIDANCE : o.guidance(),
                o.guidanceFrom(),
                o.guidanceTo(),
                o.guidanceRescale(),
                o.conditionHalf());
    }

    private static Path unpacked(Path temporary) throws IOException {
        Path root = temporary.resolve(NAME); // its name is shown to the reader
        for (String name : FILES) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = ShapesPromptsKind.class.getResourceAsStream(RESOURCES + name)) {
                if (in == null) {
                    throw new DiffusionException("This diffusion plugin was built without its embedded subject ("
                            + RESOURCES + name
                            + "); train one with ./echelle train-subject --domain diffusion --trainer prompt-unet and"
                            + " give it as weights.");
                }
                Files.copy(in, file);
            }
        }
        return root;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
