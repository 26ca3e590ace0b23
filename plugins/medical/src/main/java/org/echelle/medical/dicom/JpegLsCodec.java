package org.echelle.medical.dicom;

/** JPEG-LS (ITU-T T.87): headers and scans; no codec in plain Java is to be had, so this one is our own. */
final class JpegLsCodec implements FrameCodec {
    static final String CODING = "JPEG-LS";

    @Override
    public int[] decode(byte[] bytes, PixelFormat format) {
        JpegHeader header = JpegHeader.of(bytes, CODING);
        FrameCodec.sameSize(CODING, header.columns(), header.rows(), header.samples(), format);
        if (header.process() != 0xF7 || header.precision() < 2 || header.precision() > 16) {
            throw FrameCodec.broken(CODING, "its frame is not one of JPEG-LS", null);
        }
        int[] values = new int[(int) format.values()];
        JpegLsParameters preset = null;
        int at = 2;
        int seen = 0;
        while (seen < format.samples()) {
            if (at + 4 > bytes.length || (bytes[at] & 0xFF) != 0xFF) {
                throw FrameCodec.broken(CODING, "a marker is missing at byte " + at, null);
            }
            int marker = bytes[at + 1] & 0xFF;
            int length = JpegHeader.u16(bytes, at + 2);
            if (length < 2 || at + 2 + length > bytes.length) {
                throw FrameCodec.broken(CODING, "a marker segment is cut off at byte " + at, null);
            }
            int body = at + 4;
            at += 2 + length;
            switch (marker) {
                case 0xF8 -> preset = JpegLsParameters.preset(bytes, body, length - 2, header.precision());
                case 0xDD -> {
                    throw FrameCodec.broken(CODING, "restart markers are not read here", null);
                }
                case 0xDA -> {
                    int inScan = length > 2 ? bytes[body] & 0xFF : 0;
                    if (inScan < 1 || length != 6 + 2 * inScan || seen + inScan > format.samples()) {
                        throw FrameCodec.broken(CODING, "a scan's header cannot be", null);
                    }
                    int near = bytes[body + 1 + 2 * inScan] & 0xFF;
                    int interleave = bytes[body + 2 + 2 * inScan] & 0xFF;
                    if (interleave > 2 || (interleave == 0) != (inScan == 1)) {
                        throw FrameCodec.broken(CODING, "its interleaving cannot be", null);
                    }
                    JpegLsParameters parameters =
                            (preset == null ? JpegLsParameters.of(header.precision()) : preset).withNear(near);
                    JpegLsScan scan = new JpegLsScan(bytes, at, parameters, header.columns(), header.rows());
                    at = scan.decode(values, seen, inScan, format.samples(), interleave == 2);
                    seen += inScan;
                }
                case 0xD9 -> throw FrameCodec.broken(CODING, "it ends before its last scan", null);
                default -> {
                    // the frame header was read above; comments and applications' own say nothing of the values
                }
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = format.decoded(values[i], header.precision());
        }
        return values;
    }
}
