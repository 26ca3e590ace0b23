package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JoinedRowsTest {
    /** Value i of row r is 100 r + i + {@code first}. */
    private static RowSource numbered(int rows, int width, int first) {
        float[][] values = new float[rows][width];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < width; i++) {
                values[r][i] = 100 * r + first + i;
            }
        }
        return RowSource.of(values);
    }

    @Property(tries = 40)
    void everyRowIsTheRowsOfItsPartsInAnyOrderAndAfterAnySkip(
            @ForAll @IntRange(min = 1, max = 700) int rows,
            @ForAll @IntRange(min = 1, max = 800) int buffer,
            @ForAll boolean shuffled,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 90) int block,
            @ForAll @IntRange(min = 0, max = 700) int skip) {
        RowSource whole = numbered(rows, 6, 0);
        RowSource joined = RowSource.join(List.of(numbered(rows, 1, 0), numbered(rows, 3, 1), numbered(rows, 2, 4)));
        ReadOrder order = shuffled ? ReadOrder.shuffled(seed, buffer) : ReadOrder.sequential();
        int from = Math.min(skip, rows);
        Rows expected = Rows.all(whole.read(order, from), whole, 64);
        Rows found = Rows.all(joined.read(order, from), joined, block);
        assertThat(found.values()).isDeepEqualTo(expected.values());
        assertThat(found.coordinates()).isDeepEqualTo(expected.coordinates());
        assertThat(joined.rows()).isEqualTo(rows);
        assertThat(joined.width()).isEqualTo(6);
        assertThat(joined.axes()).isEqualTo(whole.axes());
    }

    @Test
    void someSamplesOfAJoinAreTheJoinOfThoseSamples() {
        RowSource whole = numbered(50, 3, 0).where(s -> s % 3 == 1);
        RowSource joined =
                RowSource.join(List.of(numbered(50, 1, 0), numbered(50, 2, 1))).where(s -> s % 3 == 1);
        Rows expected = Rows.all(whole.read(ReadOrder.shuffled(3, 10)), whole, 7);
        Rows found = Rows.all(joined.read(ReadOrder.shuffled(3, 10)), joined, 7);
        assertThat(found.values()).isDeepEqualTo(expected.values());
        assertThat(found.coordinates()).isDeepEqualTo(expected.coordinates());
    }

    @Test
    void sourcesOfOtherRowsAreRefusedWithWhatDiffers() {
        assertThatThrownBy(() -> RowSource.join(List.of(numbered(5, 1, 0), numbered(6, 2, 0))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("6 and 5 rows")
                .hasMessageContaining("same samples");
        assertThatThrownBy(() -> RowSource.join(List.of())).hasMessageContaining("at least one");
        RowSource odd = RowSource.join(
                List.of(numbered(5, 1, 0).where(s -> s != 4), numbered(5, 2, 0).where(s -> s != 2)));
        assertThatThrownBy(() -> Rows.all(odd.read(ReadOrder.sequential()), odd, 3))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("sample 3")
                .hasMessageContaining("has 2")
                .hasMessageContaining("same order");
    }

    @Test
    void theFingerprintNamesPartsAndTheirOrder() {
        RowSource a = numbered(5, 1, 0);
        RowSource b = numbered(5, 1, 7);
        assertThat(RowSource.join(List.of(a, b)).fingerprint())
                .isEqualTo(RowSource.join(List.of(numbered(5, 1, 0), numbered(5, 1, 7)))
                        .fingerprint())
                .isNotEqualTo(RowSource.join(List.of(b, a)).fingerprint());
    }
}
