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
        check(Geometry.of(image), Geometry.of(mask));
    }

    /** The same, of what is known of image and mask without their values. */
    public static void check(Geometry image, Geometry mask) {
        if (!sameSize(image, mask)) {
            throw new ImagingException("The mask has " + mask.size() + " and the image " + image.size()
                    + ": masks are never resampled here; give a mask drawn on this image.");
        }
        if (!samePlace(image, mask)) {
            throw new ImagingException("The mask lies elsewhere in the patient than the image (mask "
                    + mask.place().orElseThrow() + ", image "
                    + image.place().orElseThrow() + "): give a mask drawn on this image.");
        }
    }

    /** @return whether sizes are the same, and both tell their place, which is the same too */
    public static boolean coincide(Geometry image, Geometry mask) {
        return image.place().isPresent() && mask.place().isPresent() && sameSize(image, mask) && samePlace(image, mask);
    }

    private static boolean sameSize(Geometry image, Geometry mask) {
        return image.rows() == mask.rows() && image.columns() == mask.columns() && image.slices() == mask.slices();
    }

    private static boolean samePlace(Geometry image, Geometry mask) {
        if (image.place().isEmpty() || mask.place().isEmpty()) {
            return true;
        }
        Affine at = image.place().get();
        double mm = SHARE_OF_A_PIXEL * Math.min(at.step(0), at.step(1));
        return at.isCloseTo(mask.place().get(), image.columns(), image.rows(), image.slices(), mm);
    }
}
