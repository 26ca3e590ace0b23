package org.echelle.medical.concepts;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.medical.dicom.Contours;
import org.echelle.medical.dicom.Contours.Contour;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.samples.PlacedSource;

/**
 * Closed contours of a structure set (DICOM RTSTRUCT). A contour belongs to the image that it names; one that names none, to the slice of its
 * study within half a slice of it. Lines of one region on one slice are joined by the even-odd rule, so that a line within a line is a hole.
 */
final class ContoursDrawing implements Drawing {
    private final Contours contours;

    ContoursDrawing(Contours contours) {
        this.contours = contours;
    }

    @Override
    public Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        contours.contours().forEach(c -> labels.add(c.label()));
        return labels;
    }

    @Override
    public boolean belongsTo(PlacedSource.Stack image) {
        boolean any = false;
        for (Contour contour : contours.contours()) {
            boolean names = names(contour, image);
            if (!names && !(contour.source().isEmpty() && sameStudy(image))) {
                continue;
            }
            boolean lies = lies(contour, image.geometry());
            if (names && !lies) {
                throw new ImagingException("Its contour \"" + contour.label() + "\" names the image " + image.name()
                        + ", but lies elsewhere in the patient (contour " + told(contour) + ", image "
                        + image.geometry().told() + "): give contours drawn on this image.");
            }
            any |= lies;
        }
        return any;
    }

    private boolean sameStudy(PlacedSource.Stack image) {
        return SegmentationDrawing.sameStudy(contours.identity(), image.identity());
    }

    private static boolean names(Contour contour, PlacedSource.Stack image) {
        return !contour.source().isEmpty() && image.identity().image().equals(Optional.of(contour.source()));
    }

    /** Whether a line is on one of the slices, and not wholly beside the picture. */
    private static boolean lies(Contour contour, Geometry image) {
        Affine place = image.place()
                .orElseThrow(() -> new ImagingException(
                        "Its contours are in millimetres, and the image does not tell where it lies (position, orientation and spacing)"
                                + ": give an image that does."));
        double[] p = contour.points();
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i = 0; i < p.length; i += 3) {
            double[] at = place.invert(p[i], p[i + 1], p[i + 2]);
            for (int a = 0; a < 3; a++) {
                low[a] = Math.min(low[a], at[a]);
                high[a] = Math.max(high[a], at[a]);
            }
        }
        double slice = Math.rint(low[2]);
        return high[2] - slice < 0.5
                && slice - low[2] <= 0.5
                && slice >= 0
                && slice < image.slices()
                && high[0] >= -0.5
                && low[0] < image.columns() - 0.5
                && high[1] >= -0.5
                && low[1] < image.rows() - 0.5;
    }

    @Override
    public Optional<float[]> on(PlacedSource.Stack image, int slice, String label) {
        boolean[] all = null;
        for (Contour contour : contours.contours()) {
            boolean meant = names(contour, image) || (contour.source().isEmpty() && sameStudy(image));
            if (!meant || !contour.label().equals(label)) {
                continue;
            }
            boolean[] one = contour.within(image.geometry(), slice);
            all = all == null ? new boolean[one.length] : all;
            for (int i = 0; i < all.length; i++) {
                all[i] ^= one[i];
            }
        }
        if (all == null) {
            return Optional.empty();
        }
        float[] shares = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            shares[i] = all[i] ? 1 : 0;
        }
        return Optional.of(shares);
    }

    @Override
    public String told() {
        return contours.contours().isEmpty()
                ? "no closed contour"
                : told(contours.contours().get(0));
    }

    private static String told(Contour contour) {
        double[] p = contour.points();
        return "of " + p.length / 3 + " points from [" + Affine.told(p[0]) + " " + Affine.told(p[1]) + " "
                + Affine.told(p[2]) + "] RAS mm";
    }
}
