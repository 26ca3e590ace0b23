package org.echelle.medical.images;

/** Makes frames ready for the eye: 8 bits, windowed, MONOCHROME1 inverted. */
public final class Display {
    private Display() {}

    /**
     * One frame in grey or colour.
     *
     * @param volume the image
     * @param frame index of the frame
     * @param voi from value to brightness; not used for colour
     * @return {@code rows * columns * samples} bytes, to be read as 0 to 255
     */
    public static byte[] eightBit(Volume volume, int frame, Voi voi) {
        float[] values = volume.frames().get(frame);
        byte[] shown = new byte[values.length];
        boolean colour = volume.photometric() == Photometric.RGB;
        boolean inverted = volume.photometric() == Photometric.MONOCHROME1;
        for (int i = 0; i < values.length; i++) {
            double shade = colour ? values[i] / 255.0 : voi.shade(values[i]);
            shade = Double.isNaN(shade) ? 0 : Math.min(1, Math.max(0, shade));
            shown[i] = (byte) Math.round(255 * (inverted ? 1 - shade : shade));
        }
        return shown;
    }
}
