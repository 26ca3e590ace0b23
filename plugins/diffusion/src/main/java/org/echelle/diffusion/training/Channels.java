package org.echelle.diffusion.training;

/** Colours as planes. */
final class Channels {
    private Channels() {}

    /** Writes a pixel into one grey plane (ITU-R BT.601's weights; equal colours stay what they are) or three colour planes. */
    static void put(byte[] planes, int pixel, int area, int channels, int red, int green, int blue) {
        if (channels == 1) {
            planes[pixel] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        } else {
            planes[pixel] = (byte) red;
            planes[area + pixel] = (byte) green;
            planes[2 * area + pixel] = (byte) blue;
        }
    }
}
