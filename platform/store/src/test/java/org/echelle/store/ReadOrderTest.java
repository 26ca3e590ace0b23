package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReadOrderTest {
    private static RowSource numbered(int rows) {
        float[][] values = new float[rows][1];
        for (int r = 0; r < rows; r++) {
            values[r][0] = r;
        }
        return RowSource.of(values);
    }

    private static int[] order(RowSource source, ReadOrder order, long skip, int block) {
        Rows all = Rows.all(source.read(order, skip), source, block);
        for (int r = 0; r < all.rows(); r++) {
            assertThat(all.values()[r][0]).isEqualTo(all.coordinates()[0][r]);
        }
        return all.coordinates()[0];
    }

    @Property(tries = 60)
    void shuffledReadingIsAPermutationThatAnySkipContinues(
            @ForAll @IntRange(min = 1, max = 3000) int rows,
            @ForAll @IntRange(min = 1, max = 4000) int buffer,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 100) int block,
            @ForAll @IntRange(min = 0, max = 3000) int skip) {
        RowSource source = numbered(rows);
        ReadOrder order = ReadOrder.shuffled(seed, buffer);
        int[] whole = order(source, order, 0, block);
        assertThat(Arrays.stream(whole).sorted().toArray()).isEqualTo(order(source, ReadOrder.sequential(), 0, 64));
        int from = Math.min(skip, rows);
        assertThat(order(source, order, from, 2 * block)).isEqualTo(Arrays.copyOfRange(whole, from, rows));
    }

    @Test
    void epochsDifferAndSeedsRepeat() {
        RowSource source = numbered(1000);
        ReadOrder order = ReadOrder.shuffled(7, 64);
        assertThat(order(source, order.epoch(0), 0, 10)).isEqualTo(order(source, order, 0, 10));
        assertThat(order(source, order.epoch(1), 0, 10)).isNotEqualTo(order(source, order, 0, 10));
        assertThat(order(source, order.epoch(1), 0, 10))
                .isEqualTo(order(source, ReadOrder.shuffled(7, 64).epoch(1), 0, 10));
        assertThat(ReadOrder.sequential().epoch(5)).isEqualTo(ReadOrder.sequential());
    }

    /** A chi-square over ten tenths of the source in the first tenth of the order: 99.9 % quantile at 9 degrees is 27.9. */
    @Test
    void theFirstTenthDrawsFromEverywhere() {
        int[] whole = order(numbered(100_000), ReadOrder.shuffled(3, 100_000), 0, 1000);
        int[] counts = new int[10];
        for (int i = 0; i < 10_000; i++) {
            counts[whole[i] / 10_000]++;
        }
        double chi = Arrays.stream(counts)
                .mapToDouble(c -> (c - 1000.0) * (c - 1000.0) / 1000)
                .sum();
        assertThat(chi).isLessThan(27.9);
    }

    @Test
    void skippingPastTheEndIsRefused() {
        assertThatThrownBy(() -> numbered(5).read(ReadOrder.sequential(), 6)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> ReadOrder.shuffled(1, 0)).isInstanceOf(StoreException.class);
    }

    @Property(tries = 40)
    void filtersKeepExactlyTheRowsOfTheirSamples(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int rows) {
        RowSource source = numbered(rows);
        HoldOut split = new HoldOut(0.3, seed);
        RowSource held = source.where(split.heldOut());
        RowSource kept = source.where(split.kept());
        int[] expected = java.util.stream.IntStream.range(0, rows)
                .filter(split::holdsOut)
                .toArray();
        assertThat(order(held, ReadOrder.sequential(), 0, 9)).isEqualTo(expected);
        assertThat(order(new FilteredRows(source, split.heldOut()), ReadOrder.sequential(), 0, 9))
                .isEqualTo(expected);
        assertThat(held.rows() + kept.rows()).isEqualTo(rows);
        assertThat(Arrays.stream(order(held, ReadOrder.shuffled(seed, 50), 0, 9))
                        .sorted()
                        .toArray())
                .isEqualTo(expected);
    }

    @Test
    void theShareHeldOutIsAboutWhatWasAsked() {
        HoldOut split = new HoldOut(0.25, 11);
        long held = java.util.stream.IntStream.range(0, 40_000)
                .filter(split::holdsOut)
                .count();
        // Binomial(40000, 1/4) has a standard deviation of 86.6: five of them.
        assertThat(held).isBetween(10_000L - 433, 10_000L + 433);
    }

    @Test
    void sourcesAreJoinedWithSamplesOfTheirOwn() {
        RowSource joined = RowSource.concat(List.of(numbered(3), numbered(4)));
        Rows all = Rows.all(joined, ReadOrder.sequential());
        assertThat(all.coordinates()[0]).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(all.values()[4][0]).isEqualTo(1);
        Rows mixed = Rows.all(joined, ReadOrder.shuffled(1, 100));
        for (int r = 0; r < 7; r++) {
            int sample = mixed.coordinates()[0][r];
            assertThat(mixed.values()[r][0]).isEqualTo(sample < 3 ? sample : sample - 3);
        }
        assertThatThrownBy(() -> RowSource.concat(List.of(numbered(3), RowSource.of(new float[2][2]))))
                .isInstanceOf(StoreException.class);
    }
}
