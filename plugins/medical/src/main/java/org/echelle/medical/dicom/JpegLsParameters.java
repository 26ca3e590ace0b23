package org.echelle.medical.dicom;

/**
 * The numbers that govern a scan (ITU-T T.87, C.2.4.1.1).
 *
 * @param highest the largest value (MAXVAL)
 * @param near the largest difference from the original, 0 for none (NEAR)
 * @param t1 first threshold of gradients; 0 before {@link #withNear} filled it in
 * @param t2 second
 * @param t3 third
 * @param reset how many values halve the statistics
 */
record JpegLsParameters(int highest, int near, int t1, int t2, int t3, int reset) {
    static JpegLsParameters of(int precision) {
        return new JpegLsParameters((1 << precision) - 1, 0, 0, 0, 0, 64);
    }

    /** Reads a marker segment LSE of type 1. */
    static JpegLsParameters preset(byte[] b, int at, int length, int precision) {
        if (length < 1 || b[at] != 1 || length != 11) {
            throw FrameCodec.broken(JpegLsCodec.CODING, "its mapping tables are not read here", null);
        }
        int highest = JpegHeader.u16(b, at + 1);
        int reset = JpegHeader.u16(b, at + 9);
        int most = (1 << precision) - 1;
        if (highest > most || (reset != 0 && reset < 3)) {
            throw FrameCodec.broken(JpegLsCodec.CODING, "its parameters cannot be", null);
        }
        return new JpegLsParameters(
                highest == 0 ? most : highest,
                0,
                JpegHeader.u16(b, at + 3),
                JpegHeader.u16(b, at + 5),
                JpegHeader.u16(b, at + 7),
                reset == 0 ? 64 : reset);
    }

    /** Fills in the thresholds that the stream left out (C.2.4.1.1.1). */
    JpegLsParameters withNear(int loss) {
        if (loss > Math.min(255, highest / 2)) {
            throw FrameCodec.broken(JpegLsCodec.CODING, "its loss of " + loss + " cannot be", null);
        }
        int one;
        int two;
        int three;
        if (highest >= 128) {
            int factor = (Math.min(highest, 4095) + 128) / 256;
            one = factor + 2 + 3 * loss;
            two = 4 * factor + 3 + 5 * loss;
            three = 17 * factor + 4 + 7 * loss;
        } else {
            int factor = 256 / (highest + 1);
            one = Math.max(2, 3 / factor + 3 * loss);
            two = Math.max(3, 7 / factor + 5 * loss);
            three = Math.max(4, 21 / factor + 7 * loss);
        }
        int first = t1 != 0 ? t1 : clamped(one, loss + 1);
        int second = t2 != 0 ? t2 : clamped(two, first);
        int third = t3 != 0 ? t3 : clamped(three, second);
        if (first < loss + 1 || second < first || third < second || third > highest) {
            throw FrameCodec.broken(JpegLsCodec.CODING, "its thresholds cannot be", null);
        }
        return new JpegLsParameters(highest, loss, first, second, third, reset);
    }

    private int clamped(int value, int lowest) {
        return value > highest || value < lowest ? lowest : value;
    }

    /** @return how many differences there are after quantisation (RANGE) */
    int range() {
        return (highest + 2 * near) / (2 * near + 1) + 1;
    }
}
