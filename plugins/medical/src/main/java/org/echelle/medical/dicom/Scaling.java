package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import org.echelle.medical.images.ImagingException;

/**
 * From stored values to the modality's unit: a slope and an intercept, or a table (DICOM PS3.3, C.11.1).
 *
 * @param slope factor
 * @param intercept what is added
 * @param first the stored value of the table's first entry
 * @param table values instead of slope and intercept; empty if there is none
 * @param unit of the result, empty if the file does not tell
 */
@SuppressWarnings("ArrayRecordComponent") // not changed after reading, never compared
record Scaling(double slope, double intercept, int first, int[] table, String unit) {

    static Scaling of(DataSet data, int frame, PixelFormat format) {
        var lut = data.item(Tag.MODALITY_LUT).filter(l -> l.has(Tag.LUT_DATA));
        if (lut.isPresent()) {
            Lut table = Lut.of(lut.get(), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, format.signed());
            return new Scaling(1, 0, table.first(), table.entries(), "");
        }
        DataSet told = new Groups(data).holding(frame, Tag.VALUE_TRANSFORMATION, Tag.RESCALE_SLOPE);
        double slope = told.number(Tag.RESCALE_SLOPE, 1);
        double intercept = told.number(Tag.RESCALE_INTERCEPT, 0);
        String unit = told.text(Tag.RESCALE_TYPE);
        if (data.has(Tag.DOSE_GRID_SCALING)) {
            slope = data.number(Tag.DOSE_GRID_SCALING, 1);
            intercept = 0;
            unit = data.text(Tag.DOSE_UNITS);
        }
        if (!Double.isFinite(slope) || !Double.isFinite(intercept) || slope == 0) {
            throw new ImagingException("A rescale by slope " + slope + " and intercept " + intercept
                    + " leaves nothing of the values: the header is broken.");
        }
        if (unit.isEmpty() && data.text(Tag.MODALITY).equals("CT") && told.has(Tag.RESCALE_SLOPE)) {
            unit = "HU";
        }
        return new Scaling(slope, intercept, 0, new int[0], unit.equals("US") ? "" : unit);
    }

    float[] apply(int[] stored, PixelFormat format) {
        float[] values = new float[stored.length];
        boolean large = format.allocated() == 32 && !format.signed();
        for (int i = 0; i < stored.length; i++) {
            values[i] = table.length > 0
                    ? table[(int) Math.max(0, Math.min(table.length - 1L, (long) stored[i] - first))]
                    : (float) ((large ? stored[i] & 0xFFFFFFFFL : stored[i]) * slope + intercept);
        }
        return values;
    }

    /** Frames of FloatPixelData or DoublePixelData, which are scaled alike. */
    float[] apply(Element floats, int frame, int n) {
        ByteBuffer bytes = DataSet.buffer(floats);
        float[] values = new float[n];
        boolean wide = floats.tag() == Tag.DOUBLE_PIXEL_DATA.number();
        for (int i = 0; i < n; i++) {
            int at = frame * n + i;
            values[i] = (float) ((wide ? bytes.getDouble(8 * at) : bytes.getFloat(4 * at)) * slope + intercept);
        }
        return values;
    }
}
