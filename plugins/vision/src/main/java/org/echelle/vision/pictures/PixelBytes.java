package org.echelle.vision.pictures;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import org.echelle.vision.ImageSample;

/**
 * Brings any decoded picture to 8 bits, grey or RGB, on white where it is transparent.
 *
 * <p>Grey samples are read from the raster: Java's own conversion to RGB would take them for linear light and brighten them.
 */
final class PixelBytes {
    private PixelBytes() {}

    static ImageSample of(String id, BufferedImage image) {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return indexed(id, image, palette);
        }
        int type = colours.getColorSpace().getType();
        boolean grey = type == ColorSpace.TYPE_GRAY;
        boolean direct = grey || colours.getColorSpace().isCS_sRGB();
        return direct ? sampled(id, image, grey ? 1 : 3) : converted(id, image);
    }

    private static ImageSample indexed(String id, BufferedImage image, IndexColorModel palette) {
        boolean grey = true;
        for (int i = 0; i < palette.getMapSize(); i++) {
            grey &= palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
        }
        int channels = grey ? 1 : 3;
        byte[] pixels = new byte[image.getWidth() * image.getHeight() * channels];
        Raster raster = image.getRaster();
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int argb = palette.getRGB(Math.min(raster.getSample(x, y, 0), palette.getMapSize() - 1));
                at = put(pixels, at, channels, argb);
            }
        }
        return new ImageSample(id, image.getWidth(), image.getHeight(), channels, pixels);
    }

    private static int put(byte[] pixels, int at, int channels, int argb) {
        int alpha = argb >>> 24;
        for (int c = 0; c < channels; c++) {
            pixels[at + c] = (byte) onWhite((argb >> (16 - 8 * c)) & 0xff, alpha, 255);
        }
        return at + channels;
    }

    private static int onWhite(int value, int alpha, int full) {
        return alpha == full ? value : (int) Math.round(255 + (value - 255.0) * alpha / full);
    }

    /** Samples as they are, scaled to 8 bits. */
    private static ImageSample sampled(String id, BufferedImage image, int channels) {
        ColorModel colours = image.getColorModel();
        boolean pre = colours.isAlphaPremultiplied();
        Raster raster = image.getRaster();
        SampleModel model = raster.getSampleModel();
        int bands = model.getNumBands();
        boolean alpha = colours.hasAlpha() && bands > channels;
        int[] full = new int[bands];
        for (int b = 0; b < bands; b++) {
            full[b] = (int) ((1L << Math.min(31, colours.getComponentSize(b))) - 1);
        }
        int width = image.getWidth();
        byte[] pixels = new byte[width * image.getHeight() * channels];
        int[] row = new int[width * bands];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int raw = row[x * bands + c];
                    int value = full[c] == 255 ? raw : (int) Math.round(raw * 255.0 / full[c]);
                    int opaque = alpha ? row[x * bands + channels] : 0;
                    pixels[at++] = (byte)
                            (!alpha
                                    ? value
                                    : pre
                                            ? Math.min(
                                                    255,
                                                    value + 255 - (int) Math.round(opaque * 255.0 / full[channels]))
                                            : onWhite(value, opaque, full[channels]));
                }
            }
        }
        return new ImageSample(id, width, image.getHeight(), channels, pixels);
    }

    /** Other colour spaces go through Java's conversion to sRGB. */
    private static ImageSample converted(String id, BufferedImage image) {
        byte[] pixels = new byte[image.getWidth() * image.getHeight() * 3];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                at = put(pixels, at, 3, image.getRGB(x, y));
            }
        }
        return new ImageSample(id, image.getWidth(), image.getHeight(), 3, pixels);
    }
}
