package org.echelle.diffusion.concepts;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import javax.imageio.ImageIO;
import org.echelle.diffusion.DiffusionException;

/**
 * What a PNG file marks.
 *
 * @param width columns of pixels
 * @param height rows of pixels
 * @param values {@code [height * width]}, 0 to 255: of a label map its numbers, else 1 where anything is drawn
 */
record MaskPicture(int width, int height, int[] values) {
    /**
     * Reads a file.
     *
     * @param labels whether its numbers count (a palette's indices, grey levels), else only what is black or transparent and what not
     * @throws DiffusionException when it is broken, no picture, or of another size than the pictures
     */
    static MaskPicture read(Path file, boolean labels, int width, int height) {
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // the readers answer broken headers with any of these
            throw new DiffusionException("The mask " + file + " is broken or cut short (" + e.getMessage() + ").", e);
        }
        if (image == null) {
            throw new DiffusionException("The mask " + file + " is no picture; save it as PNG.");
        }
        if (image.getWidth() != width || image.getHeight() != height) {
            throw new DiffusionException("The mask " + file + " is " + image.getWidth() + " x " + image.getHeight()
                    + " pixels, but this model's pictures are " + width + " x " + height
                    + "; draw it on a picture as `echelle sample` makes it, without changing its size.");
        }
        return new MaskPicture(width, height, labels ? labels(image, file) : drawn(image));
    }

    private static int[] labels(BufferedImage image, Path file) {
        Raster raster = image.getRaster();
        if (raster.getNumBands() != 1 || raster.getSampleModel().getSampleSize(0) > Byte.SIZE) {
            throw new DiffusionException("The label map " + file
                    + " has colours for values; save it as a PNG with a palette or 256 levels of grey.");
        }
        return raster.getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    }

    private static int[] drawn(BufferedImage image) {
        int[] colours = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        for (int i = 0; i < colours.length; i++) {
            boolean black = (colours[i] & 0xffffff) == 0;
            boolean transparent = colours[i] >>> 24 == 0;
            colours[i] = black || transparent ? 0 : 1;
        }
        return colours;
    }

    /**
     * Which share of each place of a grid is marked; pixels on an edge count by their parts.
     *
     * @param rows of the grid that lies over the whole picture
     * @return {@code [rows * columns]}, from 0 to 1
     */
    double[] shares(int rows, int columns, IntPredicate marked) {
        double[] shares = new double[rows * columns];
        double cell = (double) width / columns * height / rows;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (marked.test(values[y * width + x])) {
                    add(shares, rows, columns, x, y, cell);
                }
            }
        }
        return shares;
    }

    private void add(double[] shares, int rows, int columns, int x, int y, double cell) {
        for (int r = (int) ((long) y * rows / height); r < rows && (long) r * height < (long) (y + 1) * rows; r++) {
            double down = overlap(y, r, (double) height / rows);
            for (int c = (int) ((long) x * columns / width);
                    c < columns && (long) c * width < (long) (x + 1) * columns;
                    c++) {
                shares[r * columns + c] += down * overlap(x, c, (double) width / columns) / cell;
            }
        }
    }

    /** How much of a pixel lies in a place of some length. */
    private static double overlap(int pixel, int place, double length) {
        return Math.max(0, Math.min(pixel + 1, (place + 1) * length) - Math.max(pixel, place * length));
    }
}
