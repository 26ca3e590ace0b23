package org.echelle.diffusion.view;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.echelle.pictures.Png;

/**
 * A picture of 8 bits.
 *
 * @param channels 1 or 3
 * @param pixels {@code [height][width][channels]}
 */
public record Picture(int width, int height, int channels, byte[] pixels) {
    /** From {@code [batch, channels, height, width]}, values from 0 to 1. */
    public static List<Picture> all(NDArray pictures) {
        long[] shape = pictures.getShape().getShape();
        int channels = (int) shape[1];
        int height = (int) shape[2];
        int width = (int) shape[3];
        float[] values = pictures.toFloatArray();
        List<Picture> all = new ArrayList<>();
        for (int s = 0; s < shape[0]; s++) {
            byte[] pixels = new byte[height * width * channels];
            for (int c = 0; c < channels; c++) {
                int from = (s * channels + c) * height * width;
                for (int i = 0; i < height * width; i++) {
                    pixels[i * channels + c] = (byte) Math.round(255 * Math.min(1, Math.max(0, values[from + i])));
                }
            }
            all.add(new Picture(width, height, channels, pixels));
        }
        return all;
    }

    /** Mean of the channels of a pixel, from 0 to 1. */
    public double brightness(int y, int x) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += pixels[(y * width + x) * channels + c] & 0xff;
        }
        return sum / channels / 255;
    }

    /** As a PNG file. */
    public byte[] png() {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | (pixels[i * channels + (channels == 1 ? 0 : c)] & 0xff);
            }
            argb[i] = 0xff000000 | rgb;
        }
        return Png.of(width, height, argb);
    }
}
