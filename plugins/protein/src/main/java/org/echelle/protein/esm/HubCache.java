package org.echelle.protein.esm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.echelle.protein.subject.SubjectException;

/**
 * The local cache of the Hugging Face hub, as its own clients fill it: {@code models--OWNER--NAME/refs/main} holds the commit,
 * {@code snapshots/COMMIT} its files. Nothing is downloaded.
 *
 * @param root the folder with the {@code models--} folders
 */
record HubCache(Path root) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Where the hub's clients look, by the same variables in the same order. */
    static HubCache of(Map<String, String> environment) {
        String cache = environment.getOrDefault("HF_HUB_CACHE", environment.get("HUGGINGFACE_HUB_CACHE"));
        if (cache != null && !cache.isBlank()) {
            return new HubCache(Path.of(cache));
        }
        String home = environment.get("HF_HOME");
        if (home != null && !home.isBlank()) {
            return new HubCache(Path.of(home, "hub"));
        }
        String xdg = environment.get("XDG_CACHE_HOME");
        Path caches = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return new HubCache(caches.resolve("huggingface").resolve("hub"));
    }

    /**
     * The place of weights: the path itself where something exists there, else the cached snapshot of the model that its last two
     * names say.
     *
     * @param weights as a config gave it, made absolute against its folder, so that an id became the end of a path
     * @throws SubjectException when neither is there
     */
    Path resolve(Path weights) {
        if (Files.exists(weights)) {
            return weights;
        }
        int names = weights.getNameCount();
        if (names < 2
                || !NAME.matcher(weights.getName(names - 2).toString()).matches()
                || !NAME.matcher(weights.getName(names - 1).toString()).matches()
                || looksLikeFile(weights)) {
            throw new SubjectException("There is no weight file or folder " + weights + ".");
        }
        String owner = weights.getName(names - 2).toString();
        String name = weights.getName(names - 1).toString();
        Path model = root.resolve("models--" + owner + "--" + name);
        return snapshot(model)
                .orElseThrow(() -> new SubjectException("There is neither a folder " + weights + " nor a cached model "
                        + owner + "/" + name
                        + "; put its model.safetensors, config.json and vocab.txt into a folder and give"
                        + " that, or fetch it with the hub's own client, which puts it into "
                        + model.resolve("snapshots") + "."));
    }

    private static boolean looksLikeFile(Path weights) {
        String name = weights.getFileName().toString();
        return Stream.of(".safetensors", ".pt", ".pth", ".bin", ".json", ".pkl", ".npz")
                .anyMatch(name::endsWith);
    }

    private static Optional<Path> snapshot(Path model) {
        Path snapshots = model.resolve("snapshots");
        Path main = model.resolve("refs").resolve("main");
        try {
            if (Files.isRegularFile(main)) {
                String commit = Files.readString(main, StandardCharsets.UTF_8).strip();
                if (NAME.matcher(commit).matches() && Files.isDirectory(snapshots.resolve(commit))) {
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
                throw new SubjectException("The cache " + snapshots + " holds " + all.size()
                        + " versions and says not which one is main; give the folder of one as weights.");
            }
            return all.stream().findFirst();
        } catch (IOException e) {
            throw new SubjectException("The cache " + model + " cannot be read.", e);
        }
    }
}
