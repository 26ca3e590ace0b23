package org.echelle.pictures;

import org.echelle.api.PictureReader;
import org.echelle.api.Sample;

/** Reads pictures for a subject that knows where it puts them: it sees what its input's edges are in the picture. */
public record GridReader(PictureGrid grid, Maker maker) implements PictureReader {
    /** Makes the subject's own kind of sample. */
    @FunctionalInterface
    public interface Maker {
        /** @param pixels {@code [height][width][channels]}, 8 bits each, of 1 channel (grey) or 3 (red, green, blue) */
        Sample of(String id, int width, int height, int channels, byte[] pixels);
    }

    @Override
    public Sample picture(String id, int width, int height, int channels, byte[] pixels) {
        return maker.of(id, width, height, channels, pixels);
    }

    @Override
    public double[] seen(int width, int height) {
        return SiteGrid.window(grid, width, height);
    }
}
