package org.echelle.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tells weight formats apart by their first bytes and opens them. */
final class WeightFiles {
    private static final ObjectMapper JSON =
            JsonFiles.mapper().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
    private static final String INDEX = ".index.json";
    private static final long MOST_INDEX = 64L << 20;
    private static final List<String> IN_FOLDER = List.of(
            "model.safetensors",
            "model.safetensors" + INDEX,
            "diffusion_pytorch_model.safetensors",
            "diffusion_pytorch_model.safetensors" + INDEX,
            "pytorch_model.bin",
            "pytorch_model.bin" + INDEX,
            "diffusion_pytorch_model.bin",
            "diffusion_pytorch_model.bin" + INDEX);

    private WeightFiles() {}

    static Weights open(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return folder(path);
            }
            if (!Files.exists(path)) {
                throw new TorchException("There is no weight file or folder " + path + ".");
            }
            if (!Files.isRegularFile(path)) { // a pipe or a device may never end
                throw new TorchException(path + " is neither a file nor a folder.");
            }
            if (path.toString().endsWith(INDEX)) {
                return shards(path, path);
            }
            return file(path);
        } catch (IOException e) {
            throw new TorchException("Cannot read " + path + ": " + Failures.reason(e) + ".", e);
        }
    }

    private static Weights folder(Path folder) throws IOException {
        for (String name : IN_FOLDER) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return name.endsWith(INDEX) ? shards(file, folder) : file(file).at(folder);
            }
        }
        List<Path> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(f -> f.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
        if (found.size() == 1) {
            return file(found.get(0)).at(folder);
        }
        throw new TorchException("The folder " + folder + " holds "
                + (found.isEmpty() ? "no weight file" : found.size() + " weight files and no index")
                + "; name the file, or give a folder with model.safetensors or pytorch_model.bin.");
    }

    private static Weights file(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(512);
        }
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".safetensors") || Safetensors.looksLike(file)) {
            return safetensors(file);
        }
        if (startsWith(start, 'P', 'K', 3, 4) || startsWith(start, 'P', 'K', 5, 6)) {
            Map<String, ZipIndex.Entry> entries = ZipIndex.of(file);
            if (TorchZip.isOne(entries)) {
                return TorchZip.open(file, entries);
            }
            if (NumpyFiles.isNpz(entries)) {
                return NumpyFiles.npz(file, entries);
            }
            OtherArchives.refuse(file, entries);
            throw new TorchException(file + " is a zip file, but neither PyTorch's nor NumPy's.");
        }
        if (NpyHeader.startsLikeOne(start)) {
            return NumpyFiles.npy(file, Files.size(file));
        }
        if (TorchLegacy.isOne(start)) {
            return TorchLegacy.open(file, Files.size(file));
        }
        throw new TorchException(file + " is " + guess(start)
                + "; weights are read from safetensors, PyTorch state dicts" + " (.pt, .pth, .bin), .npz and .npy.");
    }

    private static String guess(byte[] start) {
        if (startsWith(start, 0x80) || startsWith(start, '(') || startsWith(start, ']')) {
            return "a Python pickle of unknown content, which is never run";
        }
        if (startsWith(start, 0x89, 'H', 'D', 'F')) {
            return "an HDF5 file";
        }
        if (start.length > 262 && new String(start, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
            return "a tar file";
        }
        if (new String(start, StandardCharsets.ISO_8859_1).startsWith("version https://git-lfs")) {
            return "only a Git LFS pointer, not the file itself (fetch it with `git lfs pull`)";
        }
        return "no weight file that Echelle knows";
    }

    private static boolean startsWith(byte[] start, int... expected) {
        if (start.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (start[i] != (byte) expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static Weights safetensors(Path file) {
        Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
        Map<String, Object> facts;
        try (Safetensors opened = Safetensors.open(file)) {
            for (String name : opened.names()) {
                Safetensors.Entry entry = opened.entry(name);
                FileSlice slice = new FileSlice(file, entry.begin(), entry.end() - entry.begin());
                tensors.put(name, () -> new HostTensor(entry.type(), entry.shape(), slice.map()));
            }
            facts = new LinkedHashMap<>(opened.metadata());
        }
        return new Weights(file, "safetensors", () -> Checksums.sha256(file), tensors, facts);
    }

    /** A checkpoint in several files, described by {@code weight_map}: tensor name → file name in the same folder. */
    private static Weights shards(Path index, Path shownAs) throws IOException {
        if (Files.size(index) > MOST_INDEX) {
            throw new TorchException(index + " is refused: an index larger than 64 MiB.");
        }
        JsonNode map;
        try {
            map = JSON.readTree(index.toFile()).path("weight_map");
        } catch (JsonProcessingException e) {
            throw new TorchException(index + " is not the JSON it should be: " + JsonFiles.fault(e) + ".", e);
        }
        if (!map.isObject() || map.isEmpty()) {
            throw new TorchException(index + " has no weight_map from tensors to files.");
        }
        Map<String, Weights> files = new TreeMap<>();
        Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> place : map.properties()) {
            String name = place.getValue().asText();
            if (!place.getValue().isTextual()
                    || name.contains("/")
                    || name.contains("\\")
                    || name.startsWith(".")
                    || name.endsWith(INDEX)
                    || name.isEmpty()) {
                throw new TorchException(index + " is refused: it names the file \"" + SafetensorsHeader.shown(name)
                        + "\", which is not a weight file beside it.");
            }
            Weights shard = files.get(name);
            if (shard == null) {
                Path file = beside(index, name);
                if (!Files.isRegularFile(file)) {
                    throw new TorchException(
                            "The file " + file + " is missing, which " + index.getFileName() + " names.");
                }
                shard = file(file);
                files.put(name, shard);
            }
            Weights holder = shard;
            String tensor = place.getKey();
            if (!holder.names().contains(tensor)) {
                throw new TorchException(holder.path() + " has no tensor \"" + SafetensorsHeader.shown(tensor)
                        + "\", which " + index.getFileName() + " says it has.");
            }
            tensors.put(tensor, () -> holder.tensor(tensor));
        }
        Supplier<String> fingerprint = () -> {
            StringBuilder all = new StringBuilder();
            files.forEach((name, shard) ->
                    all.append(name).append(' ').append(shard.fingerprint()).append('\n'));
            return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
        };
        String format = files.values().iterator().next().format() + "-shards";
        return new Weights(shownAs, format, fingerprint, tensors, Map.of());
    }

    private static Path beside(Path index, String name) {
        try {
            return index.resolveSibling(name);
        } catch (InvalidPathException e) { // what a file name may hold differs from system to system
            throw new TorchException(
                    index + " names a file that cannot exist here: \"" + SafetensorsHeader.shown(name) + "\".", e);
        }
    }

    static String fingerprint(Map<String, Supplier<HostTensor>> tensors) {
        StringBuilder all = new StringBuilder();
        new TreeMap<>(tensors).forEach((name, source) -> {
            HostTensor tensor = source.get();
            all.append(name).append('\n').append(tensor).append('\n');
            all.append(Checksums.sha256(tensor.data())).append('\n');
        });
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
