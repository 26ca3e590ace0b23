package org.echelle.vision;

import boofcv.alg.filter.misc.AverageDownSampleOps;
import boofcv.struct.image.GrayU8;
import org.echelle.pictures.Png;

/** Pictures as PNG files of a report's size. */
final class ReportPng {
    private ReportPng() {}

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
        return Png.of(width, height, picture.channels(), pixels);
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
}
