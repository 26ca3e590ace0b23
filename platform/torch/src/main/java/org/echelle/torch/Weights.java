package org.echelle.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Named tensors from a weight file or folder of any usual format.
 *
 * <p>Opening reads and checks the description only. Each tensor is mapped from its file when asked for. Nothing needs closing.
 */
public final class Weights {
    private final Path path;
    private final String format;
    private final Supplier<String> fingerprint;
    private final Map<String, Supplier<HostTensor>> tensors;
    private final Map<String, Object> facts;

    Weights(
            Path path,
            String format,
            Supplier<String> fingerprint,
            Map<String, Supplier<HostTensor>> tensors,
            Map<String, Object> facts) {
        this.path = path;
        this.format = format;
        this.fingerprint = fingerprint;
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /**
     * Opens a weight file, or a folder as the Hugging Face hub lays it out.
     *
     * @throws TorchException if it cannot be read, is damaged, or wants code to be run; the message says which
     */
    public static Weights read(Path fileOrFolder) {
        return WeightFiles.open(fileOrFolder);
    }

    /** Tensors that are in memory already. */
    public static Weights of(Map<String, HostTensor> tensors) {
        Map<String, Supplier<HostTensor>> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> sources.put(name, () -> tensor));
        return new Weights(Path.of(""), "memory", () -> WeightFiles.fingerprint(sources), sources, Map.of());
    }

    /** Names, in the order of the file. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /**
     * One tensor.
     *
     * @throws TorchException if there is none of that name
     */
    public HostTensor tensor(String name) {
        Supplier<HostTensor> source = tensors.get(name);
        if (source == null) {
            throw new TorchException(
                    (path.toString().isEmpty() ? "The weights" : path.toString()) + " have no tensor \""
                            + SafetensorsHeader.shown(name) + "\"; they have " + Names.some(names()) + ".");
        }
        return source.get();
    }

    /**
     * What else the file says: texts, numbers and truths of a PyTorch file by dotted name ({@code cfg.k}), or the metadata of a
     * safetensors file. Values are String, Long, Double or Boolean.
     */
    public Map<String, Object> facts() {
        return facts;
    }

    /** The same weights under another path: the folder that the file was found in. */
    Weights at(Path folder) {
        return new Weights(folder, format, fingerprint, tensors, facts);
    }

    /** SHA-256 of the bytes of the file, or of the names and fingerprints of several; computed when asked for. */
    public String fingerprint() {
        return fingerprint.get();
    }

    /**
     * {@code safetensors}, {@code torch}, {@code torch-legacy}, {@code npz}, {@code npy}, {@code pickle} or {@code memory}; with {@code -shards}
     * behind it for several files under one index.
     */
    public String format() {
        return format;
    }

    /** The file or folder that was opened; an empty path for tensors in memory. */
    public Path path() {
        return path;
    }

    /**
     * A file that lies with the weights, such as {@code config.json}: in the folder if a folder was opened, else beside the file.
     */
    public Optional<Path> folderFile(String name) {
        if (path.toString().isEmpty()) {
            return Optional.empty();
        }
        Path file = Files.isDirectory(path) ? path.resolve(name) : path.resolveSibling(name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /**
     * The same tensors with prefixes taken off their names. Every prefix that a name starts with is removed, in the given order;
     * names without them stay.
     *
     * @throws TorchException if two tensors would get the same name
     */
    public Weights strip(String... prefixes) {
        Map<String, Supplier<HostTensor>> renamed = new LinkedHashMap<>();
        tensors.forEach((name, source) -> {
            String shorter = name;
            for (String prefix : prefixes) {
                if (!prefix.isEmpty() && shorter.startsWith(prefix) && shorter.length() > prefix.length()) {
                    shorter = shorter.substring(prefix.length());
                }
            }
            if (renamed.put(shorter, source) != null) {
                throw new TorchException("Taking prefixes off the names of " + path + " gives two tensors the name \""
                        + SafetensorsHeader.shown(shorter) + "\".");
            }
        });
        return new Weights(path, format, fingerprint, renamed, facts);
    }

    @Override
    public String toString() {
        return "Weights[" + path + ", " + format + ", " + tensors.size() + " tensors]";
    }
}
