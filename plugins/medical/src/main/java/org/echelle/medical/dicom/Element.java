package org.echelle.medical.dicom;

import java.nio.ByteOrder;
import java.util.List;

/**
 * One element of a data set: a stretch of the source's bytes, or items of a sequence, or fragments of compressed pixel data.
 *
 * @param tag group and element
 * @param vr representation, as written or as known
 * @param source what the stretch lies in
 * @param offset where it begins
 * @param length its bytes; 0 for items and fragments
 * @param order of its numbers
 * @param items data sets of a sequence; empty for others
 * @param fragments pixel data's fragments, the first being the table of offsets; empty for others
 */
@SuppressWarnings("ArrayRecordComponent") // a view into the file's bytes, never changed
record Element(
        int tag,
        Vr vr,
        byte[] source,
        int offset,
        int length,
        ByteOrder order,
        List<DataSet> items,
        List<Fragment> fragments) {

    /** A stretch of the source's bytes. */
    record Fragment(int offset, int length) {}

    static Element value(int tag, Vr vr, byte[] source, int offset, int length, ByteOrder order) {
        return new Element(tag, vr, source, offset, length, order, List.of(), List.of());
    }

    static Element sequence(int tag, byte[] source, ByteOrder order, List<DataSet> items) {
        return new Element(tag, Vr.SQ, source, 0, 0, order, items, List.of());
    }
}
