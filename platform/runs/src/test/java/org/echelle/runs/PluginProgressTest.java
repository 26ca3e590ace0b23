package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.junit.jupiter.api.Test;

class PluginProgressTest {
    private final List<String> notes = new ArrayList<>();
    private final List<String> stages = new ArrayList<>();
    private String detail = "";
    private boolean cancelled;

    private final Progress heard = new Progress() {
        @Override
        public void begin(String stage, long total, String unit) {
            stages.add(stage);
        }

        @Override
        public void advance(long done, String newDetail) {
            detail = newDetail;
        }

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }

        @Override
        public void check() {
            if (cancelled) {
                throw new CancelledException("asked");
            }
        }
    };

    @Test
    void aFloodOfNotesIsBoundedCountedAndToldOnce() {
        PluginProgress progress = new PluginProgress(heard);
        String sentence = "x".repeat(100_000);
        for (int i = 0; i < 20_000; i++) {
            progress.note(sentence);
        }
        assertThat(notes).hasSize(501).allMatch(n -> n.length() <= 2_001);
        assertThat(notes.get(500)).contains("more than 500", "left out");
        assertThat(progress.leftOut()).isEqualTo(19_500);
    }

    @Test
    void aFloodOfStagesIsBoundedAndItsFiguresAreCut() {
        PluginProgress progress = new PluginProgress(heard);
        for (int i = 0; i < 20_000; i++) {
            progress.begin("s".repeat(9_000), 1, "rows");
            progress.advance(1, "d".repeat(9_000));
        }
        assertThat(stages).hasSize(500).allMatch(s -> s.length() == 201);
        assertThat(detail).hasSize(201);
        assertThat(notes).hasSize(1);
    }

    @Test
    void whatAPluginOrdinarilySaysComesThroughUnchangedAndCancelsReachIt() {
        PluginProgress progress = new PluginProgress(heard);
        progress.begin("open", -1, "files");
        progress.advance(3, "a.txt");
        progress.note("Two files are empty.");
        assertThat(stages).containsExactly("open");
        assertThat(detail).isEqualTo("a.txt");
        assertThat(notes).containsExactly("Two files are empty.");
        cancelled = true;
        assertThatThrownBy(progress::check).isInstanceOf(CancelledException.class);
    }
}
