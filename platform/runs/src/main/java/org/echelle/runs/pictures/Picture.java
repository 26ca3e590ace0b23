package org.echelle.runs.pictures;

import ai.djl.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.echelle.runs.RunException;

/**
 * A picture, opaque.
 *
 * @param width in pixels
 * @param rgb {@code [height * width]}, 8 bits a colour
 */
public record Picture(int width, int[] rgb) {
    private static final int GAP = 2;
    private static final int EDGE = 56;
    private static final int WHITE = 0xffffff;
    private static final int COLOURS = 3;

    /** From {@code [batch, channels, height, width]}, 1 or 3 channels, values from 0 to 1. */
    public static List<Picture> all(NDArray pictures) {
        long[] shape = pictures.getShape().getShape();
        int channels = (int) shape[1];
        if (channels != 1 && channels != COLOURS) {
            throw new RunException("The pictures have " + channels + " channels, and a PNG file has 1 or 3.");
        }
        int pixels = Math.toIntExact(shape[2] * shape[3]);
        float[] values = pictures.toFloatArray();
        List<Picture> all = new ArrayList<>();
        for (int s = 0; s < shape[0]; s++) {
            int[] rgb = new int[pixels];
            for (int i = 0; i < pixels; i++) {
                for (int c = 0; c < COLOURS; c++) {
                    float value = values[(s * channels + (channels == 1 ? 0 : c)) * pixels + i];
                    rgb[i] = rgb[i] << 8 | Math.round(255 * Math.min(1, Math.max(0, value)));
                }
            }
            all.add(new Picture((int) shape[3], rgb));
        }
        return all;
    }

    /** In pixels. */
    public int height() {
        return rgb.length / width;
    }

    /** {@code [height][width][channels]}, 8 bits each, of 1 channel (the grey of a grey picture) or 3. */
    public byte[] bytes(int channels) {
        byte[] bytes = new byte[rgb.length * channels];
        for (int i = 0; i < rgb.length; i++) {
            for (int c = 0; c < channels; c++) {
                bytes[i * channels + c] = (byte) (rgb[i] >> (8 * (COLOURS - 1 - c)));
            }
        }
        return bytes;
    }

    /** Pictures of one size side by side, white between them; small ones are enlarged by a whole number. */
    static Picture sheet(List<Picture> pictures, int columns) {
        Picture first = pictures.get(0);
        int zoom = Math.max(1, EDGE / first.width);
        int across = first.width * zoom + GAP;
        int down = first.height() * zoom + GAP;
        int rows = (pictures.size() + columns - 1) / columns;
        int width = columns * across + GAP;
        int[] rgb = new int[width * (rows * down + GAP)];
        Arrays.fill(rgb, WHITE);
        for (int p = 0; p < pictures.size(); p++) {
            int top = GAP + p / columns * down;
            int left = GAP + p % columns * across;
            for (int y = 0; y < first.height() * zoom; y++) {
                for (int x = 0; x < first.width * zoom; x++) {
                    rgb[(top + y) * width + left + x] = pictures.get(p).rgb[y / zoom * first.width + x / zoom];
                }
            }
        }
        return new Picture(width, rgb);
    }

    /** As a PNG file. */
    public byte[] png() {
        BufferedImage image = new BufferedImage(width, height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height(), rgb, 0, width);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
