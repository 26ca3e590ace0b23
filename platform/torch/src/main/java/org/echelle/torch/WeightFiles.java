package org.echelle.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Tells weight formats apart by their first bytes and opens them. */
final class WeightFiles {
    private WeightFiles() {}

    static Weights open(Path path) {
        if (!Files.exists(path)) {
            throw new TorchException("There is no weight file or folder " + path + ".");
        }
        if (Safetensors.looksLike(path)) {
            return safetensors(path);
        }
        throw new TorchException(path + " is no weight file that Echelle knows.");
    }

    private static Weights safetensors(Path file) {
        Map<String, Supplier<HostTensor>> tensors = new LinkedHashMap<>();
        try (Safetensors opened = Safetensors.open(file)) {
            for (String name : opened.names()) {
                Safetensors.Entry entry = opened.entry(name);
                FileSlice slice = new FileSlice(file, entry.begin(), entry.end() - entry.begin());
                tensors.put(name, () -> new HostTensor(entry.type(), entry.shape(), slice.map()));
            }
        }
        return new Weights(file, "safetensors", () -> Checksums.sha256(file), tensors);
    }

    static String fingerprint(Map<String, Supplier<HostTensor>> tensors) {
        StringBuilder all = new StringBuilder();
        tensors.forEach((name, source) -> {
            HostTensor tensor = source.get();
            all.append(name)
                    .append('\n')
                    .append(tensor)
                    .append('\n')
                    .append(Checksums.sha256(tensor.data()))
                    .append('\n');
        });
        return Checksums.sha256(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
