package org.echelle.vision;

import boofcv.alg.filter.misc.AverageDownSampleOps;
import boofcv.struct.image.GrayU8;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
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

    /**
     * Encodes a picture of few pixels with transparency. ImageIO looks up its writers and sets up streams and models for every
     * picture, which takes far longer than such a picture itself.
     */
    static byte[] tiny(int width, int height, int[] argb) {
        ByteBuffer raw = ByteBuffer.allocate(height * (1 + 4 * width));
        for (int y = 0; y < height; y++) {
            raw.put((byte) 0); // no filter
            for (int x = 0; x < width; x++) {
                int pixel = argb[y * width + x];
                raw.putInt(pixel << 8 | pixel >>> 24);
            }
        }
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        byte[] packed = new byte[raw.capacity() + 64];
        deflater.setInput(raw.array());
        deflater.finish();
        int length = deflater.deflate(packed);
        deflater.end();
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 6, 0, 0, 0}) // eight bits, colour with alpha
                .array();
        ByteBuffer out = ByteBuffer.allocate(8 + 3 * 12 + 13 + length);
        out.putLong(0x89504E470D0A1A0AL);
        chunk(out, "IHDR", header, header.length);
        chunk(out, "IDAT", packed, length);
        chunk(out, "IEND", new byte[0], 0);
        return out.array();
    }

    private static void chunk(ByteBuffer out, String type, byte[] data, int length) {
        out.putInt(length);
        int from = out.position();
        out.put(type.getBytes(StandardCharsets.US_ASCII)).put(data, 0, length);
        CRC32 crc = new CRC32();
        crc.update(out.duplicate().position(from).limit(from + 4 + length));
        out.putInt((int) crc.getValue());
    }

    private static byte[] encode(BufferedImage image) {
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
