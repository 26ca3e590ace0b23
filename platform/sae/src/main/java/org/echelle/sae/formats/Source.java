package org.echelle.sae.formats;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;

/**
 * What lies at a path: one file of tensors with texts beside it. Every format looks at the same one, so that a file is opened once.
 *
 * <p>A leading line of JSON, as saev writes it, is cut off.
 */
final class Source {
    private static final ObjectMapper JSON = JsonFiles.mapper();
    private static final long MOST_TEXT = 16L << 20;
    private static final int MOST_HEADER = 1 << 20;
    private static final List<String> ENDINGS = List.of(".safetensors", ".pt", ".pth", ".bin", ".npz", ".ckpt", ".th");
    private final Path path;
    private final Path folder;
    private final Map<Path, Weights> opened = new LinkedHashMap<>();
    private final Map<Path, Map<String, Object>> headers = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> texts = new LinkedHashMap<>();

    private Source(Path path, Path folder) {
        this.path = path;
        this.folder = folder;
    }

    /** @throws SaeException if there is nothing */
    static Source of(Path path) {
        if (!Files.exists(path)) {
            throw new SaeException("There is no file or folder " + path + ".");
        }
        Path parent = path.toAbsolutePath().getParent();
        // a config named in place of its folder
        boolean config = Files.isRegularFile(path) && path.toString().endsWith(".json");
        Path folder = Files.isDirectory(path) ? path : parent;
        return new Source(config ? parent : path, folder);
    }

    Path path() {
        return path;
    }

    /** The last part of the path of the file that holds the tensors, or of the folder. */
    String fileName() {
        return String.valueOf(only(List.of()).orElse(path).getFileName());
    }

    /**
     * The tensors: of the file, if a file was named; else of the first of these names that the folder has; else of its only file of
     * tensors.
     *
     * @throws TorchException if it cannot be read
     */
    Optional<Weights> weights(String... names) {
        return only(List.of(names)).map(this::open);
    }

    /** The same, where the format cannot do without. */
    Weights required(String... names) {
        return weights(names)
                .orElseThrow(() -> new SaeException("There is no file of tensors in " + path + "; expected is "
                        + String.join(" or ", names) + "."));
    }

    private Optional<Path> only(List<String> names) {
        if (Files.isRegularFile(path)) {
            return Optional.of(path);
        }
        for (String name : names) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return Optional.of(folder.resolve(name));
            }
        }
        List<Path> files = tensorFiles();
        return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
    }

    /** Files of the folder that look like tensors, by name. */
    List<Path> tensorFiles() {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> ENDINGS.stream().anyMatch(f.toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new SaeException("The folder " + folder + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    boolean isFolder() {
        return Files.isDirectory(path);
    }

    /** Another file of tensors in the folder. */
    Optional<Weights> beside(String file) {
        return has(file) ? Optional.of(open(folder.resolve(file))) : Optional.empty();
    }

    /** A JSON object beside the tensors; empty where there is none. */
    Map<String, Object> json(String file) {
        return texts.computeIfAbsent(file, name -> {
            String text = text(name);
            return text.isEmpty() ? Map.of() : parse(text, folder.resolve(name).toString());
        });
    }

    /** A text beside the tensors; empty where there is none. */
    String text(String file) {
        Path place = folder.resolve(file);
        if (!Files.isRegularFile(place)) {
            return "";
        }
        try {
            if (Files.size(place) > MOST_TEXT) {
                throw new SaeException("The file " + place + " is larger than 16 MiB; that is no config.");
            }
            return Files.readString(place);
        } catch (IOException e) {
            throw new SaeException("The file " + place + " cannot be read as text: " + e.getMessage() + ".", e);
        }
    }

    /** The line of JSON before the tensors; empty where there is none. */
    Map<String, Object> header() {
        return only(List.of("sae.pt"))
                .map(file -> {
                    if (!headers.containsKey(file)) {
                        open(file);
                    }
                    return headers.get(file);
                })
                .orElse(Map.of());
    }

    private Weights open(Path file) {
        Weights known = opened.get(file);
        if (known != null) {
            return known;
        }
        Optional<String> line = firstLine(file);
        headers.put(file, line.map(l -> parse(l, file.toString())).orElse(Map.of()));
        Weights weights = line.isPresent()
                ? behind(file, line.get().getBytes(StandardCharsets.UTF_8).length + 1)
                : Weights.read(file);
        Weights plain = weights.strip(
                "state_dict.", "module.", "_orig_mod.", "autoencoder.", "sae_model.", "sae.", "ae.", "model.");
        opened.put(file, plain);
        return plain;
    }

    /** A JSON object on a line of its own, with a zip behind it. */
    private static Optional<String> firstLine(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (in.read() != '{') {
                return Optional.empty();
            }
            byte[] start = in.readNBytes(MOST_HEADER);
            for (int i = 0; i + 2 < start.length; i++) {
                if (start[i] == '\n') {
                    return start[i + 1] == 'P' && start[i + 2] == 'K'
                            ? Optional.of("{" + new String(start, 0, i, StandardCharsets.UTF_8))
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new SaeException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Weights behind(Path file, int skipped) {
        try {
            Path rest = Files.createTempFile("echelle", ".pt");
            try {
                try (InputStream in = Files.newInputStream(file);
                        OutputStream out = Files.newOutputStream(rest)) {
                    in.skipNBytes(skipped);
                    in.transferTo(out);
                }
                Weights mapped = Weights.read(rest);
                Map<String, HostTensor> copies = new LinkedHashMap<>();
                for (String name : mapped.names()) {
                    HostTensor t = mapped.tensor(name);
                    byte[] bytes = new byte[t.data().remaining()];
                    t.data().get(bytes);
                    copies.put(name, new HostTensor(t.type(), t.shape(), java.nio.ByteBuffer.wrap(bytes)));
                }
                return Weights.of(copies);
            } catch (TorchException e) {
                throw new TorchException(e.getMessage().replace(rest.toString(), file.toString()), e);
            } finally {
                Files.delete(rest);
            }
        } catch (IOException e) {
            throw new SaeException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Map<String, Object> parse(String text, String where) {
        try {
            return JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (IOException e) {
            throw new SaeException(where + " is not the JSON object it should be: " + JsonFiles.fault(e) + ".", e);
        }
    }

    /** Why a file of tensors is refused or damaged, where none can be read: then nothing can be said of their format. */
    Optional<TorchException> unreadable() {
        Optional<TorchException> first = Optional.empty();
        for (Path file : tensorFiles()) {
            try {
                open(file);
                return Optional.empty();
            } catch (TorchException e) {
                if (!String.valueOf(e.getMessage()).contains("is no weight file")) {
                    first = first.or(() -> Optional.of(e));
                }
            }
        }
        return first;
    }

    /** What was found, for the message that nothing fits. */
    List<String> found() {
        List<String> lines = new ArrayList<>();
        List<Path> files = tensorFiles();
        if (files.isEmpty()) {
            lines.add("no file of tensors (" + String.join(", ", ENDINGS) + ")");
        }
        for (Path file : files.subList(0, Math.min(4, files.size()))) {
            try {
                Weights weights = open(file);
                Set<String> names = weights.names();
                lines.add(file.getFileName() + ": "
                        + names.stream()
                                .limit(12)
                                .map(n -> n + Arrays.toString(weights.tensor(n).shape()))
                                .reduce((a, b) -> a + ", " + b)
                                .orElse("nothing")
                        + (names.size() > 12 ? ", ..." : ""));
            } catch (TorchException e) {
                lines.add(e.getMessage().replaceAll("\\.$", ""));
            }
        }
        for (String config : List.of("cfg.json", "config.json", "config.yaml", "hyperparams.json")) {
            if (has(config)) {
                lines.add(config
                        + (config.endsWith(".json")
                                ? " with " + String.join(", ", json(config).keySet())
                                : ""));
            }
        }
        return lines;
    }

    /** A value of nested objects by dotted name. */
    static Optional<Object> at(Map<String, Object> object, String dotted) {
        Object value = object;
        for (String key : dotted.split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return Optional.ofNullable(value);
    }

    static Optional<Integer> whole(Map<String, Object> object, String dotted) {
        return at(object, dotted).filter(Number.class::isInstance).map(v -> ((Number) v).intValue());
    }

    static boolean truth(Map<String, Object> object, String dotted, boolean otherwise) {
        return at(object, dotted)
                .filter(Boolean.class::isInstance)
                .map(Boolean.class::cast)
                .orElse(otherwise);
    }

    static String text(Map<String, Object> object, String dotted, String otherwise) {
        return at(object, dotted).map(String::valueOf).orElse(otherwise);
    }
}
