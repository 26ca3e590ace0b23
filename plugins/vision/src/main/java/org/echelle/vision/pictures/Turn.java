package org.echelle.vision.pictures;

import org.echelle.vision.ImageSample;

/** Turns and mirrors a picture as an EXIF orientation says. */
final class Turn {
    private Turn() {}

    /** @param orientation 1 (nothing) to 8 */
    static ImageSample of(int orientation, ImageSample s) {
        if (orientation == 1) {
            return s;
        }
        boolean swapped = orientation >= 5;
        int width = swapped ? s.height() : s.width();
        int height = swapped ? s.width() : s.height();
        byte[] pixels = new byte[s.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX =
                        switch (orientation) {
                            case 2, 3 -> s.width() - 1 - x;
                            case 4 -> x;
                            case 5, 6 -> y;
                            default -> s.width() - 1 - y;
                        };
                int fromY =
                        switch (orientation) {
                            case 2 -> y;
                            case 3, 4 -> s.height() - 1 - y;
                            case 5, 8 -> x;
                            default -> s.height() - 1 - x;
                        };
                System.arraycopy(
                        s.pixels(),
                        (fromY * s.width() + fromX) * s.channels(),
                        pixels,
                        (y * width + x) * s.channels(),
                        s.channels());
            }
        }
        return new ImageSample(s.id(), width, height, s.channels(), pixels);
    }
}
