package org.echelle.medical.dicom;

/** Turns colours into red, green and blue from 0 to 255 (DICOM PS3.3, C.7.6.3.1.2). */
final class Colours {
    private final PixelFormat format;
    private final Lut[] palette;
    private final boolean byCodec;

    private Colours(PixelFormat format, Lut[] palette, boolean byCodec) {
        this.format = format;
        this.palette = palette;
        this.byCodec = byCodec;
    }

    static Colours of(DicomFile file, PixelFormat format) {
        DataSet data = file.data();
        Lut[] palette = format.colours().equals("PALETTE COLOR")
                ? new Lut[] {
                    Lut.of(data, Tag.RED_DESCRIPTOR, Tag.RED_DATA, format.signed()),
                    Lut.of(data, Tag.GREEN_DESCRIPTOR, Tag.GREEN_DATA, format.signed()),
                    Lut.of(data, Tag.BLUE_DESCRIPTOR, Tag.BLUE_DATA, format.signed())
                }
                : new Lut[0];
        // JPEG 2000 undoes its own transform
        boolean byCodec = file.syntax().coding() == TransferSyntax.Coding.JPEG_2000
                || !format.colours().startsWith("YBR");
        return new Colours(format, palette, byCodec);
    }

    boolean areThere() {
        return format.samples() == 3 || palette.length > 0;
    }

    float[] apply(int[] stored) {
        if (palette.length > 0) {
            float[] rgb = new float[3 * stored.length];
            for (int i = 0; i < rgb.length; i++) {
                Lut one = palette[i % 3];
                rgb[i] = one.at(stored[i / 3]) * 255f / ((1 << one.bits()) - 1);
            }
            return rgb;
        }
        double most = format.stored() == 32 ? 4294967295.0 : (1L << format.stored()) - 1;
        float[] rgb = new float[stored.length];
        if (byCodec) {
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (float) (format.stored() == 8 ? stored[i] : stored[i] * 255 / most);
            }
            return rgb;
        }
        for (int i = 0; i < rgb.length; i += 3) {
            double y = stored[i] * 255 / most;
            double cb = stored[i + 1] * 255 / most - 128;
            double cr = stored[i + 2] * 255 / most - 128;
            rgb[i] = whole(y + 1.402 * cr);
            rgb[i + 1] = whole(y - 0.344136 * cb - 0.714136 * cr);
            rgb[i + 2] = whole(y + 1.772 * cb);
        }
        return rgb;
    }

    private static float whole(double value) {
        return (float) Math.rint(Math.max(0, Math.min(255, value)));
    }
}
