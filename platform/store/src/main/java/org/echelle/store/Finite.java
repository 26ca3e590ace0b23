package org.echelle.store;

/** Finds rows with a value that is not finite. */
final class Finite {
    private Finite() {}

    /** Position in the block of the first such row among {@code count} from {@code at}, or -1. */
    static int firstBadRow(RowBlock block, int at, int count) {
        int width = block.width();
        int group = Math.max(1, 8192 / width);
        float[] values = new float[Math.min(group, Math.max(1, count)) * width];
        for (int done = 0; done < count; done += group) {
            int now = Math.min(group, count - done);
            block.memory().get((at + done) * width, values, 0, now * width);
            if (any(values, now * width)) {
                for (int i = 0; ; i++) {
                    if (!Float.isFinite(values[i])) {
                        return at + done + i / width;
                    }
                }
            }
        }
        return -1;
    }

    private static boolean any(float[] values, int count) {
        int marks = 0;
        for (int i = 0; i < count; i++) {
            marks |= (Float.floatToRawIntBits(values[i]) & 0x7f800000) + 0x00800000;
        }
        return marks < 0;
    }
}
