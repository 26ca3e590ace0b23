package org.echelle.shell.hub;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.echelle.shell.ShellException;

/**
 * Which files of a model are needed: its configs and vocabularies, and its weights once. Safetensors are taken where there are any,
 * else PyTorch's own; copies for other engines, in other precisions, and single-file copies beside a pipeline's folders are left.
 */
final class HubChoice {
    private static final Pattern PLAIN = Pattern.compile(".*\\.(json|txt|model|yaml|yml)");
    private static final Pattern PYTORCH = Pattern.compile(".*\\.(bin|pt|pth|ckpt)");
    private static final Pattern OTHERS =
            Pattern.compile("(onnx|openvino|coreml|flax|tf)/.*|.*training_args\\.bin|.*optimizer\\.(pt|bin)");
    private static final Pattern VARIANT = Pattern.compile(".*[.-](fp16|bf16|non_ema|ema_only)\\b.*");

    private HubChoice() {}

    /**
     * @param globs patterns of paths, such as {@code *.safetensors}; when empty, what is needed
     * @throws ShellException when nothing matches
     */
    static List<HubFile> of(HubListing listing, List<String> globs) {
        List<HubFile> chosen = listing.files().stream()
                .filter(globs.isEmpty() ? needed(listing.files()) : matching(globs))
                .toList();
        if (chosen.isEmpty()) {
            throw new ShellException(listing.model().id() + " has no file "
                    + (globs.isEmpty() ? "of weights or configs" : "that matches " + String.join(", ", globs))
                    + "; it has "
                    + listing.files().stream().map(HubFile::path).limit(12).toList() + ".");
        }
        return chosen;
    }

    private static Predicate<HubFile> matching(List<String> globs) {
        List<PathMatcher> matchers = globs.stream()
                .map(g -> FileSystems.getDefault().getPathMatcher("glob:" + g))
                .toList();
        return file -> {
            Path path = Path.of(file.path());
            return matchers.stream().anyMatch(m -> m.matches(path) || m.matches(path.getFileName()));
        };
    }

    private static Predicate<HubFile> needed(List<HubFile> all) {
        boolean pipeline = all.stream().anyMatch(f -> f.path().equals("model_index.json"));
        return file -> {
            String path = file.path();
            if (OTHERS.matcher(path).matches() || path.startsWith(".")) {
                return false;
            }
            if (PLAIN.matcher(path).matches()) {
                return true;
            }
            if (pipeline && !path.contains("/")) {
                return false;
            }
            boolean safe = path.endsWith(".safetensors");
            if (!safe && !PYTORCH.matcher(path).matches()) {
                return false;
            }
            boolean variant = VARIANT.matcher(path).matches();
            return (!variant || !has(all, path, safe, false)) && (safe || !has(all, path, true, variant));
        };
    }

    /** Whether the folder of a path has weights of a kind. */
    private static boolean has(List<HubFile> all, String path, boolean safe, boolean variant) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        return all.stream()
                .map(HubFile::path)
                .filter(p -> p.startsWith(folder) && p.indexOf('/', folder.length()) < 0)
                .filter(p ->
                        safe ? p.endsWith(".safetensors") : PYTORCH.matcher(p).matches())
                .anyMatch(p -> VARIANT.matcher(p).matches() == variant);
    }
}
