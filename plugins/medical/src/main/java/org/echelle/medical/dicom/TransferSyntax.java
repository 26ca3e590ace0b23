package org.echelle.medical.dicom;

/** How a data set and its pixel data are written (DICOM PS3.5, annex A; PS3.6, annex A). */
enum TransferSyntax {
    IMPLICIT("1.2.840.10008.1.2", "Implicit VR Little Endian", Coding.PLAIN),
    EXPLICIT("1.2.840.10008.1.2.1", "Explicit VR Little Endian", Coding.PLAIN),
    DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Coding.PLAIN),
    BIG_ENDIAN("1.2.840.10008.1.2.2", "Explicit VR Big Endian", Coding.PLAIN),
    RLE("1.2.840.10008.1.2.5", "RLE Lossless", Coding.RLE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", Coding.JPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", Coding.JPEG),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)", Coding.JPEG_LOSSLESS),
    JPEG_LOSSLESS_1("1.2.840.10008.1.2.4.70", "JPEG Lossless (Process 14, Selection Value 1)", Coding.JPEG_LOSSLESS),
    JPEG_LS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Coding.JPEG_LS),
    JPEG_LS_NEAR("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", Coding.JPEG_LS),
    JPEG_2000("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Coding.JPEG_2000),
    JPEG_2000_LOSSY("1.2.840.10008.1.2.4.91", "JPEG 2000", Coding.JPEG_2000),
    JPEG_2000_PARTS("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless", Coding.ELSEWHERE),
    JPEG_2000_PARTS_LOSSY("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2", Coding.ELSEWHERE),
    MPEG2("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile, Main Level", Coding.VIDEO),
    MPEG2_HIGH("1.2.840.10008.1.2.4.101", "MPEG2 Main Profile, High Level", Coding.VIDEO),
    MPEG4("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile", Coding.VIDEO),
    MPEG4_BD("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile", Coding.VIDEO),
    MPEG4_2D("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 High Profile for 2D video", Coding.VIDEO),
    MPEG4_3D("1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 High Profile for 3D video", Coding.VIDEO),
    MPEG4_STEREO("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo High Profile", Coding.VIDEO),
    HEVC("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile", Coding.VIDEO),
    HEVC_10("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile", Coding.VIDEO),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL Lossless", Coding.ELSEWHERE),
    JPEG_XL_RECOMPRESSED("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", Coding.ELSEWHERE),
    JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL", Coding.ELSEWHERE),
    HTJ2K("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", Coding.HTJ2K),
    HTJ2K_RPCL("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL Lossless", Coding.HTJ2K),
    HTJ2K_LOSSY("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Coding.HTJ2K);

    /** Who turns pixel data into numbers. */
    enum Coding {
        PLAIN,
        RLE,
        JPEG,
        JPEG_LOSSLESS,
        JPEG_LS,
        JPEG_2000,
        /** Nothing here; pydicom with OpenJPEG does. */
        HTJ2K,
        /** Nothing here: a film, whose frames other tools write as pictures. */
        VIDEO,
        /** Nothing here, nor the common converters. */
        ELSEWHERE
    }

    private final String uid;
    private final String label;
    private final Coding coding;

    TransferSyntax(String uid, String label, Coding coding) {
        this.uid = uid;
        this.label = label;
        this.coding = coding;
    }

    Coding coding() {
        return coding;
    }

    String label() {
        return label;
    }

    /** @return name and UID for a sentence */
    String told() {
        return label + " (" + uid + ")";
    }

    /** @return the syntax of this UID, or null if none here has it */
    static TransferSyntax of(String uid) {
        for (TransferSyntax syntax : values()) {
            if (syntax.uid.equals(uid)) {
                return syntax;
            }
        }
        return null;
    }
}
