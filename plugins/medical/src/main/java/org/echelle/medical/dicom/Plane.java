package org.echelle.medical.dicom;

import java.util.Optional;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.ImagingException;

/**
 * Where a slice lies in the patient (DICOM PS3.3, C.7.6.2.1.1), in DICOM's LPS+ millimetres.
 *
 * @param origin centre of the first pixel, x, y, z
 * @param along unit vector of growing columns
 * @param down unit vector of growing rows
 * @param rowSpacing mm from row to row
 * @param columnSpacing mm from column to column
 */
@SuppressWarnings("ArrayRecordComponent") // not changed after reading, never compared
record Plane(double[] origin, double[] along, double[] down, double rowSpacing, double columnSpacing) {
    /** @return the place of a frame, if the file tells position, orientation and spacing */
    static Optional<Plane> of(DataSet data, int frame) {
        Groups groups = new Groups(data);
        double[] position =
                groups.holding(frame, Tag.PLANE_POSITION, Tag.IMAGE_POSITION).numbers(Tag.IMAGE_POSITION);
        double[] orientation = groups.holding(frame, Tag.PLANE_ORIENTATION, Tag.IMAGE_ORIENTATION)
                .numbers(Tag.IMAGE_ORIENTATION);
        double[] spacing = spacing(data, frame);
        if (position.length == 0 || orientation.length == 0 || spacing.length == 0) {
            return Optional.empty();
        }
        if (position.length != 3 || orientation.length != 6 || !finite(position) || !finite(orientation)) {
            throw new ImagingException("Its position has " + position.length + " and its orientation "
                    + orientation.length + " numbers, or one is none (3 and 6 are needed): the header is broken.");
        }
        double[] along = {orientation[0], orientation[1], orientation[2]};
        double[] down = {orientation[3], orientation[4], orientation[5]};
        // cosines are written with few digits; 1e-3 is what most readers allow
        if (Math.abs(dot(along, along) - 1) > 1e-3
                || Math.abs(dot(down, down) - 1) > 1e-3
                || Math.abs(dot(along, down)) > 1e-3) {
            throw new ImagingException(
                    "Its orientation is not two unit vectors at right angles: the header is broken.");
        }
        return Optional.of(new Plane(position, along, down, spacing[0], spacing[1]));
    }

    /** @return mm between rows and between columns, or nothing; the patient's if told, else the detector's */
    static double[] spacing(DataSet data, int frame) {
        double[] told = new Groups(data)
                .holding(frame, Tag.PIXEL_MEASURES, Tag.PIXEL_SPACING)
                .numbers(Tag.PIXEL_SPACING);
        double[] spacing = told.length == 0 ? data.numbers(Tag.IMAGER_PIXEL_SPACING) : told;
        if (spacing.length == 0) {
            return spacing;
        }
        if (spacing.length != 2 || !(spacing[0] > 0) || !(spacing[1] > 0) || !finite(spacing)) {
            throw new ImagingException("Its pixel spacing is not two numbers above 0: the header is broken.");
        }
        return spacing;
    }

    /** @return unit vector across the slice */
    double[] normal() {
        return new double[] {
            along[1] * down[2] - along[2] * down[1],
            along[2] * down[0] - along[0] * down[2],
            along[0] * down[1] - along[1] * down[0]
        };
    }

    /** @return mm along the normal */
    double height() {
        return dot(origin, normal());
    }

    /** @return column, row and mm off the plane of a point in LPS+ mm */
    double[] pixel(double x, double y, double z) {
        double[] d = {x - origin[0], y - origin[1], z - origin[2]};
        return new double[] {dot(d, along) / columnSpacing, dot(d, down) / rowSpacing, dot(d, normal())};
    }

    /**
     * From indices to RAS+.
     *
     * @param step LPS+ mm from one slice to the next
     * @return the affine of a stack that begins with this slice
     */
    Affine affine(double[] step) {
        double[] m = new double[12];
        for (int r = 0; r < 3; r++) {
            double sign = r < 2 ? -1 : 1;
            m[4 * r] = sign * along[r] * columnSpacing;
            m[4 * r + 1] = sign * down[r] * rowSpacing;
            m[4 * r + 2] = sign * step[r];
            m[4 * r + 3] = sign * origin[r];
        }
        return new Affine(m);
    }

    /** @return whether directions agree to within what a fourth digit shows */
    boolean isParallel(Plane other) {
        return dot(along, other.along) > 1 - 1e-4 && dot(down, other.down) > 1 - 1e-4;
    }

    static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static boolean finite(double[] all) {
        for (double v : all) {
            if (!Double.isFinite(v)) {
                return false;
            }
        }
        return true;
    }
}
