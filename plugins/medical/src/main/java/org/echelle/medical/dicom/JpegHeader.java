package org.echelle.medical.dicom;

/**
 * What a JPEG or JPEG-LS stream says of its frame (ITU-T T.81, B.2.2; T.87, C.2.2).
 *
 * @param process the frame marker's second byte: 0xC0 baseline, 0xC1 extended, 0xC3 lossless, 0xF7 JPEG-LS, and so on
 * @param precision bits of a value
 * @param rows rows
 * @param columns columns
 * @param samples components
 */
record JpegHeader(int process, int precision, int rows, int columns, int samples) {
    /** Reads up to the frame header; nothing behind it is looked at. */
    static JpegHeader of(byte[] b, String coding) {
        if (b.length < 4 || (b[0] & 0xFF) != 0xFF || (b[1] & 0xFF) != 0xD8) {
            throw FrameCodec.broken(coding, "it does not begin as JPEG does", null);
        }
        int at = 2;
        while (at + 4 <= b.length) {
            if ((b[at] & 0xFF) != 0xFF) {
                throw FrameCodec.broken(coding, "a marker is missing at byte " + at, null);
            }
            int marker = b[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            int length = u16(b, at + 2);
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if ((frame || marker == 0xF7) && length >= 8 && at + 10 <= b.length) {
                return new JpegHeader(marker, b[at + 4] & 0xFF, u16(b, at + 5), u16(b, at + 7), b[at + 9] & 0xFF);
            }
            if (marker == 0xDA || marker == 0xD9 || length < 2) {
                break;
            }
            at += 2 + length;
        }
        throw FrameCodec.broken(coding, "its frame header is missing", null);
    }

    static int u16(byte[] b, int at) {
        return ((b[at] & 0xFF) << 8) | (b[at + 1] & 0xFF);
    }
}
