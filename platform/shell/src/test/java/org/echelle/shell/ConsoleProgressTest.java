package org.echelle.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.echelle.api.CancelledException;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();
    private final CancelToken token = new CancelToken();

    @Test
    void writesPlainLinesNowAndThenWithoutATerminal() {
        ConsoleProgress progress = progress(false, false);
        progress.begin("extract blocks.3", 60_000, "rows");
        for (int second = 1; second <= 20; second++) {
            clock.set(second * 1_000_000_000L);
            progress.advance(1_000L * second, "FVU 0.21");
        }
        progress.close();

        assertThat(text()).isEqualToNormalizingNewlines("""
                        extract blocks.3: 60,000 rows
                        extract blocks.3: 16 %  10,000 rows  1,000 rows/s  50 s left  FVU 0.21
                        extract blocks.3: 33 %  20,000 rows  1,000 rows/s  40 s left  FVU 0.21
                        extract blocks.3: 20,000 rows in 20 s  FVU 0.21
                        """);
    }

    @Test
    void redrawsOneLineOnATerminal() {
        ConsoleProgress progress = progress(true, false);
        progress.begin("train", 100, "steps");
        clock.set(1_000_000_000L);
        progress.advance(50, "");

        assertThat(text()).contains("\rtrain [============            ] 50 %  50 steps  50.0 steps/s  1.0 s left");
        assertThat(text()).doesNotContain("\n");
    }

    @Test
    void foldsLongNotesBetweenWordsOnATerminal() {
        String word = "nine-long";
        ConsoleProgress progress = progress(true, true);
        progress.note((word + " ").repeat(11).strip() + ".");

        // Ten words and their spaces are 99 columns of 100.
        assertThat(text()).isEqualToNormalizingNewlines((word + " ").repeat(10).strip() + "\n  " + word + ".\n");
    }

    @Test
    void keepsToNotesWhenQuiet() {
        ConsoleProgress progress = progress(true, true);
        progress.begin("train", 100, "steps");
        clock.set(60_000_000_000L);
        progress.advance(50, "");
        progress.note("One picture was skipped.");
        progress.close();

        assertThat(text()).isEqualToNormalizingNewlines("One picture was skipped.\n");
    }

    @Test
    void throwsTheReasonOnceCancelled() {
        ConsoleProgress progress = progress(false, true);
        progress.check();
        token.cancel("The plugin left.");
        token.cancel("And then somebody pressed ctrl-C.");

        assertThatThrownBy(progress::check)
                .isInstanceOf(CancelledException.class)
                .hasMessage("The plugin left.");
    }

    private ConsoleProgress progress(boolean terminal, boolean quiet) {
        return new ConsoleProgress(new PrintStream(bytes, true, UTF_8), terminal, quiet, token, clock::get);
    }

    private String text() {
        return bytes.toString(UTF_8);
    }
}
