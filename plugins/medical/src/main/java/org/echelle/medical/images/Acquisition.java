package org.echelle.medical.images;

/** Names under which {@link Volume#acquisition} tells how an image was made; a name is absent where the file says nothing. */
public final class Acquisition {
    /** What made it, DICOM's letters: {@code CR}, {@code DX}, {@code MG}, {@code CT}, {@code MR} and so on. */
    public static final String MODALITY = "modality";
    /** Who built the scanner. */
    public static final String MANUFACTURER = "manufacturer";
    /** The scanner's model. */
    public static final String MODEL = "model";
    /** Key of the station's name: equal for equal stations, and no more. */
    public static final String STATION = "station";
    /** Key of the institution's name: equal for equal institutions, and no more. */
    public static final String SITE = "site";
    /** Direction of the view, such as {@code PA}, {@code AP}, {@code CC}, {@code MLO}. */
    public static final String VIEW = "view";
    /** {@code L} or {@code R}. */
    public static final String LATERALITY = "laterality";
    /** Part of the body. */
    public static final String BODY_PART = "body_part";
    /** How values lay in the file: the transfer syntax of DICOM, or the data type of NIfTI. */
    public static final String ENCODING = "encoding";

    private Acquisition() {}
}
