package org.echelle.torchscript.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.echelle.api.BadSampleException;
import org.echelle.api.SampleSource;
import org.echelle.torch.Checksums;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;
import org.echelle.torchscript.ScriptException;

/** A folder with an array file a sample; lengths may differ. */
final class FolderSource implements SampleSource {
    private final Path folder;
    private final List<Path> files;

    FolderSource(Path folder) {
        this.folder = folder;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> ArraysKind.ENDING.matcher(f.toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ScriptException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (files.isEmpty()) {
            throw new ScriptException("There is no .npy, .npz or .safetensors file in " + folder
                    + "; for pictures write samples.kind: pictures.");
        }
    }

    /** Whether a folder has a file whose name is of a form. */
    static boolean holds(Path folder, Pattern form) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(f -> form.matcher(f.toString()).matches());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public String id(int index) {
        return String.valueOf(files.get(index).getFileName());
    }

    @Override
    public String fingerprint() {
        StringBuilder all = new StringBuilder();
        files.forEach(f -> all.append(f.getFileName())
                .append(' ')
                .append(Checksums.sha256(f))
                .append('\n'));
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ArraySample load(int index) {
        try {
            Weights file = Weights.read(files.get(index));
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            boolean single = file.names().size() == 1;
            for (String name : file.names()) {
                tensors.put(single ? "0" : name, file.tensor(name));
            }
            return new ArraySample(id(index), tensors, Optional.empty());
        } catch (TorchException e) {
            throw new BadSampleException(
                    "The sample " + id(index) + " in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
