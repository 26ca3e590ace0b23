package org.echelle.medical.images;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * From indices (column {@code i}, row {@code j}, slice {@code k}) to millimetres in the patient, RAS+: x grows to the patient's right,
 * y to the front, z to the head, as in NIfTI. DICOM's LPS+ is RAS+ with x and y negated.
 *
 * @param m three rows of four: {@code x = m[0] i + m[1] j + m[2] k + m[3]}, then y, then z
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in; compared by isCloseTo
public record Affine(double[] m) {
    /** @throws ImagingException if a number is not finite, all are zero, or two axes coincide, so that no way leads back */
    public Affine {
        m = m.clone();
        if (m.length != 12) {
            throw new ImagingException("An affine has 3 x 4 numbers, not " + m.length + ".");
        }
        boolean zero = true;
        for (double v : m) {
            if (!Double.isFinite(v)) {
                throw new ImagingException(
                        "The affine holds " + v + ", so nobody knows where the image lies: repair the header.");
            }
            zero &= v == 0;
        }
        if (zero) {
            throw new ImagingException(
                    "The affine is all zero, so nobody knows where the image lies: repair the header.");
        }
        // relative to the axes' lengths, so that small voxels are no fault; 1e-6 is an angle of some arc seconds
        double volume = Math.abs(determinant(m)) / (length(m, 0) * length(m, 1) * length(m, 2));
        if (!(volume > 1e-6)) {
            throw new ImagingException(
                    "The affine cannot be inverted (two axes coincide or one has no length), so no point leads back to a voxel: repair"
                            + " the header.");
        }
    }

    /** @return a copy of the numbers */
    @Override
    public double[] m() {
        return m.clone();
    }

    /** @return millimetres of a voxel's centre, x, y, z in RAS+ */
    public double[] apply(double i, double j, double k) {
        double[] out = new double[3];
        for (int r = 0; r < 3; r++) {
            out[r] = m[4 * r] * i + m[4 * r + 1] * j + m[4 * r + 2] * k + m[4 * r + 3] + 0.0; // no minus zero
        }
        return out;
    }

    /** @return indices (column, row, slice) of a point in RAS+ mm, by Cramer's rule */
    public double[] invert(double x, double y, double z) {
        double[] b = {x - m[3], y - m[7], z - m[11]};
        double whole = determinant(m);
        double[] out = new double[3];
        for (int c = 0; c < 3; c++) {
            double[] swapped = m.clone();
            for (int r = 0; r < 3; r++) {
                swapped[4 * r + c] = b[r];
            }
            out[c] = determinant(swapped) / whole;
        }
        return out;
    }

    /** @return length in mm of a step along index axis 0 (columns), 1 (rows) or 2 (slices) */
    public double step(int axis) {
        return length(m, axis);
    }

    /**
     * Which way each index grows, such as {@code RAS} or {@code LPS}: for each index axis the nearest patient axis, none taken twice.
     *
     * @return three letters of R, L, A, P, S, I
     */
    public String axisCodes() {
        int[] axes = nearestAxes();
        StringBuilder codes = new StringBuilder();
        for (int c = 0; c < 3; c++) {
            codes.append((m[4 * axes[c] + c] < 0 ? "LPI" : "RAS").charAt(axes[c]));
        }
        return codes.toString();
    }

    /**
     * The patient axis (0 x, 1 y, 2 z) that each index axis runs along: of the six pairings the one whose cosines are largest together.
     *
     * @return a permutation of 0, 1, 2
     */
    public int[] nearestAxes() {
        int[][] pairings = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        int[] best = pairings[0];
        double most = -1;
        for (int[] pairing : pairings) {
            double sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += Math.abs(m[4 * pairing[c] + c]) / length(m, c);
            }
            if (sum > most + 1e-12) {
                most = sum;
                best = pairing;
            }
        }
        return best.clone();
    }

    /** @return whether every corner of a stack of this size lies within {@code mm} of where the other puts it */
    public boolean isCloseTo(Affine other, int columns, int rows, int slices, double mm) {
        for (int corner = 0; corner < 8; corner++) {
            double i = (corner & 1) == 0 ? 0 : columns - 1.0;
            double j = (corner & 2) == 0 ? 0 : rows - 1.0;
            double k = (corner & 4) == 0 ? 0 : slices - 1.0;
            double[] here = apply(i, j, k);
            double[] there = other.apply(i, j, k);
            if (Math.hypot(Math.hypot(here[0] - there[0], here[1] - there[1]), here[2] - there[2]) > mm) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 4; c++) {
                text.append(c == 0 ? '[' : ' ').append(told(m[4 * r + c]));
            }
            text.append(']');
        }
        return text.toString();
    }

    /** @return a number with four digits, and no more zeros than it needs */
    public static String told(double v) {
        return new BigDecimal(v, new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    private static double length(double[] m, int c) {
        return Math.sqrt(m[c] * m[c] + m[4 + c] * m[4 + c] + m[8 + c] * m[8 + c]);
    }

    private static double determinant(double[] m) {
        return m[0] * (m[5] * m[10] - m[6] * m[9])
                - m[1] * (m[4] * m[10] - m[6] * m[8])
                + m[2] * (m[4] * m[9] - m[5] * m[8]);
    }
}
