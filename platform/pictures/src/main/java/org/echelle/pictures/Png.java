package org.echelle.pictures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG files in memory. */
public final class Png {
    private Png() {}

    /**
     * Encodes a picture of 8 bits.
     *
     * @param channels 1 (grey) or 3 (red, green, blue)
     * @param pixels {@code [height][width][channels]}
     */
    public static byte[] of(int width, int height, int channels, byte[] pixels) {
        return of(image(width, height, channels, pixels));
    }

    /** Encodes a picture with transparency: {@code argb} is {@code [height * width]}, alpha in the highest bits. */
    public static byte[] of(int width, int height, int[] argb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, width, height, argb, 0, width);
        return of(image);
    }

    /** Encodes a picture. */
    public static byte[] of(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // streams in memory: ImageIO's own would make a file for each
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("every Java platform writes PNG");
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    /** Pixels of 8 bits, grey or red, green and blue, as a picture of Java's. */
    public static BufferedImage image(int width, int height, int channels, byte[] pixels) {
        boolean grey = channels == 1;
        BufferedImage image =
                new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        if (grey) {
            image.getRaster().setDataElements(0, 0, width, height, pixels);
            return image;
        }
        for (int i = 0; i < width * height; i++) {
            int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | (pixels[3 * i + 2] & 0xff);
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }

    /**
     * Encodes a picture of few pixels with transparency. ImageIO looks up its writers and sets up streams and models for every
     * picture, which takes far longer than such a picture itself.
     */
    public static byte[] tiny(int width, int height, int[] argb) {
        ByteBuffer raw = ByteBuffer.allocate(height * (1 + 4 * width));
        for (int y = 0; y < height; y++) {
            raw.put((byte) 0); // no filter
            for (int x = 0; x < width; x++) {
                int pixel = argb[y * width + x];
                raw.putInt(pixel << 8 | pixel >>> 24);
            }
        }
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        byte[] packed = new byte[raw.capacity() + raw.capacity() / 1000 + 64];
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

    /** A PNG file as an address that needs no file. */
    public static String dataUri(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
