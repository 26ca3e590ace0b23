package org.echelle.torchscript;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.testkit.conformance.BadInput;
import org.echelle.testkit.conformance.DomainConformance;
import org.echelle.torch.Torch;
import org.echelle.torchscript.concepts.TableConceptKind;
import org.echelle.torchscript.concepts.TableConceptOptions;
import org.echelle.torchscript.samples.TableKind;
import org.echelle.torchscript.samples.TableOptions;
import org.echelle.torchscript.subject.ArchiveKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small archive on rows of a table against the contract. */
class ListenerConformanceTest extends DomainConformance {
    private static final int LENGTH = 64;

    @TempDir
    Path folder;

    private Path table;

    @BeforeEach
    void write() throws IOException {
        StringBuilder text = new StringBuilder("who,loud");
        IntStream.range(0, LENGTH).forEach(i -> text.append(",r").append(i));
        for (int row = 0; row < 3; row++) {
            int phase = row;
            text.append("\nt").append(row).append(',').append(row % 2);
            text.append(IntStream.range(0, LENGTH)
                    .mapToObj(i -> "," + (i * 7 + phase * 13) % 41)
                    .collect(Collectors.joining()));
        }
        table = Files.writeString(folder.resolve("t.csv"), text + "\n");
    }

    @Override
    protected Domain domain() {
        return new TorchScriptDomain();
    }

    @Override
    protected NDManager newManager() {
        return Torch.newManager(Device.cpu());
    }

    @Override
    protected Subject openSubject(OpenContext context) {
        return new ArchiveKind().open(Listener.options(Listener.FOLDER.resolve("traces.npy"), Map.of()), context);
    }

    @Override
    protected SampleSource openSamples(OpenContext context) {
        return new TableKind()
                .open(rows(IntStream.range(0, LENGTH).mapToObj(i -> "r" + i).toList()), context);
    }

    private TableOptions rows(List<String> columns) {
        return new TableOptions(table, columns, Optional.of("who"), Optional.empty(), List.of("loud"));
    }

    @Override
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        TableConceptOptions options = new TableConceptOptions(table, Optional.of("who"), List.of("loud"), List.of());
        return List.of(new TableConceptKind().open(options, subject, samples, context));
    }

    @Override
    protected List<BadInput> badInput() {
        return List.of(new BadInput("a column that is not there", "volume", context -> new TableKind()
                .open(rows(List.of("volume")), context)
                .close()));
    }
}
