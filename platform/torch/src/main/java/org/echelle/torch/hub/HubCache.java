package org.echelle.torch.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.torch.TorchException;

/**
 * The local cache of the Hugging Face hub, as its own clients fill it: {@code models--OWNER--NAME/refs/main} holds the commit,
 * {@code snapshots/COMMIT} its files.
 *
 * @param root the folder with the {@code models--} folders
 */
public record HubCache(Path root) {
    /** Where the environment of this process says. */
    public static HubCache local() {
        return of(System.getenv());
    }

    /** Where the hub's clients look, by the same variables in the same order. */
    public static HubCache of(Map<String, String> environment) {
        String cache = environment.getOrDefault("HF_HUB_CACHE", environment.get("HUGGINGFACE_HUB_CACHE"));
        if (cache != null && !cache.isBlank()) {
            return new HubCache(Path.of(cache));
        }
        return new HubCache(home(environment).resolve("hub"));
    }

    /** The folder of everything that the hub's clients keep. */
    public static Path home(Map<String, String> environment) {
        String home = environment.get("HF_HOME");
        if (home != null && !home.isBlank()) {
            return Path.of(home);
        }
        String xdg = environment.get("XDG_CACHE_HOME");
        Path caches = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return caches.resolve("huggingface");
    }

    /** The folder of one model, which need not be there. */
    public Path folder(HubModel model) {
        return root.resolve("models--" + model.owner() + "--" + model.name());
    }

    /**
     * The place of weights: the path itself where something exists there, else the cached snapshot of the model that its last two
     * names say.
     *
     * @param weights as a config gave it, made absolute against its folder, so that an id became the end of a path
     * @throws TorchException when neither is there
     */
    public Path resolve(Path weights) {
        if (Files.exists(weights)) {
            return weights;
        }
        HubModel model = HubModel.endOf(weights)
                .filter(m -> !looksLikeFile(m.name()))
                .orElseThrow(() -> new TorchException("There is no weight file or folder " + weights + "."));
        return snapshot(model)
                .orElseThrow(() -> new TorchException("There is neither a folder " + weights + " nor a cached model "
                        + model.id() + " in " + root + "; `echelle fetch " + model.id()
                        + "` gets it from the hub, or put its files into a folder and give that."));
    }

    /**
     * The files of a cached model: of its main branch, or the only ones there.
     *
     * @throws TorchException when several versions lie there and nothing says which one is main
     */
    public Optional<Path> snapshot(HubModel model) {
        Path snapshots = folder(model).resolve("snapshots");
        Path main = folder(model).resolve("refs").resolve("main");
        try {
            if (Files.isRegularFile(main)) {
                String commit = Files.readString(main, StandardCharsets.UTF_8).strip();
                if (HubModel.isName(commit) && Files.isDirectory(snapshots.resolve(commit))) {
                    return Optional.of(snapshots.resolve(commit));
                }
            }
            if (!Files.isDirectory(snapshots)) {
                return Optional.empty();
            }
            List<Path> all;
            try (Stream<Path> found = Files.list(snapshots)) {
                all = found.filter(Files::isDirectory).sorted().toList();
            }
            if (all.size() > 1) {
                throw new TorchException("The cache " + snapshots + " holds " + all.size()
                        + " versions and says not which one is main; give the folder of one as weights.");
            }
            return all.stream().findFirst();
        } catch (IOException e) {
            throw new TorchException("The cache " + folder(model) + " cannot be read.", e);
        }
    }

    private static boolean looksLikeFile(String name) {
        return Stream.of(".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".json", ".pkl", ".npz")
                .anyMatch(name::endsWith);
    }
}
