package org.echelle.medical.dicom;

/** Value representations, as far as a reader must tell them apart (DICOM PS3.5, 6.2). */
enum Vr {
    AE,
    AS,
    AT,
    CS,
    DA,
    DS,
    DT,
    FL,
    FD,
    IS,
    LO,
    LT,
    OB,
    OD,
    OF,
    OL,
    OV,
    OW,
    PN,
    SH,
    SL,
    SQ,
    SS,
    ST,
    SV,
    TM,
    UC,
    UI,
    UL,
    UN,
    UR,
    US,
    UT,
    UV;

    /** @return whether an explicit element writes two reserved bytes and then a length of four (PS3.5, 7.1.2) */
    boolean hasLongLength() {
        return switch (this) {
            case OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV -> true;
            default -> false;
        };
    }

    /** @return the representation that these two letters name, or null */
    static Vr of(int first, int second) {
        if (first < 'A' || first > 'U' || second < 'A' || second > 'W') {
            return null;
        }
        for (Vr vr : values()) {
            if (vr.name().charAt(0) == first && vr.name().charAt(1) == second) {
                return vr;
            }
        }
        return null;
    }
}
