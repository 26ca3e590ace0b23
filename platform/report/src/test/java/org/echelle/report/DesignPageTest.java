package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.analysis.Interval;
import org.echelle.api.Progress;
import org.echelle.runs.Designs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesignPageTest {
    @TempDir
    Path temp;

    private static Designs.Origin origin(String name, double known, double percentile, Interval spread) {
        return new Designs.Origin(name, 17, 0.5, known, known == 0 ? Double.NaN : 0.25, percentile, spread);
    }

    private static Designs designs(Designs.Origin... origins) {
        List<Designs.Design> all = new ArrayList<>();
        all.add(new Designs.Design(
                "A42G:K77R", "MGR", 2, 1.25, new Interval(1, 1.5, 20), -0.5, List.of(3, 9), Double.NaN));
        all.add(new Designs.Design("<b>", "MAK", 1, 0.75, new Interval(0.5, 1, 20), 0.25, List.of(3), 0.875));
        return new Designs(
                "scan & co",
                "mlstm.3",
                "fitness",
                "TEM",
                96,
                500,
                0.4,
                List.of(new Designs.Feature(3, -0.2, 0.95, List.of(-1.0, -2.0), "catalytic")),
                all,
                List.of(origins),
                List.of("a note"));
    }

    @Test
    void theLeadSaysWhetherSteeringFindsMoreThanMatchedFeaturesDo() {
        Designs.Origin ours = origin(Designs.STEERED, 12, 71, Interval.none(71));
        Designs.Origin below = origin(Designs.MATCHED, 11, 50, new Interval(40, 60, 20));
        Designs.Origin above = origin(Designs.MATCHED, 11, 68, new Interval(60, 75, 20));
        assertThat(DesignPage.lead(designs(ours, below)))
                .contains("Best of 17 proposals by prediction: A42G:K77R.")
                .contains("mean percentile 71; those of matched random features at 50 (40 to 60)")
                .endsWith("finds better variants than steering others.");
        assertThat(DesignPage.lead(designs(ours, above))).endsWith("finds no better variants than steering others.");
        assertThat(DesignPage.lead(designs(ours))).endsWith("mean percentile 71.");
        Designs.Origin unknown = origin(Designs.STEERED, 0, Double.NaN, Interval.none(Double.NaN));
        assertThat(DesignPage.lead(designs(unknown, below))).contains("None of the proposals has been measured");
    }

    @Test
    void thePageHasEveryDesignAndLeavesUnknownCellsEmpty() throws Exception {
        Designs.Origin unknown = origin(Designs.STEERED, 0, Double.NaN, Interval.none(Double.NaN));
        FindingPage page = DesignPage.of(designs(unknown));
        Path folder = temp.resolve("design");
        page.write(folder, List.of(), Map.of(), Progress.SILENT);
        String html = Files.readString(folder.resolve("index.html"));
        assertThat(html)
                .contains("A42G:K77R")
                .contains("&lt;b&gt;")
                .doesNotContain("<b>")
                .doesNotContain("NaN");
        List<String> csv = Files.readAllLines(folder.resolve("designs.csv"));
        assertThat(csv).hasSize(3);
        assertThat(csv.get(1)).contains("A42G:K77R").endsWith(",");
        assertThat(csv.get(2)).endsWith("0.875");
        assertThat(Files.readString(folder.resolve("result.json")))
                .contains("\"measured-not-learnt\" : 500")
                .doesNotContain("NaN");
    }

    @Test
    void theTerminalHasALineADesignAndALineAnOrigin() {
        Designs.Origin ours = origin(Designs.STEERED, 12, 71.25, Interval.none(71.25));
        Designs.Origin unknown = origin(Designs.MATCHED, 0, Double.NaN, Interval.none(Double.NaN));
        List<String> lines = DesignPage.lines(designs(ours, unknown));
        assertThat(lines).hasSize(1 + 2 + 1 + 2);
        assertThat(lines.get(1)).contains("A42G:K77R").contains("1.25").contains("[1.00, 1.50]");
        assertThat(lines.get(4)).contains("percentile 71.3 of 12");
        assertThat(lines.get(5)).contains("none measured");
    }
}
