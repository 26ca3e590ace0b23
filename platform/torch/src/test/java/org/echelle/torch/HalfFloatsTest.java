package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The 16-bit formats against their definition: of all values of the format, the nearest, and of two nearest, the even one. */
class HalfFloatsTest {
    /** All finite values of a format as exact doubles, with the patterns of their positive side. */
    private static NavigableMap<Double, Integer> table(boolean bf16) {
        NavigableMap<Double, Integer> table = new TreeMap<>();
        int exponentBits = bf16 ? 8 : 5;
        int fractionBits = bf16 ? 7 : 10;
        int bias = (1 << (exponentBits - 1)) - 1;
        for (int exponent = 0; exponent < (1 << exponentBits) - 1; exponent++) {
            for (int fraction = 0; fraction < 1 << fractionBits; fraction++) {
                double value = exponent == 0
                        ? Math.scalb((double) fraction, 1 - bias - fractionBits)
                        : Math.scalb(1.0 + Math.scalb((double) fraction, -fractionBits), exponent - bias);
                table.put(value, exponent << fractionBits | fraction);
            }
        }
        // what rounds to one step past the largest is infinite (IEEE 754, 4.3.1)
        table.put(Math.scalb(1.0, bias + 1), ((1 << exponentBits) - 1) << fractionBits);
        return table;
    }

    private static final NavigableMap<Double, Integer> F16 = table(false);
    private static final NavigableMap<Double, Integer> BF16 = table(true);

    private static int nearest(NavigableMap<Double, Integer> table, float value) {
        double magnitude = Math.abs((double) value);
        int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
        if (magnitude >= table.lastKey()) {
            return sign | table.lastEntry().getValue();
        }
        var below = table.floorEntry(magnitude);
        var above = table.higherEntry(magnitude);
        double down = magnitude - below.getKey();
        double up = above.getKey() - magnitude;
        boolean takeBelow = down < up || (down == up && below.getValue() % 2 == 0);
        return sign | (takeBelow ? below : above).getValue();
    }

    @Property(tries = 20_000)
    void narrowingTakesTheNearestValue(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (!Float.isNaN(value)) {
            assertThat(HalfFloats.toF16(value) & 0xffff).isEqualTo(nearest(F16, value));
            assertThat(HalfFloats.toBf16(value) & 0xffff).isEqualTo(nearest(BF16, value));
        }
    }

    @Property(tries = 20_000)
    void narrowingTakesTheNearestValueInTheRangeOfF16(@ForAll int bits) {
        // exponents 2^-27 to 2^17
        float value = Float.intBitsToFloat((bits & 0x807fffff) | (100 + Math.floorMod(bits >> 23, 45)) << 23);
        assertThat(HalfFloats.toF16(value) & 0xffff).isEqualTo(nearest(F16, value));
    }

    @Test
    void everyPatternWidensToItsDefinitionAndComesBack() {
        F16.forEach((value, bits) -> {
            if (bits < 0x7c00) {
                assertThat(HalfFloats.fromF16((short) (int) bits)).isEqualTo((float) (double) value);
                assertThat(HalfFloats.fromF16((short) (bits | 0x8000))).isEqualTo((float) -value);
            }
        });
        for (int bits = 0; bits < 1 << 16; bits++) {
            float wide = HalfFloats.fromF16((short) bits);
            float brain = HalfFloats.fromBf16((short) bits);
            if (!Float.isNaN(wide)) {
                assertThat(HalfFloats.toF16(wide) & 0xffff).isEqualTo(bits);
            }
            if (!Float.isNaN(brain)) {
                assertThat(HalfFloats.toBf16(brain) & 0xffff).isEqualTo(bits);
            }
        }
    }

    @Test
    void tiesAtTheMiddleOfTwoValuesGoToTheEvenOne() {
        double previous = 0;
        for (double value : F16.keySet()) {
            float middle = (float) ((previous + value) / 2); // exact: one bit more than the format
            assertThat(HalfFloats.toF16(middle) & 0xffff).isEqualTo(nearest(F16, middle));
            previous = value;
        }
    }

    @Test
    void notANumberStaysNotANumberAndKeepsItsSign() {
        for (int bits : new int[] {0x7f800001, 0x7fc00000, 0xff800001, 0xffffffff, 0x7f801000}) {
            float nan = Float.intBitsToFloat(bits);
            assertThat(HalfFloats.fromF16(HalfFloats.toF16(nan))).isNaN();
            assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(nan))).isNaN();
            assertThat(HalfFloats.toBf16(nan) < 0).isEqualTo(bits < 0);
            assertThat(HalfFloats.toF16(nan) < 0).isEqualTo(bits < 0);
        }
    }
}
