package org.echelle.torchscript.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.testkit.OpenedContext;
import org.echelle.torchscript.Listener;
import org.echelle.torchscript.samples.ArraysKind;
import org.echelle.torchscript.samples.ArraysOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotations of the traces beside the sample configs. */
class ConceptsTest {
    private static final OpenContext NOWHERE = OpenedContext.withoutEngine();
    private static final List<String> NAMES =
            List.of("none", "knock", "dent", "growl", "squeal", "dropout", "rise", "fall", "bulge");

    @TempDir
    private Path folder;

    private static SampleSource traces() {
        Path table = Listener.FOLDER.resolve("traces.csv");
        return new ArraysKind()
                .open(
                        new ArraysOptions(
                                Listener.FOLDER.resolve("traces.npy"),
                                Optional.of(table),
                                Optional.of("trace"),
                                Optional.of("machine"),
                                List.of()),
                        NOWHERE);
    }

    @Test
    void aColumnOfNoughtsAndOnesIsOneConceptAndOneOfWordsAsManyAsThereAreWords() {
        ConceptSource source = new TableConceptKind()
                .open(
                        new TableConceptOptions(
                                Listener.FOLDER.resolve("traces.csv"),
                                Optional.of("trace"),
                                List.of("knock", "acquisition"),
                                List.of()),
                        null,
                        traces(),
                        NOWHERE);
        assertThat(source.concepts().stream().map(Concept::id))
                .containsExactly("knock", "acquisition/clean", "acquisition/hum");
        assertThat(source.concepts()).allMatch(c -> c.scale() == Concept.Scale.BOOLEAN);
    }

    @Test
    void theBackgroundIsNoConcept() {
        Path events = Listener.FOLDER.resolve("events.npz");
        ArrayConceptOptions options =
                new ArrayConceptOptions(events, Optional.empty(), "event", NAMES, Optional.of(0L), -1);
        ConceptSource source = new ArrayConceptKind().open(options, null, traces(), NOWHERE);
        assertThat(source.concepts().stream().map(Concept::id))
                .hasSize(8)
                .startsWith("event/knock")
                .endsWith("event/bulge");
    }

    @Test
    void aTableThatNamesNoSampleIsToldSo() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "trace,knock\nx1,1\n");
        TableConceptOptions options = new TableConceptOptions(table, Optional.of("trace"), List.of("knock"), List.of());
        assertThatThrownBy(() -> new TableConceptKind().open(options, null, traces(), NOWHERE))
                .hasMessageContaining("samples are called like \"t000\"");
    }
}
