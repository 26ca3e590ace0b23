package org.echelle.vision;

import org.echelle.api.PictureSample;

/**
 * A decoded picture.
 *
 * @param id stable name within its source
 * @param width columns, in pixels
 * @param height rows, in pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels {@code [height][width][channels]}, 8 bits each, unsigned
 */
public record ImageSample(String id, int width, int height, int channels, byte[] pixels) implements PictureSample {
    @Override
    public byte[] bytes() {
        return pixels;
    }
}
