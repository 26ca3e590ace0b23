package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.echelle.analysis.Stability;
import org.echelle.runs.SweepOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class SweepReportTest {
    @TempDir
    private Path dir;

    @Test
    void thePageHoldsTableAndChartAndNeedsNoOtherFile() throws Exception {
        Path page = SweepReport.write(dir, outcome());
        String markup = Files.readString(page);
        Document parsed = xml(page);
        assertThat(parsed.getElementsByTagName("svg").getLength()).isEqualTo(1);
        assertThat(parsed.getElementsByTagName("link").getLength()).isEqualTo(1); // the empty icon
        assertThat(((Element) parsed.getElementsByTagName("script").item(0)).hasAttribute("src"))
                .isFalse();
        assertThat(markup)
                .contains("topk-k8-seed0")
                .contains("the loss is not finite &lt;here&gt;")
                .contains("PW-MCC")
                .contains("held out from training");
    }

    @Test
    void theChartHasAPointForEveryFinishedDictionaryAndALineThroughTheFront() throws Exception {
        SweepReport.write(dir, outcome());
        Document chart = xml(dir.resolve("frontier.svg"));
        String text = Files.readString(dir.resolve("frontier.svg"));
        assertThat(chart.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(text).contains("of 3 dictionaries, with a line through the 2 that no other beats");
        assertThat(text).contains("--chart-series:#17507d").contains("L0: active features a row");
    }

    @Test
    void aSweepOfWhichNothingFinishedStillHasAPage() throws Exception {
        SweepOutcome all = outcome();
        SweepOutcome failed = new SweepOutcome("rows", 10, true, all.members().subList(3, 4), List.of(), List.of());
        assertThat(xml(SweepReport.write(dir, failed))
                        .getElementsByTagName("svg")
                        .getLength())
                .isZero();
        assertThat(dir.resolve("frontier.svg")).doesNotExist();
    }

    private static Document xml(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(file.toFile());
    }

    private static SweepOutcome outcome() {
        List<SweepOutcome.Member> members = new ArrayList<>();
        members.add(member("topk-k8-seed0", 8, 0.3, true, ""));
        members.add(member("topk-k8-seed1", 8.5, 0.31, false, ""));
        members.add(member("topk-k16-seed0", 16, 0.2, true, ""));
        members.add(member("wild", Double.NaN, Double.NaN, false, "the loss is not finite <here>"));
        float[] axes = {1, 0, 0, 1};
        boolean[] fires = new boolean[2];
        Arrays.fill(fires, true);
        Stability.Features one = new Stability.Features(axes, axes, fires);
        return new SweepOutcome(
                "4,000 rows of 8 values",
                400,
                true,
                members,
                List.of(new SweepOutcome.Group("topk-k8", Stability.of(List.of(one, one), () -> {}))),
                List.of("gated has no k, so the values of k are left out for it."));
    }

    private static SweepOutcome.Member member(String name, double l0, double fvu, boolean front, String failure) {
        return new SweepOutcome.Member(name, "topk-k8", "topk", 64, 8, 0, l0, fvu, 0, 0, 1.5, 1e5, front, failure);
    }
}
