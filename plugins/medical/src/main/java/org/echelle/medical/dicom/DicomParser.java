package org.echelle.medical.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.echelle.medical.images.ImagingException;

/** Finds out how a file is written (DICOM PS3.10, 7.1; PS3.5, annex A) and has its data set read accordingly. */
final class DicomParser {
    private static final int PREAMBLE = 128;

    /** Deflate gives at most 1032 bytes for one; data sets are not made of one byte, so far less is allowed. */
    private static final int MOST_INFLATED_A_BYTE = 256;

    private static final int INFLATED_ANYWAY = 1 << 20;

    private DicomParser() {}

    /** @return whether the bytes begin as a DICOM file does, with preamble or without */
    static boolean looksLikeDicom(byte[] head) {
        return start(head) >= 0;
    }

    static DicomFile parse(byte[] bytes) {
        int start = start(bytes);
        if (start < 0) {
            throw new ImagingException(
                    "This is no DICOM file: neither the letters DICM at byte 128 nor a data set at byte 0.");
        }
        DataSetReader meta = new DataSetReader(bytes, start, true, ByteOrder.LITTLE_ENDIAN);
        DataSet head = meta.readMeta();
        int body = meta.position();
        String uid = head.text(Tag.TRANSFER_SYNTAX_UID);
        TransferSyntax syntax = uid.isEmpty() ? seen(bytes, body) : TransferSyntax.of(uid);
        if (syntax == null) {
            throw new ImagingException("Its transfer syntax " + printable(uid)
                    + " is not one that is known here: convert the file to Explicit VR Little Endian, for example with DCMTK's"
                    + " \"dcmconv +te\" or GDCM's \"gdcmconv --raw\".");
        }
        byte[] source = bytes;
        if (syntax == TransferSyntax.DEFLATED) {
            source = inflate(bytes, body);
            body = 0;
        }
        ByteOrder order = syntax == TransferSyntax.BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new DicomFile(
                syntax, new DataSetReader(source, body, syntax != TransferSyntax.IMPLICIT, order).readAll());
    }

    /** Where the first element begins, or -1. A file without preamble begins with group 0002 or 0008, in either order. */
    private static int start(byte[] b) {
        if (b.length >= PREAMBLE + 4 && new String(b, PREAMBLE, 4, StandardCharsets.ISO_8859_1).equals("DICM")) {
            return PREAMBLE + 4;
        }
        if (b.length < 8) {
            return -1;
        }
        boolean little = (b[0] == 2 || b[0] == 8) && b[1] == 0;
        boolean big = b[0] == 0 && b[1] == 8;
        boolean explicit = Vr.of(b[4], b[5]) != null;
        // a group's first elements are shorter than 64 KiB, so that the upper half of an implicit length is 0
        boolean implicit = little && b[6] == 0 && b[7] == 0;
        return (little || big) && (explicit || implicit) ? 0 : -1;
    }

    /** Without meta information the first element shows how it is written. */
    private static TransferSyntax seen(byte[] b, int at) {
        if (b.length < at + 6 || Vr.of(b[at + 4], b[at + 5]) == null) {
            return TransferSyntax.IMPLICIT;
        }
        return b[at] == 0 && b[at + 1] != 0 ? TransferSyntax.BIG_ENDIAN : TransferSyntax.EXPLICIT;
    }

    private static byte[] inflate(byte[] bytes, int from) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, from, bytes.length - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[1 << 16];
            long most = INFLATED_ANYWAY + (long) MOST_INFLATED_A_BYTE * bytes.length;
            while (!inflater.finished()) {
                int n = inflater.inflate(part);
                if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new ImagingException(
                            "The file is truncated: its deflated data set breaks off; fetch the file again.");
                }
                out.write(part, 0, n);
                if (out.size() > most) {
                    throw new ImagingException(
                            "Its deflated data set grows beyond " + most + " bytes: the file is broken.");
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new ImagingException("Its deflated data set is broken: fetch the file again.", e);
        } finally {
            inflater.end();
        }
    }

    private static String printable(String uid) {
        char[] shown = uid.substring(0, Math.min(64, uid.length())).toCharArray();
        for (int i = 0; i < shown.length; i++) {
            shown[i] = shown[i] >= ' ' && shown[i] < 127 ? shown[i] : '?';
        }
        return Arrays.equals(shown, new char[0]) ? "(none)" : new String(shown);
    }
}
