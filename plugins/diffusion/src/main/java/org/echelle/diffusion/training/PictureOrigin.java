package org.echelle.diffusion.training;

import java.util.List;

/** Where labelled pictures come from. */
interface PictureOrigin {
    /** Number of pictures. */
    int count();

    /** Channels that every picture is given. */
    int channels();

    /** Names of the classes, in the order of their numbers. */
    List<String> classes();

    /** Class of a picture. */
    int label(int index);

    /** Reads a picture. */
    Picture picture(int index);

    /**
     * A picture.
     *
     * @param name for messages
     * @param planes {@code [channel][y][x]}, 0 to 255
     */
    record Picture(String name, int width, int height, byte[] planes) {}
}
