package org.echelle.medical.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.ShadeTable;
import org.echelle.medical.images.Voi;
import org.echelle.medical.images.Window;

/** Windows and tables that a file brings for showing its values (DICOM PS3.3, C.11.2). */
final class VoiTags {
    private VoiTags() {}

    static List<Voi> of(DataSet data, PixelFormat format) {
        List<Voi> all = new ArrayList<>();
        double[] centres = data.numbers(Tag.WINDOW_CENTER);
        double[] widths = data.numbers(Tag.WINDOW_WIDTH);
        if (centres.length != widths.length) {
            throw new ImagingException("It tells " + centres.length + " window centres and " + widths.length
                    + " widths: the header is broken.");
        }
        List<String> names = data.texts(Tag.WINDOW_EXPLANATION);
        Window.Shape shape = shape(data.text(Tag.VOI_LUT_FUNCTION));
        for (int i = 0; i < centres.length; i++) {
            // some writers put 0 for "none"
            if (widths[i] >= (shape == Window.Shape.LINEAR ? 1 : Double.MIN_VALUE)) {
                all.add(new Window(centres[i], widths[i], shape, i < names.size() ? names.get(i) : ""));
            }
        }
        for (DataSet item : data.items(Tag.VOI_LUT)) {
            Lut lut = Lut.of(item, Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, format.signed());
            all.add(new ShadeTable(lut.first(), lut.entries(), (1 << lut.bits()) - 1, item.text(Tag.LUT_EXPLANATION)));
        }
        return all;
    }

    private static Window.Shape shape(String function) {
        if (!Set.of("", "LINEAR", "LINEAR_EXACT", "SIGMOID").contains(function)) {
            throw new ImagingException(Tag.VOI_LUT_FUNCTION.told()
                    + " is none of LINEAR, LINEAR_EXACT and SIGMOID: the header is broken.");
        }
        return function.isEmpty() ? Window.Shape.LINEAR : Window.Shape.valueOf(function);
    }
}
