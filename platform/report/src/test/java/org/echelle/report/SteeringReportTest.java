package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.echelle.analysis.Interval;
import org.echelle.runs.AttributeOutcome;
import org.echelle.runs.FoldedEdit;
import org.echelle.runs.SteerOutcome;
import org.echelle.steering.FeatureGraph;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.experiment.ClassEffect;
import org.echelle.steering.experiment.ControlSummary;
import org.echelle.steering.experiment.Effect;
import org.echelle.steering.experiment.Estimate;
import org.echelle.steering.experiment.Findings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Pages of edits and attributions say what was found, with n and interval, and are well-formed. */
class SteeringReportTest {
    private static Estimate estimate(double mean) {
        return new Estimate(mean, new Interval(mean - 0.1, mean + 0.1, 1000), 32);
    }

    private static Effect effect(String kind, double strength, double target) {
        Estimate other = estimate(0.01);
        return new Effect(
                kind,
                "a <name>, \"quoted\"",
                strength,
                estimate(target),
                other,
                estimate(0.01 - target),
                other,
                estimate(0.25),
                estimate(0.84));
    }

    private static SteerOutcome outcome() {
        return outcome("mean-difference");
    }

    private static SteerOutcome outcome(String strategy) {
        ControlSummary control = new ControlSummary(
                "MATCHED", "matched features", 1, 0.02, 0.02, 26.5, estimate(-0.55), estimate(0.5), 0.5, 0.2, 0.1);
        Findings findings = new Findings(
                "shape/<circle>",
                0.8,
                0.9,
                List.of(effect("DOSE", 0, 0), effect("DOSE", 1, -0.53)),
                List.of(effect("MATCHED", 1, 0.02)),
                List.of(control),
                List.of(new ClassEffect("shape/<circle>", true, estimate(-0.53), 0.8, 0.25)),
                400,
                List.of("Only 3 samples have the target."));
        return new SteerOutcome(
                Map.of(),
                "blocks.3",
                strategy,
                "ablate",
                "labels",
                new int[] {997, 400},
                List.of(new Ranked(54, 1.7)),
                findings,
                Optional.of(new FoldedEdit("edited.safetensors", "fc", "reads the rows", 300, 2e-6, 4.5, "0")),
                Optional.of(findings),
                "random weights",
                Optional.empty(),
                Map.of(54, "circle & ring"));
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file);
    }

    private static void wellFormed(String markup) throws Exception {
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new java.io.StringReader(markup.replace("<!DOCTYPE html>\n", ""))));
    }

    @Test
    void anEditsPageTellsEffectIntervalSamplesAndControls(@TempDir Path dir) throws Exception {
        String page = text(SteeringReport.write(dir, outcome()));
        wellFormed(page);
        assertThat(page).contains("circle &amp; ring");
        assertThat(page)
                .contains("−0.530 [−0.630, −0.430]")
                .contains("32 held-out samples")
                .contains("folded into fc, which reads the rows: over 300 held-out samples")
                .contains(
                        "differ from those of the tapped edit by at most 2.0e-06, where the edit changes them by up to 4.5")
                .contains("matched features")
                .contains("rate 0.2, activation 0.1 doublings apart")
                .contains("Only 3 samples have the target.")
                .contains("The same in an untrained subject");
        wellFormed(text(dir.resolve("dose-response.svg")));
        wellFormed(text(dir.resolve("controls.svg")));
        List<String> table = Files.readAllLines(dir.resolve("effects.csv"));
        assertThat(table).hasSize(1 + 2 * 3);
        int columns = table.get(0).split(",", -1).length;
        assertThat(table.get(1)).contains("\"a <name>, \"\"quoted\"\"\"");
        assertThat(table.get(1).replace("a <name>, ", "").split(",", -1)).hasSize(columns);
    }

    @Test
    void featuresThatWereGivenWereNotChosen(@TempDir Path dir) throws Exception {
        assertThat(text(SteeringReport.write(dir, outcome()))).contains("features were chosen on 997 samples");
        assertThat(text(SteeringReport.write(dir, outcome("given by number."))))
                .contains("scores of the given features are of 997 samples")
                .doesNotContain("features were chosen");
    }

    @Test
    void everyColumnOfFiguresOnAnEditsPageLeadsToItsDefinition(@TempDir Path dir) throws Exception {
        String page = text(SteeringReport.write(dir, outcome()));
        Matcher head = Pattern.compile("<th scope=\"col\"[^>]*class=\"num\"[^>]*>([^<]*)")
                .matcher(page);
        while (head.find()) {
            assertThat(head.group()).as(head.group(1)).contains("title=\"");
        }
        Matcher link = Pattern.compile("class=\"term\" href=\"#([^\"]+)\"").matcher(page);
        while (link.find()) {
            assertThat(page).contains("id=\"" + link.group(1) + "\"");
        }
        assertThat(page)
                .contains("href=\"#" + Term.ACCURACY.anchor())
                .contains("href=\"#" + Term.STRATEGY_SCORE.anchor());
    }

    @Test
    void anAttributionsPageShowsContributionsAblationsAndTheGraph(@TempDir Path dir) throws Exception {
        FeatureGraph graph =
                new FeatureGraph(new int[] {3, 4}, new int[] {7}, new double[][] {{1.5}, {-0.5}}, new double[] {2});
        AttributeOutcome outcome = new AttributeOutcome(
                Map.of(),
                "blocks.3",
                "<12>",
                "shape/circle",
                "integrated gradients, 32 steps",
                0.86,
                -7.8,
                8.65,
                0.99,
                List.of(new AttributeOutcome.Line(54, "round, <red>", 10.2, 399, 65, 8.64)),
                Optional.of(graph),
                "blocks.1");
        String page = text(AttributionReport.write(dir, outcome));
        wellFormed(page);
        assertThat(page)
                .contains("correlate at 0.99", "round, &lt;red&gt;")
                .contains("it would be −7.8")
                .contains("features at blocks.1");
        assertThat(page).contains("Drawn: the strongest 2 of 2 links");
        assertThat(Files.readAllLines(dir.resolve("graph.csv")))
                .containsExactly(
                        "from,feature,to,target,contribution",
                        "blocks.1,3,blocks.3,7,1.5",
                        "blocks.1,4,blocks.3,7,-0.5",
                        "blocks.3,7,output,shape/circle,2");
        wellFormed(text(dir.resolve("graph.svg")));
        wellFormed(text(dir.resolve("attribution.svg")));
        assertThat(Files.readAllLines(dir.resolve("attribution.csv")))
                .containsExactly(
                        "feature,contribution,activation,rows,ablation,name", "54,10.2,399,65,8.64,\"round, <red>\"");
    }

    @Test
    void aSampleOnWhichNothingFiresIsToldInASentence(@TempDir Path dir) throws Exception {
        AttributeOutcome outcome = new AttributeOutcome(
                Map.of(),
                "blocks.3",
                "12",
                "shape/circle",
                "integrated gradients, 32 steps",
                5.93,
                5.93,
                0,
                Double.NaN,
                List.of(),
                Optional.empty(),
                "");
        String page = text(AttributionReport.write(dir, outcome));
        wellFormed(page);
        assertThat(page)
                .contains("No feature fires on sample 12 at blocks.3", "shape/circle, 5.93, owes nothing")
                .doesNotContain("<figure", "<table", "NaN");
    }
}
