package org.echelle.medical.samples;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.echelle.api.BadSampleException;
import org.echelle.medical.Film;
import org.echelle.pictures.ImageFile;

/** Decodes PNG, JPEG, BMP and GIF through Java's own readers; 16-bit grey keeps its depth; what is cut short is refused. */
public final class PictureFile {
    /** Largest picture that is decoded, columns times rows, so that a small file cannot fill the memory. */
    private static final long MAXIMUM_PIXELS = 100_000_000;

    private PictureFile() {}

    /**
     * Decodes a picture.
     *
     * @param id name of the sample
     * @param file the whole file
     * @throws BadSampleException when it is no picture, broken, cut short or too large
     */
    public static Film decode(String id, byte[] file) {
        String limit = "the " + MAXIMUM_PIXELS + " that are read";
        return film(id, ImageFile.decode(id, file, MAXIMUM_PIXELS, limit));
    }

    private static Film film(String id, BufferedImage image) {
        ColorModel colours = image.getColorModel();
        boolean grey =
                !(colours instanceof IndexColorModel) && colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        int width = image.getWidth();
        int height = image.getHeight();
        if (!grey) {
            return colour(id, image);
        }
        // Grey samples are read from the raster: Java's conversion to RGB would take them for linear light and brighten
        // them.
        Raster raster = image.getRaster();
        int bits = colours.getComponentSize(0);
        float full = (1L << bits) - 1;
        float[] pixels = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = raster.getSample(x, y, 0) / full;
            }
        }
        return new Film(id, width, height, 1, pixels, bits <= 8);
    }

    /** RGB; one channel where all three are equal everywhere, as in films that were saved in colour. */
    private static Film colour(String id, BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[width * height * 3];
        boolean equal = true;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = image.getRGB(x, y);
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (argb >> 16);
                rgb[at + 1] = (byte) (argb >> 8);
                rgb[at + 2] = (byte) argb;
                equal &= rgb[at] == rgb[at + 1] && rgb[at] == rgb[at + 2];
            }
        }
        if (!equal) {
            return Film.of(id, width, height, 3, rgb);
        }
        byte[] one = new byte[width * height];
        for (int i = 0; i < one.length; i++) {
            one[i] = rgb[3 * i];
        }
        return Film.of(id, width, height, 1, one);
    }
}
