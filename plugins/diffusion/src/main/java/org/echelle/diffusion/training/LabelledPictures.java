package org.echelle.diffusion.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of one size with a class each, in memory.
 *
 * @param name of their file or folder, for metrics
 * @param classes names, in the order of their numbers
 * @param channels 1 or 3
 * @param size height and width
 * @param pixels {@code [picture][channel][y][x]} in one array, 0 to 255
 * @param labels class of each picture
 */
record LabelledPictures(String name, List<String> classes, int channels, int size, byte[] pixels, int[] labels) {
    /** What each picture shows, in words: its class or caption. */
    List<String> captions() {
        return IntStream.of(labels).mapToObj(classes::get).toList();
    }

    int count() {
        return labels.length;
    }

    /** Numbers of one picture. */
    int area() {
        return channels * size * size;
    }

    /** Writes a picture, brought from 0 ... 255 to -1 ... 1. */
    void copy(int picture, float[] to, int from) {
        int area = area();
        for (int i = 0; i < area; i++) {
            to[from + i] = (pixels[picture * area + i] & 0xff) / 127.5f - 1;
        }
    }
}
