package org.echelle.medical.dicom;

import java.util.Locale;

/** The elements that are read, with the representation that an implicit encoding leaves out (DICOM PS3.6, 6). */
enum Tag {
    TRANSFER_SYNTAX_UID(0x00020010, Vr.UI, "Transfer Syntax UID"),
    IMAGE_TYPE(0x00080008, Vr.CS, "Image Type"),
    SOP_CLASS_UID(0x00080016, Vr.UI, "SOP Class UID"),
    SOP_INSTANCE_UID(0x00080018, Vr.UI, "SOP Instance UID"),
    MODALITY(0x00080060, Vr.CS, "Modality"),
    MANUFACTURER(0x00080070, Vr.LO, "Manufacturer"),
    INSTITUTION_NAME(0x00080080, Vr.LO, "Institution Name"),
    STATION_NAME(0x00081010, Vr.SH, "Station Name"),
    MODEL_NAME(0x00081090, Vr.LO, "Manufacturer's Model Name"),
    PATIENT_ID(0x00100020, Vr.LO, "Patient ID"),
    BODY_PART(0x00180015, Vr.CS, "Body Part Examined"),
    SLICE_THICKNESS(0x00180050, Vr.DS, "Slice Thickness"),
    SPACING_BETWEEN_SLICES(0x00180088, Vr.DS, "Spacing Between Slices"),
    IMAGER_PIXEL_SPACING(0x00181164, Vr.DS, "Imager Pixel Spacing"),
    VIEW_POSITION(0x00185101, Vr.CS, "View Position"),
    STUDY_INSTANCE_UID(0x0020000D, Vr.UI, "Study Instance UID"),
    SERIES_INSTANCE_UID(0x0020000E, Vr.UI, "Series Instance UID"),
    INSTANCE_NUMBER(0x00200013, Vr.IS, "Instance Number"),
    IMAGE_POSITION(0x00200032, Vr.DS, "Image Position (Patient)"),
    IMAGE_ORIENTATION(0x00200037, Vr.DS, "Image Orientation (Patient)"),
    FRAME_OF_REFERENCE_UID(0x00200052, Vr.UI, "Frame of Reference UID"),
    LATERALITY(0x00200060, Vr.CS, "Laterality"),
    IMAGE_LATERALITY(0x00200062, Vr.CS, "Image Laterality"),
    PLANE_POSITION(0x00209113, Vr.SQ, "Plane Position Sequence"),
    PLANE_ORIENTATION(0x00209116, Vr.SQ, "Plane Orientation Sequence"),
    PIXEL_MEASURES(0x00289110, Vr.SQ, "Pixel Measures Sequence"),
    VALUE_TRANSFORMATION(0x00289145, Vr.SQ, "Pixel Value Transformation Sequence"),
    SAMPLES_PER_PIXEL(0x00280002, Vr.US, "Samples per Pixel"),
    PHOTOMETRIC_INTERPRETATION(0x00280004, Vr.CS, "Photometric Interpretation"),
    PLANAR_CONFIGURATION(0x00280006, Vr.US, "Planar Configuration"),
    NUMBER_OF_FRAMES(0x00280008, Vr.IS, "Number of Frames"),
    ROWS(0x00280010, Vr.US, "Rows"),
    COLUMNS(0x00280011, Vr.US, "Columns"),
    PIXEL_SPACING(0x00280030, Vr.DS, "Pixel Spacing"),
    BITS_ALLOCATED(0x00280100, Vr.US, "Bits Allocated"),
    BITS_STORED(0x00280101, Vr.US, "Bits Stored"),
    HIGH_BIT(0x00280102, Vr.US, "High Bit"),
    PIXEL_REPRESENTATION(0x00280103, Vr.US, "Pixel Representation"),
    BURNED_IN_ANNOTATION(0x00280301, Vr.CS, "Burned In Annotation"),
    WINDOW_CENTER(0x00281050, Vr.DS, "Window Center"),
    WINDOW_WIDTH(0x00281051, Vr.DS, "Window Width"),
    RESCALE_INTERCEPT(0x00281052, Vr.DS, "Rescale Intercept"),
    RESCALE_SLOPE(0x00281053, Vr.DS, "Rescale Slope"),
    RESCALE_TYPE(0x00281054, Vr.LO, "Rescale Type"),
    WINDOW_EXPLANATION(0x00281055, Vr.LO, "Window Center & Width Explanation"),
    VOI_LUT_FUNCTION(0x00281056, Vr.CS, "VOI LUT Function"),
    RED_DESCRIPTOR(0x00281101, Vr.US, "Red Palette Color Lookup Table Descriptor"),
    GREEN_DESCRIPTOR(0x00281102, Vr.US, "Green Palette Color Lookup Table Descriptor"),
    BLUE_DESCRIPTOR(0x00281103, Vr.US, "Blue Palette Color Lookup Table Descriptor"),
    RED_DATA(0x00281201, Vr.OW, "Red Palette Color Lookup Table Data"),
    GREEN_DATA(0x00281202, Vr.OW, "Green Palette Color Lookup Table Data"),
    BLUE_DATA(0x00281203, Vr.OW, "Blue Palette Color Lookup Table Data"),
    MODALITY_LUT(0x00283000, Vr.SQ, "Modality LUT Sequence"),
    LUT_DESCRIPTOR(0x00283002, Vr.US, "LUT Descriptor"),
    LUT_EXPLANATION(0x00283003, Vr.LO, "LUT Explanation"),
    LUT_DATA(0x00283006, Vr.US, "LUT Data"),
    VOI_LUT(0x00283010, Vr.SQ, "VOI LUT Sequence"),
    DOSE_UNITS(0x30040002, Vr.CS, "Dose Units"),
    DOSE_GRID_SCALING(0x3004000E, Vr.DS, "Dose Grid Scaling"),
    GRID_FRAME_OFFSET(0x3004000C, Vr.DS, "Grid Frame Offset Vector"),
    SEGMENTATION_TYPE(0x00620001, Vr.CS, "Segmentation Type"),
    SEGMENT_SEQUENCE(0x00620002, Vr.SQ, "Segment Sequence"),
    SEGMENT_NUMBER(0x00620004, Vr.US, "Segment Number"),
    SEGMENT_LABEL(0x00620005, Vr.LO, "Segment Label"),
    SEGMENT_IDENTIFICATION(0x0062000A, Vr.SQ, "Segment Identification Sequence"),
    REFERENCED_SEGMENT(0x0062000B, Vr.US, "Referenced Segment Number"),
    MAXIMUM_FRACTIONAL(0x0062000E, Vr.US, "Maximum Fractional Value"),
    DERIVATION_IMAGE(0x00089124, Vr.SQ, "Derivation Image Sequence"),
    SOURCE_IMAGE(0x00082112, Vr.SQ, "Source Image Sequence"),
    REFERENCED_INSTANCE(0x00081155, Vr.UI, "Referenced SOP Instance UID"),
    STRUCTURE_SET_ROI(0x30060020, Vr.SQ, "Structure Set ROI Sequence"),
    ROI_NUMBER(0x30060022, Vr.IS, "ROI Number"),
    ROI_NAME(0x30060026, Vr.LO, "ROI Name"),
    ROI_CONTOUR(0x30060039, Vr.SQ, "ROI Contour Sequence"),
    CONTOUR_SEQUENCE(0x30060040, Vr.SQ, "Contour Sequence"),
    CONTOUR_TYPE(0x30060042, Vr.CS, "Contour Geometric Type"),
    CONTOUR_IMAGE(0x30060016, Vr.SQ, "Contour Image Sequence"),
    CONTOUR_DATA(0x30060050, Vr.DS, "Contour Data"),
    REFERENCED_ROI(0x30060084, Vr.IS, "Referenced ROI Number"),
    SHARED_GROUPS(0x52009229, Vr.SQ, "Shared Functional Groups Sequence"),
    PER_FRAME_GROUPS(0x52009230, Vr.SQ, "Per-frame Functional Groups Sequence"),
    OVERLAY_ROWS(0x60000010, Vr.US, "Overlay Rows"),
    OVERLAY_COLUMNS(0x60000011, Vr.US, "Overlay Columns"),
    OVERLAY_ORIGIN(0x60000050, Vr.SS, "Overlay Origin"),
    OVERLAY_BITS_ALLOCATED(0x60000100, Vr.US, "Overlay Bits Allocated"),
    OVERLAY_DATA(0x60003000, Vr.OW, "Overlay Data"),
    EXTENDED_OFFSET_TABLE(0x7FE00001, Vr.OV, "Extended Offset Table"),
    FLOAT_PIXEL_DATA(0x7FE00008, Vr.OF, "Float Pixel Data"),
    DOUBLE_PIXEL_DATA(0x7FE00009, Vr.OD, "Double Float Pixel Data"),
    PIXEL_DATA(0x7FE00010, Vr.OW, "Pixel Data");

    private final int number;
    private final Vr vr;
    private final String label;

    Tag(int number, Vr vr, String label) {
        this.number = number;
        this.vr = vr;
        this.label = label;
    }

    /** @return group in the upper 16 bits, element in the lower */
    int number() {
        return number;
    }

    Vr vr() {
        return vr;
    }

    /** @return name and number, as in {@code Rows (0028,0010)} */
    String told() {
        return label + " " + told(number);
    }

    static String told(int number) {
        return String.format(Locale.ROOT, "(%04X,%04X)", number >>> 16, number & 0xFFFF);
    }

    /** @return what an implicit encoding must take an element for */
    static Vr vrOf(int number) {
        for (Tag tag : values()) {
            if (tag.number == number) {
                return tag.vr;
            }
        }
        return Vr.UN;
    }
}
