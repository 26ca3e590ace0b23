package org.echelle.protein.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogoTest {
    @Test
    void oneLetterInFourWindowsHasWhatTheCorrectionLeaves() {
        LogoColumn column = LogoColumn.at(List.of("K", "K", "K", "K"), 0);
        // log2 20 = 4.321928; e(4) = 19 / (8 ln 2) = 3.426401
        assertThat(column.bits()).isCloseTo(0.895527, within(1e-5));
        assertThat(column.n()).isEqualTo(4);
        assertThat(column.letters()).hasSize(1);
    }

    @Test
    void thirtyAndTenOfFortyAreAsHighAsByHand() {
        List<String> windows = new ArrayList<>(Collections.nCopies(30, "A"));
        windows.addAll(Collections.nCopies(10, "C"));
        LogoColumn column = LogoColumn.at(windows, 0);
        // H(3/4, 1/4) = 0.811278; e(40) = 0.342640; R = 4.321928 - 0.811278 - 0.342640
        assertThat(column.bits()).isCloseTo(3.168010, within(1e-5));
        assertThat(column.letters()).extracting(LogoColumn.Letter::letter).containsExactly('C', 'A');
        assertThat(column.letters().get(0).bits()).isCloseTo(3.168010 / 4, within(1e-5));
        assertThat(column.letters().get(1).bits()).isCloseTo(3.168010 * 3 / 4, within(1e-5));
    }

    @Test
    void aColumnWithLessThanItsCorrectionIsEmptyAndNotNegative() {
        LogoColumn column = LogoColumn.at(List.of("A", "C", "D", "E"), 0);
        assertThat(column.bits()).isZero();
        assertThat(LogoColumn.at(List.of("-", "-"), 0).n()).isZero();
        assertThat(LogoColumn.at(List.of("-", "-"), 0).bits()).isZero();
    }

    @Test
    void gapsAndAmbiguousLettersAreNotCounted() {
        assertThat(LogoColumn.at(List.of("K", "-", "X", "K", "B"), 0).n()).isEqualTo(2);
    }

    @Test
    void windowsAreCentredAndFilledBeyondTheEnds() {
        assertThat(Logo.window("MKTAYIAKQR", 0)).isEqualTo("----------MKTAYIAKQR-");
        assertThat(Logo.window("MKTAYIAKQR", 9)).isEqualTo("-MKTAYIAKQR----------");
    }

    @Test
    void lettersAreStackedToTheColumnsHeight() {
        String svg = new Logo(Collections.nCopies(40, Logo.window("MKTAYIAKQRMKTAYIAKQRW", 10))).markup();
        // R = 4.321928 - 0.342640 = 3.979288 bits of an axis of 4, 150 high; capitals are 0.72 of 20 high.
        assertThat(svg).contains("scale(1 " + String.format("%.3f", 3.979288 / 4 * 150 / 14.4) + ")\">M</text>");
        assertThat(svg).contains("<title>peak: 3.98 bits, n = 40, M 100 %</title>");
        assertThat(svg).contains("<title>peak −10: 3.98 bits, n = 40, M 100 %</title>");
    }
}
