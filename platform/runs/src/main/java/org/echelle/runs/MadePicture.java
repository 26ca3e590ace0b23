package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture that a subject made, at 8 bits.
 *
 * @param channels 1 (grey) or 3
 * @param pixels {@code [height][width][channels]}
 */
public record MadePicture(int width, int height, int channels, byte[] pixels) {
    /** From {@code [batch, channels, height, width]}, values from 0 to 1. */
    static List<MadePicture> all(NDArray batch) {
        long[] shape = batch.getShape().getShape();
        int channels = (int) shape[1];
        int height = (int) shape[2];
        int width = (int) shape[3];
        float[] values = batch.toFloatArray();
        List<MadePicture> all = new ArrayList<>();
        for (int s = 0; s < shape[0]; s++) {
            byte[] pixels = new byte[height * width * channels];
            for (int c = 0; c < channels; c++) {
                int from = (s * channels + c) * height * width;
                for (int i = 0; i < height * width; i++) {
                    pixels[i * channels + c] = (byte) Math.round(255 * Math.min(1, Math.max(0, values[from + i])));
                }
            }
            all.add(new MadePicture(width, height, channels, pixels));
        }
        return all;
    }
}
