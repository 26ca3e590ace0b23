package org.echelle.diffusion.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiffusionViewTest {
    /** From noise to picture, at equal distances. */
    private static int[] times(int count) {
        return IntStream.range(0, count).map(i -> 1000 - 50 * i).toArray();
    }

    private static String[] labels(int count) {
        return DiffusionView.labels(times(count))
                .replaceFirst("<div[^>]*><span>", "")
                .replace("</span></div>", "")
                .split("</span><span>", -1);
    }

    @Test
    void aShortStripNamesEveryTimestep() {
        assertThat(labels(4)).containsExactly("1000", "950", "900", "850");
    }

    @Test
    void labelsThatWouldRunIntoEachOtherAreLeftOutAndBothEndsStay() {
        assertThat(labels(10)).containsExactly("1000", "", "", "850", "", "", "700", "", "", "550");
        assertThat(labels(8)).containsExactly("1000", "", "", "", "", "", "", "650");
    }

    @Test
    void aLongStripHasItsEndsAtTheEdges() {
        assertThat(labels(20)).containsExactly("t = 1000", "50");
        assertThat(DiffusionView.labels(times(20))).contains("ed-ends");
    }

    @Test
    void noStripHasMoreLabelsThanFit() {
        for (int count = 2; count <= 40; count++) {
            String[] labels = labels(count);
            assertThat(labels).filteredOn(label -> !label.isEmpty()).hasSizeBetween(2, 7);
            assertThat(labels[labels.length - 1]).isEqualTo(Integer.toString(times(count)[count - 1]));
        }
    }
}
