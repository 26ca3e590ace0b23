package org.echelle.api;

/**
 * A sample that can be seen as a picture, in the form that {@link PictureReader#picture} takes; so subjects of another domain can look
 * at it.
 *
 * @since 1.7
 */
public interface PictureSample extends Sample {
    /** Columns, in pixels. */
    int width();

    /** Rows, in pixels. */
    int height();

    /** 1 (grey) or 3 (red, green, blue). */
    int channels();

    /** {@code [height][width][channels]}, 8 bits each, unsigned, as a reader would see them (after any window); not to be changed. */
    byte[] bytes();
}
