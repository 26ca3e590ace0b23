package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Byte planes in runs (DICOM PS3.5, annex G): one segment for each byte of each sample, the highest byte first. */
final class RleCodec implements FrameCodec {
    private static final String CODING = "RLE";
    private static final int HEADER = 64;

    @Override
    public int[] decode(byte[] bytes, PixelFormat format) {
        int perSample = format.allocated() / 8;
        int wanted = perSample * format.samples();
        if (perSample < 1 || perSample > 4) {
            throw FrameCodec.broken(
                    CODING, "values of " + format.allocated() + " bits are not made of 1 to 4 bytes", null);
        }
        if (bytes.length < HEADER) {
            throw FrameCodec.broken(CODING, "its header of 64 bytes is cut off", null);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int segments = header.getInt(0);
        if (segments != wanted) {
            throw FrameCodec.broken(CODING, segments + " segments instead of " + wanted, null);
        }
        int pixels = format.rows() * format.columns();
        int[] values = new int[(int) format.values()];
        for (int s = 0; s < segments; s++) {
            int from = header.getInt(4 * (s + 1));
            int to = s + 1 < segments ? header.getInt(4 * (s + 2)) : bytes.length;
            if (from < HEADER || to < from || to > bytes.length) {
                throw FrameCodec.broken(CODING, "segment " + (s + 1) + " lies outside the frame", null);
            }
            segment(bytes, from, to, values, pixels, s / perSample, format.samples());
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = format.cleaned(values[i]);
        }
        return values;
    }

    private static void segment(byte[] in, int from, int to, int[] values, int pixels, int sample, int samples) {
        int at = from;
        int pixel = 0;
        while (pixel < pixels) {
            if (at >= to) {
                throw FrameCodec.broken(CODING, "a segment ends after " + pixel + " of " + pixels + " pixels", null);
            }
            int n = in[at++];
            if (n == -128) {
                continue;
            }
            int count = n >= 0 ? n + 1 : 1 - n;
            int taken = n >= 0 ? count : 1;
            if (at + taken > to) {
                throw FrameCodec.broken(CODING, "a run reaches beyond its segment", null);
            }
            // a last run may reach a little over the frame's end: segments have an even length
            for (int i = 0; i < count && pixel < pixels; i++, pixel++) {
                int slot = pixel * samples + sample;
                values[slot] = (values[slot] << 8) | (in[n >= 0 ? at + i : at] & 0xFF);
            }
            at += taken;
        }
    }
}
