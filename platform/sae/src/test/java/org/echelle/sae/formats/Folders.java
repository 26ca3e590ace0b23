package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Assumptions;

/** Other programs' files, written by hand. */
final class Folders {
    private Folders() {}

    static Path safetensors(Path folder, String file, Map<String, HostTensor> tensors) {
        assertThat(folder.toFile().isDirectory() || folder.toFile().mkdirs()).isTrue();
        SafetensorsWriter.write(folder.resolve(file), tensors, Map.of());
        return folder;
    }

    static Path text(Path folder, String file, String content) {
        assertThat(folder.toFile().isDirectory() || folder.toFile().mkdirs()).isTrue();
        AtomicFiles.write(folder.resolve(file), content.getBytes(StandardCharsets.UTF_8));
        return folder;
    }

    static ImportedDictionary read(Path source) {
        return DictionaryFormats.read(source, Optional.empty(), ImportSettings.NONE);
    }

    /** Skips the test where a kind of dictionary is not there to be read into. */
    static void requireKind(String architecture) {
        HostTensor one = HostTensor.ofFloats(new float[] {1}, 1, 1);
        HostTensor zero = HostTensor.ofFloats(new float[1], 1);
        try {
            PlainForm.of(StoredDictionary.of(one, one, zero, zero, Map.of("architecture", architecture)));
        } catch (SaeException e) {
            Assumptions.assumeFalse(
                    String.valueOf(e.getMessage()).startsWith("There is no architecture"),
                    "skipped: there is no architecture " + architecture + " to read into yet");
        }
    }

    /** Reads, writes the same format, and compares every tensor of the original but those named. */
    static void assertComesBack(Path original, Path file, Path target, ImportSettings settings, String... left) {
        ImportedDictionary read = DictionaryFormats.read(original, Optional.empty(), settings);
        DictionaryFormats.write(read.dictionary(), read.format(), target);
        ImportedDictionary again = DictionaryFormats.read(target, Optional.empty(), settings);
        assertThat(again.format()).isEqualTo(read.format());
        assertThat(again.dictionary().tensors())
                .containsAllEntriesOf(read.dictionary().tensors());
        Weights before = Source.of(original).required(file.toString());
        Weights after = Source.of(target).required(file.toString());
        List<String> names = new ArrayList<>(new TreeSet<>(before.names()));
        names.removeAll(List.of(left));
        assertThat(after.names()).containsAll(names);
        for (String name : names) {
            assertThat(after.tensor(name).shape())
                    .as(name)
                    .isEqualTo(before.tensor(name).shape());
            assertThat(after.tensor(name)).as(name).isEqualTo(before.tensor(name));
        }
    }
}
