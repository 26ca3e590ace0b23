package org.echelle.medical.dicom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.Identity;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Volume;
import org.echelle.medical.privacy.Keys;

/**
 * Reads closed contours of structure sets (DICOM RTSTRUCT; PS3.3, C.8.8.5 and C.8.8.6), in millimetres.
 *
 * @param contours as drawn, in the file's order
 * @param identity whose they are, as keys
 */
public record Contours(List<Contour> contours, Identity identity) {
    /**
     * One closed line.
     *
     * @param label name of the region
     * @param source key of the image it was drawn on (kind {@link Segmentation#IMAGE}), empty if the file does not tell
     * @param points x, y, z in RAS+ mm, one point after the other
     */
    @SuppressWarnings("ArrayRecordComponent") // not changed after reading, never compared
    public record Contour(String label, String source, double[] points) {
        /**
         * Pixels of a slice whose centres lie within the line, by the even-odd rule.
         *
         * @param volume an image whose place is known
         * @param slice index of the slice
         * @return {@code rows * columns}, true within; all false if the line lies half a slice away or farther
         * @throws ImagingException if the image does not tell its place
         */
        public boolean[] within(Volume volume, int slice) {
            return within(Geometry.of(volume), slice);
        }

        /** The same, of what is known of an image without its values. */
        public boolean[] within(Geometry volume, int slice) {
            Affine place = volume.place()
                    .orElseThrow(() -> new ImagingException(
                            "The image does not tell where it lies, so a contour in mm cannot be drawn on it: give one with position,"
                                    + " orientation and spacing."));
            int n = points.length / 3;
            double[] columns = new double[n];
            double[] rows = new double[n];
            boolean[] inside = new boolean[volume.rows() * volume.columns()];
            for (int i = 0; i < n; i++) {
                double[] at = place.invert(points[3 * i], points[3 * i + 1], points[3 * i + 2]);
                if (Math.abs(at[2] - slice) >= 0.5) {
                    return inside;
                }
                columns[i] = at[0];
                rows[i] = at[1];
            }
            for (int row = 0; row < volume.rows(); row++) {
                for (int i = 0, j = n - 1; i < n; j = i++) {
                    if ((rows[i] > row) != (rows[j] > row)) {
                        double crossing =
                                columns[i] + (row - rows[i]) * (columns[j] - columns[i]) / (rows[j] - rows[i]);
                        int until = (int) Math.max(0, Math.min(volume.columns(), Math.ceil(crossing)));
                        for (int column = 0; column < until; column++) {
                            inside[row * volume.columns() + column] ^= true;
                        }
                    }
                }
            }
            return inside;
        }
    }

    /**
     * Reads one file.
     *
     * @param file a file of modality RTSTRUCT
     * @param keys turns identities into keys
     * @return its closed contours; points and open lines enclose nothing and are left out
     * @throws ImagingException if it holds no contours or they are broken
     */
    public static Contours read(Path file, Keys keys) {
        try {
            return of(DicomFile.read(file).data(), keys);
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }

    static Contours of(DataSet data, Keys keys) {
        if (data.items(Tag.ROI_CONTOUR).isEmpty()) {
            throw new ImagingException("It holds no contours: give a file of modality RTSTRUCT.");
        }
        Map<Integer, String> names = new HashMap<>();
        for (DataSet roi : data.items(Tag.STRUCTURE_SET_ROI)) {
            names.put(roi.needed(Tag.ROI_NUMBER), roi.text(Tag.ROI_NAME));
        }
        List<Contour> contours = new ArrayList<>();
        for (DataSet roi : data.items(Tag.ROI_CONTOUR)) {
            int number = roi.needed(Tag.REFERENCED_ROI);
            String name = names.getOrDefault(number, "");
            for (DataSet line : roi.items(Tag.CONTOUR_SEQUENCE)) {
                if (line.text(Tag.CONTOUR_TYPE).startsWith("CLOSED")) {
                    String source = line.item(Tag.CONTOUR_IMAGE)
                            .flatMap(i -> keys.key(Segmentation.IMAGE, i.text(Tag.REFERENCED_INSTANCE)))
                            .orElse("");
                    contours.add(new Contour(name.isEmpty() ? "region " + number : name, source, points(line)));
                }
            }
        }
        return new Contours(List.copyOf(contours), Making.identity(data, keys));
    }

    private static double[] points(DataSet line) {
        double[] points = line.numbers(Tag.CONTOUR_DATA);
        if (points.length < 9 || points.length % 3 != 0) {
            throw new ImagingException("A closed contour has " + points.length
                    + " numbers, which are no three points or more of x, y and z: the file is broken.");
        }
        for (int i = 0; i < points.length; i++) {
            if (!Double.isFinite(points[i])) {
                throw new ImagingException("A contour has a point without a number: the file is broken.");
            }
            // LPS+ to RAS+
            points[i] = i % 3 == 2 ? points[i] : -points[i];
        }
        return points;
    }
}
