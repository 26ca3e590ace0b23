package org.echelle.medical.images;

/** Whether a mask belongs to an image. */
public final class Masks {
    /** How far corners may lie apart, as a share of a pixel: headers are written with few digits. */
    private static final double SHARE_OF_A_PIXEL = 0.1;

    private Masks() {}

    /**
     * Checks that a mask lies pixel on pixel on an image.
     *
     * @param image the image
     * @param mask its mask
     * @throws ImagingException if sizes differ, or both tell their place and it is not the same
     */
    public static void check(Volume image, Volume mask) {
        if (image.rows() != mask.rows() || image.columns() != mask.columns() || image.slices() != mask.slices()) {
            throw new ImagingException("The mask has " + size(mask) + " and the image " + size(image)
                    + ": masks are never resampled here; give a mask drawn on this image.");
        }
        if (image.place().isEmpty() || mask.place().isEmpty()) {
            return;
        }
        Affine at = image.place().get();
        double mm = SHARE_OF_A_PIXEL * Math.min(at.step(0), at.step(1));
        if (!at.isCloseTo(mask.place().get(), image.columns(), image.rows(), image.slices(), mm)) {
            throw new ImagingException("The mask lies elsewhere in the patient than the image (mask "
                    + mask.place().get() + ", image " + at + "): give a mask drawn on this image.");
        }
    }

    private static String size(Volume v) {
        return v.columns() + " columns x " + v.rows() + " rows x " + v.slices()
                + (v.slices() == 1 ? " slice" : " slices");
    }
}
