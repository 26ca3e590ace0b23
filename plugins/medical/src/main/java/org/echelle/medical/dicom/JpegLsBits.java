package org.echelle.medical.dicom;

/** The bits of a scan: after a byte 0xFF the next has seven, and one whose first bit is set is a marker (ITU-T T.87, 9.1). */
final class JpegLsBits {
    private final byte[] bytes;
    private int at;
    private int left;
    private int current;
    private boolean afterFull;

    JpegLsBits(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int bit() {
        if (left == 0) {
            if (at >= bytes.length || (afterFull && bytes[at] < 0)) {
                throw FrameCodec.broken(JpegLsCodec.CODING, "its values end too early", null);
            }
            current = bytes[at++] & 0xFF;
            left = afterFull ? 7 : 8;
            afterFull = current == 0xFF;
        }
        left--;
        return current >> left & 1;
    }

    int bits(int n) {
        int value = 0;
        for (int i = 0; i < n; i++) {
            value = (value << 1) | bit();
        }
        return value;
    }

    /** A Golomb code of limited length (T.87, A.5.3). */
    int golomb(int k, int limit, int escapeBits) {
        int zeros = 0;
        int most = limit - escapeBits - 1;
        while (bit() == 0) {
            if (++zeros > most) {
                throw FrameCodec.broken(JpegLsCodec.CODING, "a code is longer than any", null);
            }
        }
        return zeros < most ? (zeros << k) | bits(k) : bits(escapeBits) + 1;
    }

    /** @return where the marker behind the scan stands */
    int marker() {
        int i = Math.max(0, afterFull ? at - 1 : at);
        while (i + 1 < bytes.length && !((bytes[i] & 0xFF) == 0xFF && bytes[i + 1] < 0)) {
            i++;
        }
        return i;
    }
}
