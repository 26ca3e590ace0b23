package org.echelle.vision.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The orientation tag (0x0112) in the EXIF block of a JPEG file (TIFF 6.0; EXIF 2.32, 4.6.4). */
final class ExifOrientation {
    private ExifOrientation() {}

    /** @return 1 to 8; 1 (as it stands) when nothing sensible is said */
    static int of(byte[] file) {
        ByteBuffer jpeg = ByteBuffer.wrap(file);
        if (jpeg.remaining() < 4 || jpeg.getShort(0) != (short) 0xFFD8) {
            return 1;
        }
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
            int marker = file[at + 1] & 0xff;
            int length = jpeg.getShort(at + 2) & 0xffff;
            if (marker == 0xDA || length < 2) {
                return 1;
            }
            if (marker == 0xE1 && length >= 16 && at + 2 + length <= file.length && jpeg.getInt(at + 4) == 0x45786966) {
                return inTiff(jpeg.slice(at + 10, length - 8));
            }
            at += 2 + length;
        }
        return 1;
    }

    private static int inTiff(ByteBuffer tiff) {
        if (tiff.remaining() < 8) {
            return 1;
        }
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return 1;
        }
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int at = directory + 2 + 12 * i;
            if (at + 12 > tiff.limit()) {
                return 1;
            }
            if ((tiff.getShort(at) & 0xffff) == 0x0112) {
                int value = tiff.getShort(at + 8) & 0xffff;
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }
}
