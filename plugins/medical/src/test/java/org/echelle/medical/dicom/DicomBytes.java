package org.echelle.medical.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes small explicit little endian files for tests, element by element. */
final class DicomBytes {
    private final Map<Integer, byte[]> elements = new TreeMap<>(Integer::compareUnsigned);

    /** A slice of 2 x 2 words in a series, at a height. */
    static DicomBytes slice(String image, double height) {
        return new DicomBytes()
                .text(Tag.SOP_INSTANCE_UID, image)
                .text(Tag.MODALITY, "CT")
                .text(Tag.PATIENT_ID, "P-17")
                .text(Tag.STUDY_INSTANCE_UID, "1.2")
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3")
                .text(Tag.IMAGE_POSITION, "0\\0\\" + height)
                .text(Tag.IMAGE_ORIENTATION, "1\\0\\0\\0\\1\\0")
                .text(Tag.PIXEL_SPACING, "0.5\\0.5")
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .number(Tag.ROWS, 2)
                .number(Tag.COLUMNS, 2)
                .number(Tag.BITS_ALLOCATED, 16)
                .put(Tag.PIXEL_DATA.number(), "OW", new byte[] {(byte) Math.round(height), 0, 1, 0, 2, 0, 3, 0});
    }

    DicomBytes text(Tag tag, String value) {
        byte[] bytes = (value.length() % 2 == 0 ? value : value + " ").getBytes(StandardCharsets.ISO_8859_1);
        return put(tag.number(), tag.vr().name(), bytes);
    }

    DicomBytes number(Tag tag, int value) {
        return put(tag.number(), "US", new byte[] {(byte) value, (byte) (value >> 8)});
    }

    DicomBytes without(Tag tag) {
        elements.remove(tag.number());
        return this;
    }

    DicomBytes put(int tag, String vr, byte[] value) {
        boolean wide = Vr.of(vr.charAt(0), vr.charAt(1)).hasLongLength();
        ByteBuffer b = ByteBuffer.allocate((wide ? 12 : 8) + value.length).order(ByteOrder.LITTLE_ENDIAN);
        b.putShort((short) (tag >>> 16)).putShort((short) tag).put(vr.getBytes(StandardCharsets.ISO_8859_1));
        if (wide) {
            b.putShort((short) 0).putInt(value.length);
        } else {
            b.putShort((short) value.length);
        }
        elements.put(tag, b.put(value).array());
        return this;
    }

    byte[] bytes() {
        return bytes("1.2.840.10008.1.2.1");
    }

    byte[] bytes(String syntax) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.ISO_8859_1));
        byte[] padded = (syntax.length() % 2 == 0 ? syntax : syntax + "\0").getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes(new byte[] {2, 0, 0x10, 0, 'U', 'I', (byte) padded.length, 0});
        out.writeBytes(padded);
        elements.values().forEach(out::writeBytes);
        return out.toByteArray();
    }

    Path in(Path folder, String name) {
        try {
            return Files.write(folder.resolve(name), bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
