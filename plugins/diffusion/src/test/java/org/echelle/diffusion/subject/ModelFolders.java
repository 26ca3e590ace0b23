package org.echelle.diffusion.subject;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;

/** Small models in diffusers' layout, put together of the networks that lie beside the tests; what is opened here is closed with it. */
final class ModelFolders extends OpenedContext {
    static final SamplingOptions USUAL = new SamplingOptions("", 0, 0, 0, 0, 1, 0, "second");

    static final Path HERE = Path.of("src/test/resources/org/echelle/diffusion");
    /** Stable Diffusion's schedule. */
    static final String SD = "{\"_class_name\": \"DDIMScheduler\", \"beta_schedule\": \"scaled_linear\","
            + " \"beta_start\": 0.00085, \"beta_end\": 0.012, \"steps_offset\": 1, \"set_alpha_to_one\": false,"
            + " \"clip_sample\": false}";

    ModelFolders() {
        super(Torch.newManager(Device.cpu()));
    }

    /** Pixels by class, noise predicted, ancestral sampling. */
    static Path pixels(Path root) throws IOException {
        copy(HERE.resolve("network/pixel-classes"), root.resolve("unet"));
        Path config = root.resolve("unet/config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"num_class_embeds\": 5", "\"num_class_embeds\": 5, \"unconditional_class\": 4"));
        scheduler(root, "{\"_class_name\": \"DDPMScheduler\", \"num_train_timesteps\": 1000}");
        return root;
    }

    /** Latents by prompt, as Stable Diffusion 1.x. */
    static Path text(Path root) throws IOException {
        copy(HERE.resolve("network/sd1"), root.resolve("unet"));
        copy(HERE.resolve("network/vae"), root.resolve("vae"));
        copy(HERE.resolve("subject/text/text_encoder"), root.resolve("text_encoder"));
        copy(HERE.resolve("subject/text/tokenizer"), root.resolve("tokenizer"));
        scheduler(root, SD);
        return root;
    }

    static void scheduler(Path root, String json) throws IOException {
        Files.createDirectories(root.resolve("scheduler"));
        Files.writeString(root.resolve("scheduler/scheduler_config.json"), json);
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> !f.getFileName().toString().startsWith("cases"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sampling of a test: how many steps, how much guidance, which half carries the condition. */
    static SamplingOptions sampling(int steps, double guidance, String half) {
        return new SamplingOptions("", steps, 0, guidance, 0, 1, 0, half);
    }

    DiffusionSubject open(Path root, SamplingOptions sampling) {
        return (DiffusionSubject)
                new DiffusersKind().open(new DiffusersOptions(root, List.of(), "float32", sampling), this);
    }
}
