package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.echelle.medical.images.Volume;
import org.echelle.medical.privacy.Keys;
import org.echelle.testkit.Shared;

/** What tests of this package ask again and again. */
final class Told {
    static final DicomReader READER = new DicomReader(Keys.withSalt("test"));

    private Told() {}

    static Volume asset(String name) {
        return READER.read(Shared.file("assets/medical/dicom/" + name));
    }

    /** SHA-256 of all values as whole numbers of 32 bits, little endian, frame after frame. */
    static String sha(List<float[]> frames) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (float[] frame : frames) {
                ByteBuffer b = ByteBuffer.allocate(4 * frame.length).order(ByteOrder.LITTLE_ENDIAN);
                for (float v : frame) {
                    b.putInt((int) v);
                }
                digest.update(b.array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static double sum(List<float[]> frames) {
        double sum = 0;
        for (float[] frame : frames) {
            for (float v : frame) {
                sum += v;
            }
        }
        return sum;
    }
}
