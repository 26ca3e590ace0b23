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

    /**
     * The part of a picture that the subject sees, over which the cells of its hook points (axes {@code y} and {@code x}) lie evenly:
     * the whole of it, unless preprocessing cuts or pads.
     *
     * @param width columns of the picture
     * @param height its rows
     * @return left, upper, right and lower edge in pixels of the picture; beyond it where preprocessing pads
     * @since 1.7
     */
    default double[] seen(int width, int height) {
        return new double[] {0, 0, width, height};
    }
}
