package org.echelle.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.echelle.runs.TrainingStart;
import org.echelle.runs.TrainingWatch.Outcome;
import org.echelle.runs.TrainingWatch.Watched;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingFacts;
import org.junit.jupiter.api.Test;

class TerminalWatchTest {
    private static final String UP = "\033[5A\r";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private ConsoleProgress progress(boolean terminal, boolean quiet) {
        return new ConsoleProgress(new PrintStream(bytes, true, UTF_8), terminal, quiet, new CancelToken(), clock::get);
    }

    private String text() {
        return bytes.toString(UTF_8);
    }

    private static TrainingStart start(String title) {
        return new TrainingStart(title, Map.of(), TrainingFacts.keeping(4, 8, 32, 100, ""), false, List.of());
    }

    private static HealthPoint point(int step, double fvu, double dead) {
        return new HealthPoint(step, 64L * step, fvu, fvu, 4, dead, 0, 1e-3, 1000);
    }

    private void train(Watched training, ConsoleProgress progress, double dead) {
        for (int step = 1; step <= 100; step++) {
            training.point(point(step, 0.3, dead));
            clock.addAndGet(1_000_000_000L);
            progress.advance(step, "");
        }
    }

    @Test
    void withoutATerminalTheChartComesOnceAtTheEndInAscii() {
        ConsoleProgress progress = progress(false, false);
        progress.begin("train topk", 100, "steps");
        Watched training = new TerminalWatch(progress, false).begins(start("blocks.3"));
        for (int step = 10; step <= 100; step += 10) {
            training.point(point(step, 0.5, 0));
        }
        training.ends(Outcome.DONE, "");

        assertThat(text()).startsWith("train topk: 100 steps\n").contains("train topk in 0.0 s\nblocks.3\n");
        List<String> lines = text().lines().toList();
        assertThat(lines.get(lines.size() - 5)).contains("FVU 0.500", "L0 4.00 of 4.00");
        assertThat(lines.get(lines.size() - 4))
                .startsWith(" 0.500 |")
                .contains("   **")
                .contains("  4.00 |");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("     0 |" + " ".repeat(40 + 3) + "     0 |");
        assertThat(text()).isASCII().doesNotContain("\033");
    }

    @Test
    void onATerminalTheChartIsKeptUnderTheBarAndWipedBeforeOtherLines() {
        ConsoleProgress progress = progress(true, false);
        progress.begin("train topk", 100, "steps");
        Watched training = new TerminalWatch(progress, true).begins(start("blocks.3"));
        training.point(point(50, 0.5, 0));
        clock.set(1_000_000_000L);
        progress.advance(50, "");
        assertThat(text())
                .contains("50 %")
                .contains("\n\r\033[2K        FVU 0.500")
                .endsWith(UP);

        bytes.reset();
        progress.note("Something happened.");
        assertThat(text()).startsWith("\n\r\033[2K\n\r\033[2K\n\r\033[2K\n\r\033[2K\n\r\033[2K" + UP);
        assertThat(text()).contains("\rSomething happened.\n").endsWith(UP);
    }

    @Test
    void everyLineFitsTheTerminal() {
        TrainingFacts facts = TrainingFacts.keeping(4, 8, 32, 100, "");
        for (int columns : new int[] {60, 80, 100, 250}) {
            for (String line : new TrainingChart(facts, columns, true).lines(List.of(point(1, 0.5, 0)))) {
                assertThat(line.length()).isLessThan(columns);
            }
        }
    }

    @Test
    void adviceIsPrintedOnceAndEvenWhenQuiet() {
        ConsoleProgress progress = progress(false, true);
        Watched training = new TerminalWatch(progress, false).begins(start("rows.npy"));
        train(training, progress, 0.5);
        training.ends(Outcome.DONE, "");

        assertThat(text().lines())
                .singleElement()
                .asString()
                .startsWith("rows.npy, step 10, warning: 50 % of the features are dead")
                .contains("dictionary.features");
    }

    @Test
    void aBaselineIsNotAdvised() {
        TrainingStart own = start("blocks.3 with random weights");
        ConsoleProgress progress = progress(false, true);
        Watched training = new TerminalWatch(progress, false)
                .begins(new TrainingStart(own.title(), own.settings(), own.facts(), true, List.of()));
        train(training, progress, 0.5);
        assertThat(text()).isEmpty();
    }

    @Test
    void severalTrainingsAtOnceShowTheirChartsWhenAllAreOver() {
        ConsoleProgress progress = progress(false, false);
        TerminalWatch watch = new TerminalWatch(progress, false);
        Watched first = watch.begins(start("k 4"));
        Watched second = watch.begins(start("k 8"));
        first.point(point(100, 0.5, 0));
        second.point(point(100, 0.5, 0));
        first.ends(Outcome.DONE, "");
        assertThat(text()).isEmpty();
        second.ends(Outcome.DONE, "");
        assertThat(text().lines().filter(line -> line.startsWith("k "))).containsExactly("k 4", "k 8");
    }

    @Test
    void aTrainingWithoutAPointShowsNothing() {
        ConsoleProgress progress = progress(false, false);
        new TerminalWatch(progress, false).begins(start("rows.npy")).ends(Outcome.FAILED, "Row 0 is not finite.");
        assertThat(text()).isEmpty();
    }
}
