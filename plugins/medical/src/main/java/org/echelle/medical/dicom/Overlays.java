package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Mask;

/** Reads overlay planes: drawings of one bit a pixel over an image (DICOM PS3.3, C.9.2; groups 6000 to 601E). */
public final class Overlays {
    private static final int OVERLAY_GROUPS = 16;

    private Overlays() {}

    /**
     * Reads the planes of one file.
     *
     * @param file an image
     * @return one mask a plane, laid onto the image's pixels; none if there are no planes with data of their own
     * @throws ImagingException if the file or a plane is broken
     */
    public static List<Mask> read(Path file) {
        try {
            return of(DicomFile.read(file).data());
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }

    static List<Mask> of(DataSet data) {
        List<Mask> masks = new ArrayList<>();
        for (int g = 0; g < OVERLAY_GROUPS; g++) {
            int shift = g << 17;
            if (data.find(Tag.OVERLAY_DATA.number() + shift).isPresent()) {
                masks.add(plane(data, shift, "overlay " + (g + 1)));
            }
        }
        return masks;
    }

    private static Mask plane(DataSet data, int shift, String label) {
        int rows = shorts(data, Tag.OVERLAY_ROWS, shift, 1)[0] & 0xFFFF;
        int columns = shorts(data, Tag.OVERLAY_COLUMNS, shift, 1)[0] & 0xFFFF;
        short[] origin = shorts(data, Tag.OVERLAY_ORIGIN, shift, 2);
        int imageRows = data.needed(Tag.ROWS);
        int imageColumns = data.needed(Tag.COLUMNS);
        Element bits = data.find(Tag.OVERLAY_DATA.number() + shift).orElseThrow();
        if ((long) rows * columns > 8L * bits.length()
                || (long) imageRows * imageColumns > 64L * bits.source().length) {
            throw new ImagingException("An overlay of " + columns + " x " + rows + " bits has " + bits.length()
                    + " bytes: the file is truncated or broken.");
        }
        ByteBuffer bytes = DataSet.buffer(bits);
        float[] weights = new float[imageRows * imageColumns];
        for (int i = 0; i < rows * columns; i++) {
            // the origin counts from 1
            int row = i / columns + origin[0] - 1;
            int column = i % columns + origin[1] - 1;
            if (((bytes.get(i / 8) >> (i % 8)) & 1) == 1
                    && row >= 0
                    && column >= 0
                    && row < imageRows
                    && column < imageColumns) {
                weights[row * imageColumns + column] = 1;
            }
        }
        return new Mask(label, 0, new Geometry(imageColumns, imageRows, 1, Optional.empty()), "", weights);
    }

    private static short[] shorts(DataSet data, Tag tag, int shift, int n) {
        Element e =
                data.find(tag.number() + shift).filter(v -> v.length() >= 2 * n).orElse(null);
        if (e == null) {
            throw new ImagingException(tag.told() + " of an overlay is missing: the file is broken.");
        }
        ByteBuffer b = DataSet.buffer(e);
        short[] all = new short[n];
        for (int i = 0; i < n; i++) {
            all[i] = b.getShort(2 * i);
        }
        return all;
    }
}
