package org.echelle.medical;

import org.echelle.api.PictureSample;

/**
 * One picture as a reader would see it: an X-ray, a slice, a frame. What a patient's file says beside the pixels stays with its reader.
 *
 * @param id stable name within its source
 * @param width columns, in pixels
 * @param height rows, in pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels {@code [height][width][channels]}, from 0 (black) to 1 (white): the window that the file asks for, or its whole range
 * @param eightBit whether the values are whole 255ths, so that resizing rounds to 255ths as Pillow does
 */
public record Film(String id, int width, int height, int channels, float[] pixels, boolean eightBit)
        implements PictureSample {
    public Film {
        if (width < 1 || height < 1 || (channels != 1 && channels != 3) || pixels.length != width * height * channels) {
            throw new IllegalArgumentException(
                    "a film of " + width + " x " + height + " x " + channels + " with " + pixels.length + " values");
        }
    }

    /** A film of bytes, {@code [height][width][channels]}. */
    public static Film of(String id, int width, int height, int channels, byte[] bytes) {
        float[] pixels = new float[bytes.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (bytes[i] & 0xff) / 255f;
        }
        return new Film(id, width, height, channels, pixels, true);
    }

    /** The values as bytes, {@code [height][width][channels]}. */
    @Override
    public byte[] bytes() {
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(pixels[i] * 255)));
        }
        return bytes;
    }
}
