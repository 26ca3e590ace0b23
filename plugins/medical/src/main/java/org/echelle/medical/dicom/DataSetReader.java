package org.echelle.medical.dicom;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.echelle.medical.images.ImagingException;

/** Reads elements one after the other (DICOM PS3.5, 7); whatever reaches beyond its bounds is refused. */
final class DataSetReader {
    private static final int UNDEFINED = -1;
    private static final int ITEM = 0xFFFEE000;
    private static final int ITEM_END = 0xFFFEE00D;
    private static final int SEQUENCE_END = 0xFFFEE0DD;
    private static final int TRAILING_PADDING = 0xFFFCFFFC;

    /** Sequences within sequences; the deepest that standard objects have is about ten. */
    private static final int MOST_NESTED = 32;

    private final byte[] bytes;
    private final boolean explicit;
    private final ByteOrder order;
    private int at;

    DataSetReader(byte[] bytes, int at, boolean explicit, ByteOrder order) {
        this.bytes = bytes;
        this.at = at;
        this.explicit = explicit;
        this.order = order;
    }

    int position() {
        return at;
    }

    /** Reads the elements of group 0002, which are explicit and little endian in every file. */
    DataSet readMeta() {
        DataSet meta = new DataSet();
        while (at + 8 <= bytes.length && u16(at) == 2) {
            meta.put(element(bytes.length, explicit, 0));
        }
        return meta;
    }

    /** Reads up to the end of the bytes. */
    DataSet readAll() {
        DataSet all = new DataSet();
        int zerosFrom = zerosFrom();
        while (at < zerosFrom) {
            Element next = element(bytes.length, explicit, 0);
            if (next.tag() == ITEM_END || next.tag() == SEQUENCE_END || next.tag() == ITEM) {
                throw new ImagingException(
                        "An end of a sequence without its beginning stands at byte " + at + ": the file is broken.");
            }
            if (next.tag() != TRAILING_PADDING) {
                all.put(next);
            }
        }
        return all;
    }

    private Element element(int end, boolean asExplicit, int depth) {
        int start = at;
        need(8, end, "an element");
        int tag = tag();
        boolean delimiter = tag >>> 16 == 0xFFFE;
        Vr vr = Vr.UN;
        int length;
        if (!asExplicit || delimiter) {
            length = i32(at);
            at += 4;
            vr = delimiter ? Vr.UN : Tag.vrOf(tag);
        } else {
            vr = Vr.of(bytes[at], bytes[at + 1]);
            if (vr == null) {
                throw new ImagingException(
                        "Element " + Tag.told(tag) + " at byte " + start
                                + " has no value representation that exists: the file is broken, or its header names the wrong transfer syntax.");
            }
            if (vr.hasLongLength()) {
                at += 4;
                need(4, end, "the length of " + Tag.told(tag));
                length = i32(at);
                at += 4;
            } else {
                length = u16(at + 2);
                at += 4;
            }
        }
        if (delimiter) {
            return Element.value(tag, vr, bytes, at, 0, order);
        }
        if (length == UNDEFINED && tag == Tag.PIXEL_DATA.number()) {
            return fragments(tag, vr, end);
        }
        if (length == UNDEFINED || vr == Vr.SQ) {
            // an unknown sequence of undefined length is written implicitly, whatever surrounds it (PS3.5, 6.2.2)
            return sequence(tag, length, end, asExplicit && vr != Vr.UN, depth);
        }
        need(length, end, "element " + Tag.told(tag));
        Element value = Element.value(tag, vr, bytes, at, length, order);
        at += length;
        return value;
    }

    private Element sequence(int tag, int length, int end, boolean asExplicit, int depth) {
        if (depth >= MOST_NESTED) {
            throw new ImagingException("Sequences lie more than " + MOST_NESTED + " deep in each other at byte " + at
                    + ": the file is broken.");
        }
        int stop = end;
        if (length != UNDEFINED) {
            need(length, end, "sequence " + Tag.told(tag));
            stop = at + length;
        }
        List<DataSet> items = new ArrayList<>();
        while (length == UNDEFINED || at < stop) {
            need(8, stop, "an item of " + Tag.told(tag));
            int item = tag();
            int size = i32(at);
            at += 4;
            if (item == SEQUENCE_END && length == UNDEFINED) {
                break;
            }
            if (item != ITEM) {
                throw new ImagingException("Sequence " + Tag.told(tag) + " holds " + Tag.told(item)
                        + " where an item should begin, at byte " + (at - 8) + ": the file is broken.");
            }
            items.add(item(tag, size, stop, asExplicit, depth));
        }
        return Element.sequence(tag, bytes, order, items);
    }

    private DataSet item(int sequence, int size, int end, boolean asExplicit, int depth) {
        int stop = end;
        if (size != UNDEFINED) {
            need(size, end, "an item of " + Tag.told(sequence));
            stop = at + size;
        }
        DataSet item = new DataSet();
        while (size == UNDEFINED || at < stop) {
            Element next = element(stop, asExplicit, depth + 1);
            if (next.tag() == ITEM_END && size == UNDEFINED) {
                break;
            }
            if (next.tag() >>> 16 == 0xFFFE) {
                throw new ImagingException("An item of " + Tag.told(sequence) + " ends by the wrong mark at byte "
                        + (at - 8) + ": the file is broken.");
            }
            item.put(next);
        }
        return item;
    }

    /** Compressed pixel data (PS3.5, A.4): the table of offsets, then fragments, then an end. */
    private Element fragments(int tag, Vr vr, int end) {
        int start = at;
        List<Element.Fragment> fragments = new ArrayList<>();
        while (true) {
            need(8, end, "a fragment of the pixel data");
            int item = tag();
            int size = i32(at);
            at += 4;
            if (item == SEQUENCE_END) {
                return new Element(tag, vr, bytes, start, 0, order, List.of(), List.copyOf(fragments));
            }
            if (item != ITEM) {
                throw new ImagingException("The compressed pixel data hold " + Tag.told(item) + " at byte " + (at - 8)
                        + " where a fragment should begin: the file is broken.");
            }
            need(size, end, "a fragment of the pixel data");
            fragments.add(new Element.Fragment(at, size));
            at += size;
        }
    }

    /** Some writers fill the last block of a medium with zeros; no element consists of zeros alone. */
    private int zerosFrom() {
        int end = bytes.length;
        while (end > at && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private void need(int length, int end, String what) {
        if (length < 0 || length > end - at) {
            String wanted = Long.toString(length & 0xFFFFFFFFL);
            throw new ImagingException(
                    end == bytes.length
                            ? "The file is truncated: " + what + " needs " + wanted + " bytes at byte " + at + " and "
                                    + (end - at) + " are left; fetch the file again."
                            : "The file is broken: " + what + " needs " + wanted + " bytes at byte " + at
                                    + " and its sequence has " + (end - at) + " left.");
        }
    }

    private int tag() {
        int tag = (u16(at) << 16) | u16(at + 2);
        at += 4;
        return tag;
    }

    private int u16(int i) {
        int a = bytes[i] & 0xFF;
        int b = bytes[i + 1] & 0xFF;
        return order == ByteOrder.LITTLE_ENDIAN ? (b << 8) | a : (a << 8) | b;
    }

    private int i32(int i) {
        return order == ByteOrder.LITTLE_ENDIAN ? (u16(i + 2) << 16) | u16(i) : (u16(i) << 16) | u16(i + 2);
    }
}
