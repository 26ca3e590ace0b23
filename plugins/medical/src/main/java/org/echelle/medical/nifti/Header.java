package org.echelle.medical.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.echelle.medical.images.ImagingException;

/**
 * What the header says, NIfTI-1 (348 bytes) or NIfTI-2 (540), in either byte order; offsets from the published C headers.
 *
 * @param order byte order of header and values
 * @param ownFile whether the values lie in a file of their own (.img)
 * @param size columns, rows, slices, times; each at least 1
 * @param type of the values
 * @param offset where the values begin
 * @param slope factor, 1 if none is told
 * @param intercept what is added, 0 if none is told
 * @param pixdim step sizes as written, the first being the sign of the quaternion's third axis
 * @param mm how many millimetres the file's unit of length has
 * @param qform code of the quaternion, 0 for none
 * @param quaternion b, c, d and the three offsets
 * @param sform code of the affine, 0 for none
 * @param affine three rows of four
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never changed or compared
record Header(
        ByteOrder order,
        boolean ownFile,
        int[] size,
        Datatype type,
        long offset,
        double slope,
        double intercept,
        double[] pixdim,
        double mm,
        int qform,
        double[] quaternion,
        int sform,
        double[] affine) {

    /** Bytes of the longer header. */
    static final int LONGEST = 540;

    private static final int SHORT = 348;

    /** @return whether the bytes carry one of the four magic words */
    static boolean isThere(byte[] head) {
        return magic(head, 344).matches("n\\+1|ni1") || magic(head, 4).matches("n\\+2|ni2");
    }

    private static String magic(byte[] head, int at) {
        return head.length < at + 4 || head[at + 3] != 0 ? "" : new String(head, at, 3, StandardCharsets.ISO_8859_1);
    }

    static Header of(byte[] head) {
        if (!isThere(head)) {
            throw new ImagingException(
                    "It carries none of NIfTI's marks (n+1, ni1, n+2, ni2): if it is ANALYZE 7.5, which does not tell left from right,"
                            + " convert it to NIfTI first.");
        }
        boolean two = magic(head, 4).matches("n\\+2|ni2");
        if (two && head.length < LONGEST) {
            throw new ImagingException(
                    "The file is truncated: its header has " + head.length + " of 540 bytes; fetch it again.");
        }
        ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (b.getInt(0) != (two ? LONGEST : SHORT)) {
            b.order(ByteOrder.BIG_ENDIAN);
        }
        if (b.getInt(0) != (two ? LONGEST : SHORT)) {
            throw new ImagingException("Its header's length is not " + (two ? LONGEST : SHORT)
                    + " in either byte order: the file is broken.");
        }
        boolean ownFile = head[two ? 5 : 345] == 'i';
        return two ? second(b, ownFile) : first(b, ownFile);
    }

    private static Header first(ByteBuffer b, boolean ownFile) {
        long[] dim = new long[8];
        double[] pixdim = new double[8];
        double[] affine = new double[12];
        for (int i = 0; i < 8; i++) {
            dim[i] = b.getShort(40 + 2 * i);
            pixdim[i] = b.getFloat(76 + 4 * i);
        }
        for (int i = 0; i < 12; i++) {
            affine[i] = b.getFloat(280 + 4 * i);
        }
        double[] quaternion = new double[6];
        for (int i = 0; i < 6; i++) {
            quaternion[i] = b.getFloat(256 + 4 * i);
        }
        double offset = b.getFloat(108);
        return checked(
                b.order(),
                ownFile,
                dim,
                b.getShort(70),
                offset,
                SHORT,
                b.getFloat(112),
                b.getFloat(116),
                pixdim,
                b.get(123),
                b.getShort(252),
                quaternion,
                b.getShort(254),
                affine);
    }

    private static Header second(ByteBuffer b, boolean ownFile) {
        long[] dim = new long[8];
        double[] pixdim = new double[8];
        double[] affine = new double[12];
        for (int i = 0; i < 8; i++) {
            dim[i] = b.getLong(16 + 8 * i);
            pixdim[i] = b.getDouble(104 + 8 * i);
        }
        for (int i = 0; i < 12; i++) {
            affine[i] = b.getDouble(400 + 8 * i);
        }
        double[] quaternion = new double[6];
        for (int i = 0; i < 6; i++) {
            quaternion[i] = b.getDouble(352 + 8 * i);
        }
        return checked(
                b.order(),
                ownFile,
                dim,
                b.getShort(12),
                (double) b.getLong(168),
                LONGEST,
                b.getDouble(176),
                b.getDouble(184),
                pixdim,
                b.getInt(500),
                b.getInt(344),
                quaternion,
                b.getInt(348),
                affine);
    }

    private static Header checked(
            ByteOrder order,
            boolean ownFile,
            long[] dim,
            int type,
            double offset,
            int headerLength,
            double slope,
            double intercept,
            double[] pixdim,
            int units,
            int qform,
            double[] quaternion,
            int sform,
            double[] affine) {
        int[] size = size(dim);
        // 0 stands for the least there can be
        double begin = ownFile ? offset : offset == 0 ? headerLength + 4 : offset;
        if (!(begin >= (ownFile ? 0 : headerLength)) || begin > Integer.MAX_VALUE || begin != Math.rint(begin)) {
            throw new ImagingException(
                    "Its values are said to begin at byte " + offset + ", which cannot be: the header is broken.");
        }
        boolean scaled = slope != 0 && Double.isFinite(slope);
        if (scaled && !Double.isFinite(intercept)) {
            throw new ImagingException(
                    "Its scaling has a slope and the intercept " + intercept + ": the header is broken.");
        }
        double mm =
                switch (units & 7) {
                    case 1 -> 1000;
                    case 3 -> 0.001;
                    default -> 1;
                };
        return new Header(
                order,
                ownFile,
                size,
                Datatype.of(type),
                (long) begin,
                scaled ? slope : 1,
                scaled ? intercept : 0,
                pixdim,
                mm,
                qform,
                quaternion,
                sform,
                affine);
    }

    private static int[] size(long[] dim) {
        if (dim[0] < 1 || dim[0] > 7) {
            throw new ImagingException(
                    "It says that it has " + dim[0] + " dimensions (1 to 7 can be): the header is broken.");
        }
        int[] size = {1, 1, 1, 1};
        for (int i = 0; i < dim[0]; i++) {
            if (dim[i + 1] < 1 || dim[i + 1] > Integer.MAX_VALUE) {
                throw new ImagingException(
                        "Its dimension " + (i + 1) + " is " + dim[i + 1] + ": the header is broken.");
            }
            if (i >= 4 && dim[i + 1] > 1) {
                throw new ImagingException("It has more than one value a voxel (dimension " + (i + 1) + " is "
                        + dim[i + 1] + "), which is not read here: take one of them out into a file of its own.");
            }
            if (i < 4) {
                size[i] = (int) dim[i + 1];
            }
        }
        return size;
    }

    /** @return values in all */
    double values() {
        return (double) size[0] * size[1] * size[2] * size[3];
    }
}
