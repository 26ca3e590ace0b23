package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Charts of few or equal values, as short runs have them. */
class ChartsTest {
    private static final String NUMBER = "\"([\\d.]+)\"";

    private static final Pattern WINDOW = Pattern.compile(
            "<clipPath[^>]*><rect height=" + NUMBER + " width=" + NUMBER + " x=" + NUMBER + " y=" + NUMBER);

    private static final Pattern DOT =
            Pattern.compile("<ellipse cx=" + NUMBER + " cy=" + NUMBER + " rx=" + NUMBER + " ry=" + NUMBER);

    private static TrainingPoint point(double deadShare) {
        return new TrainingPoint(4, 4_000, 10, 0.5, 8, deadShare, 0.001);
    }

    /** Counts the dots and sees that no edge cuts one. */
    private static int wholeDots(String svg) {
        Matcher window = WINDOW.matcher(svg);
        assertThat(window.find()).isTrue();
        double height = Double.parseDouble(window.group(1));
        double width = Double.parseDouble(window.group(2));
        double left = Double.parseDouble(window.group(3));
        double top = Double.parseDouble(window.group(4));
        Matcher dot = DOT.matcher(svg);
        int dots = 0;
        while (dot.find()) {
            double radius = Double.parseDouble(dot.group(3));
            assertThat(Double.parseDouble(dot.group(1))).isBetween(left + radius, left + width - radius);
            assertThat(Double.parseDouble(dot.group(2))).isBetween(top + radius, top + height - radius);
            dots++;
        }
        return dots;
    }

    @Test
    void aTrainingCurveOfOnePointIsADotBetweenAxesWithTicks() {
        String svg = Charts.training("c", "FVU", List.of(point(0)), TrainingPoint::fvu, false);
        assertThat(svg).contains(">2,000</text>", ">4,000</text>", ">0.2</text>", ">0.4</text>");
        assertThat(wholeDots(svg)).isEqualTo(1);
    }

    @Test
    void aShareThatIsZeroAtItsOnlyPointHasAnAxisInPerCent() {
        String svg = Charts.training("c", "dead features", List.of(point(0)), TrainingPoint::deadShare, true);
        assertThat(svg).contains(">4,000</text>", ">0 %</text>", ">40 %</text>");
        assertThat(wholeDots(svg)).isEqualTo(1);
    }

    @Test
    void aFrontierOfSettingsThatLoseNothingHasTicksAndWholeDots() {
        String svg = Charts.frontier(
                "f",
                "what",
                "retention lost, points",
                new double[] {0, 0, 0},
                "not unlearned, %",
                new double[] {100, 50, 0},
                new boolean[] {false, false, true});
        assertThat(svg).contains(">0.2</text>", ">0.8</text>", ">50</text>", ">100</text>");
        assertThat(wholeDots(svg)).isEqualTo(3);
    }

    @Test
    void aFrontierKeepsDotsWholeWhereSomethingIsGainedToo() {
        String svg = Charts.frontier(
                "f", "what", "lost", new double[] {-5, 0, 20}, "left", new double[] {3, 2, 1}, new boolean[] {
                    true, true, true
                });
        assertThat(svg).contains(">10</text>", ">20</text>");
        assertThat(wholeDots(svg)).isEqualTo(3);
    }
}
