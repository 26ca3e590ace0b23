package org.echelle.sae.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups above a value are those that a plain comparison of floats finds, zeros of both signs, infinities and equal values among them. */
class PeaksTest {
    private static final int ROWS = 3;
    private static final float[] CORNERS = {
        0, -0f, 1, -1, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -3e38f, 1.0078125f
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 40, 64, 259})
    void findsWhatPlainComparisonFinds(int groups) {
        SplittableRandom random = new SplittableRandom(groups);
        float[] values = new float[ROWS * groups];
        ByteBuffer halves =
                ByteBuffer.allocateDirect(ROWS * groups * Short.BYTES + 8).order(ByteOrder.nativeOrder());
        IntBuffer floats = IntBuffer.allocate(ROWS * groups);
        for (int i = 0; i < values.length; i++) {
            float drawn = random.nextInt(3) == 0
                    ? CORNERS[random.nextInt(CORNERS.length)]
                    : (float) (random.nextGaussian() * Math.exp(4 * random.nextGaussian()));
            int upper = Float.floatToRawIntBits(drawn) >>> Short.SIZE;
            values[i] = Float.intBitsToFloat(upper << Short.SIZE);
            halves.putShort(i * Short.BYTES, (short) upper);
            floats.put(i, upper << Short.SIZE);
        }
        int[] group = new int[groups];
        int[] peak = new int[groups];
        for (Peaks peaks : List.of(Peaks.halves(halves, groups), Peaks.floats(floats, groups))) {
            for (int row = 0; row < ROWS; row++) {
                for (float floor : new float[] {0, 0.3f, 1, 1.001f, 1.0078125f, 2e38f, Float.POSITIVE_INFINITY}) {
                    int found = peaks.above(row, Float.floatToIntBits(floor), group, peak);
                    List<Float> expected = new ArrayList<>();
                    List<Integer> where = new ArrayList<>();
                    for (int g = 0; g < groups; g++) {
                        float value = values[row * groups + g];
                        if (value > floor) {
                            expected.add(value);
                            where.add(g);
                        }
                    }
                    assertThat(found).isEqualTo(where.size());
                    for (int i = 0; i < found; i++) {
                        assertThat(group[i]).isEqualTo(where.get(i));
                        assertThat(Float.intBitsToFloat(peak[i])).isEqualTo(expected.get(i));
                    }
                }
            }
        }
    }
}
