package org.echelle.api;

/**
 * A subject that looks at pictures, wherever they come from.
 *
 * @since 1.5
 */
@FunctionalInterface
public interface PictureReader {
    /**
     * A sample of that subject.
     *
     * @param id its name
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @param pixels {@code [height][width][channels]}, 8 bits each, unsigned
     */
    Sample picture(String id, int width, int height, int channels, byte[] pixels);
}
