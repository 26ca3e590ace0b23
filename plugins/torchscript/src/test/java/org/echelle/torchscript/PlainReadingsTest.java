package org.echelle.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.torch.HostTensor;
import org.echelle.torchscript.samples.ArraySample;
import org.echelle.torchscript.subject.ExampleShapes;
import org.junit.jupiter.api.Test;

/** Numbers of inputs at the sites of hook points, by hand. */
class PlainReadingsTest {
    private static final Offset<Float> EXACT = within(1e-6f);

    private static final class Shapes implements ExampleShapes {
        private final long[] input;
        private final int[] extents;

        Shapes(long[] input, int... extents) {
            this.input = input;
            this.extents = extents;
        }

        @Override
        public long[] input() {
            return input.clone();
        }

        @Override
        public boolean positions() {
            return extents.length > 0;
        }

        @Override
        public int[] extents(String hook) {
            return extents.clone();
        }
    }

    private static ArraySample sample(float[] values, long... shape) {
        return new ArraySample("s", Map.of("0", HostTensor.ofFloats(values, shape)), Optional.empty());
    }

    private static SampleSites sites(int[]... coordinates) {
        List<Axis> axes = java.util.stream.IntStream.range(0, coordinates.length)
                .mapToObj(i -> new Axis("a" + i, -1))
                .toList();
        return new SampleSites(new HookPoint("h", 2, HookPoint.Layout.WIDTH_LAST, axes, ""), coordinates);
    }

    @Test
    void aPositionStandsForItsShareOfTheReadings() {
        PlainReadings plain = new PlainReadings(new Shapes(new long[] {4}, 2)); // two readings a position
        assertThat(plain.names())
                .containsExactly("mean here", "spread here", "change here", "mean", "spread", "smallest", "largest");
        float[] out = plain.of(sample(new float[] {1, 3, 5, 9}, 4), sites(new int[] {0, 1, -1}));
        float spread = (float) Math.sqrt((1 + 9 + 25 + 81) / 4.0 - 4.5 * 4.5); // both neighbourhoods are everything
        assertThat(out).hasSize(21);
        assertThat(out[0]).isEqualTo(2);
        assertThat(out[1]).isEqualTo(spread, EXACT);
        assertThat(out[2]).as("the first has none before it").isZero();
        assertThat(out[7]).isEqualTo(7);
        assertThat(out[9]).isEqualTo(5);
        assertThat(out[14]).as("no place: the whole sample").isEqualTo(4.5f);
        for (int row = 0; row < 3; row++) {
            assertThat(out[7 * row + 3]).isEqualTo(4.5f);
            assertThat(out[7 * row + 4]).isEqualTo(spread, EXACT);
            assertThat(out[7 * row + 5]).isEqualTo(1);
            assertThat(out[7 * row + 6]).isEqualTo(9);
        }
    }

    @Test
    void channelsMayStandBeforeOrBehindThePositions() {
        float[] first = {1, 2, 3, 10, 20, 30}; // two channels of three
        float[] last = {1, 10, 2, 20, 3, 30};
        SampleSites sites = sites(new int[] {0, 1, 2});
        float[] before = new PlainReadings(new Shapes(new long[] {2, 3}, 3)).of(sample(first, 2, 3), sites);
        float[] behind = new PlainReadings(new Shapes(new long[] {3, 2}, 3)).of(sample(last, 3, 2), sites);
        assertThat(before).containsExactly(behind);
        assertThat(new float[] {before[0], before[7], before[14]}).containsExactly(5.5f, 11, 16.5f);
        assertThat(new float[] {before[9], before[16]}).containsExactly(5.5f, 5.5f);
    }

    @Test
    void aCellOfAMapStandsForASquareOfThePicture() {
        float[] picture = new float[16];
        for (int i = 0; i < 16; i++) {
            picture[i] = i;
        }
        PlainReadings plain = new PlainReadings(new Shapes(new long[] {1, 4, 4}, 2, 2));
        float[] out = plain.of(sample(picture, 1, 4, 4), sites(new int[] {1, 1}, new int[] {0, 1}));
        assertThat(out[0]).isEqualTo((8 + 9 + 12 + 13) / 4f);
        assertThat(out[7]).isEqualTo((10 + 11 + 14 + 15) / 4f);
        assertThat(out[9]).as("change along x").isEqualTo(2);
    }

    @Test
    void shortVectorsAreFeaturesOneByOne() {
        PlainReadings plain = new PlainReadings(new Shapes(new long[] {2}));
        assertThat(plain.names()).containsExactly("mean", "spread", "smallest", "largest", "number 0", "number 1");
        assertThat(plain.of(sample(new float[] {4, Float.NaN}, 2), sites()))
                .as("what is no number is 0")
                .containsExactly(0, 0, 0, 0, 4, 0);
    }
}
