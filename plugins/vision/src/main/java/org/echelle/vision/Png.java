package org.echelle.vision;

import boofcv.alg.filter.misc.AverageDownSampleOps;
import boofcv.struct.image.GrayU8;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG files in memory. */
final class Png {
    private Png() {}

    /**
     * Encodes a picture, reduced by averaging areas when it is larger than a report wants.
     *
     * @param longest longest edge of the result, in pixels
     */
    static byte[] of(ImageSample picture, int longest) {
        double factor = Math.min(1, longest / (double) Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * factor));
        int height = Math.max(1, (int) Math.round(picture.height() * factor));
        byte[] pixels = factor == 1 ? picture.pixels() : reduce(picture, width, height);
        boolean grey = picture.channels() == 1;
        BufferedImage image =
                new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        if (grey) {
            image.getRaster().setDataElements(0, 0, width, height, pixels);
        } else {
            for (int i = 0; i < width * height; i++) {
                int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | (pixels[3 * i + 2] & 0xff);
                image.setRGB(i % width, i / width, rgb);
            }
        }
        return encode(image);
    }

    private static byte[] reduce(ImageSample picture, int width, int height) {
        int channels = picture.channels();
        byte[] reduced = new byte[width * height * channels];
        for (int c = 0; c < channels; c++) {
            GrayU8 plane = new GrayU8(picture.width(), picture.height());
            for (int i = 0; i < plane.data.length; i++) {
                plane.data[i] = picture.pixels()[i * channels + c];
            }
            GrayU8 small = new GrayU8(width, height);
            AverageDownSampleOps.down(plane, small);
            for (int i = 0; i < small.data.length; i++) {
                reduced[i * channels + c] = small.data[i];
            }
        }
        return reduced;
    }

    static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("every Java platform writes PNG");
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }
}
