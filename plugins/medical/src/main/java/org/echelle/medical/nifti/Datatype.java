package org.echelle.medical.nifti;

import java.nio.ByteBuffer;
import org.echelle.medical.images.ImagingException;

/** The real data types and their codes. */
enum Datatype {
    UINT8(2, 1),
    INT16(4, 2),
    INT32(8, 4),
    FLOAT32(16, 4),
    FLOAT64(64, 8),
    INT8(256, 1),
    UINT16(512, 2),
    UINT32(768, 4),
    INT64(1024, 8),
    UINT64(1280, 8);

    private final int code;
    private final int bytes;

    Datatype(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    static Datatype of(int code) {
        for (Datatype type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        String name =
                switch (code) {
                    case 1 -> " (single bits)";
                    case 32, 1792, 2048 -> " (complex numbers)";
                    case 128, 2304 -> " (colours)";
                    case 1536 -> " (floats of 128 bits)";
                    default -> "";
                };
        throw new ImagingException("Its data type " + code + name + " is not read here: convert it to float32.");
    }

    double get(ByteBuffer b, int index) {
        int at = index * bytes;
        return switch (this) {
            case UINT8 -> b.get(at) & 0xFF;
            case INT8 -> b.get(at);
            case INT16 -> b.getShort(at);
            case UINT16 -> b.getShort(at) & 0xFFFF;
            case INT32 -> b.getInt(at);
            case UINT32 -> b.getInt(at) & 0xFFFFFFFFL;
            case INT64 -> b.getLong(at);
            case UINT64 -> unsigned(b.getLong(at));
            case FLOAT32 -> b.getFloat(at);
            case FLOAT64 -> b.getDouble(at);
        };
    }

    private static double unsigned(long v) {
        return v >= 0 ? v : 2.0 * ((v >>> 1) | (v & 1));
    }
}
