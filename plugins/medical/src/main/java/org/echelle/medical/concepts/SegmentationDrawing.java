package org.echelle.medical.concepts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.echelle.medical.dicom.Segmentation;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.Identity;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Mask;
import org.echelle.medical.images.Masks;
import org.echelle.medical.samples.PlacedSource;

/**
 * Frames of a segmentation object (DICOM SEG). A frame belongs to the image that it names as its source; one that names none, to the slice of
 * its study that lies where it lies.
 */
final class SegmentationDrawing implements Drawing {
    private final Segmentation segmentation;
    private final Map<String, int[]> slices = new ConcurrentHashMap<>(); // of each mask, by name of the image

    SegmentationDrawing(Segmentation segmentation) {
        this.segmentation = segmentation;
    }

    @Override
    public Set<String> labels() {
        return new TreeSet<>(segmentation.labels());
    }

    @Override
    public boolean belongsTo(PlacedSource.Stack image) {
        boolean any = false;
        int[] at = slices(image);
        for (int m = 0; m < at.length; m++) {
            Mask mask = segmentation.masks().get(m);
            if (names(mask, image) && at[m] < 0) {
                // says what differs, unless nothing tells which of several slices is meant
                Masks.check(image.geometry().slice(0), mask.geometry());
                throw new ImagingException("Its frame " + (mask.slice() + 1)
                        + " was drawn on one of the " + image.geometry().slices() + " slices of " + image.name()
                        + ", but does not lie on any: it is at "
                        + mask.geometry().told() + " and the image at "
                        + image.geometry().told() + "; give a mask drawn on this image.");
            }
            any |= at[m] >= 0;
        }
        return any;
    }

    private static boolean names(Mask mask, PlacedSource.Stack image) {
        return !mask.source().isEmpty() && image.identity().image().equals(Optional.of(mask.source()));
    }

    private int[] slices(PlacedSource.Stack image) {
        return slices.computeIfAbsent(image.name(), n -> segmentation.masks().stream()
                .mapToInt(m -> slice(m, image))
                .toArray());
    }

    /** The slice of an image that a mask lies on, or -1. */
    private int slice(Mask mask, PlacedSource.Stack image) {
        boolean meant = mask.source().isEmpty()
                ? sameStudy(segmentation.volume().identity(), image.identity())
                : names(mask, image);
        Geometry whole = image.geometry();
        if (!meant) {
            return -1;
        }
        for (int k = 0; k < whole.slices(); k++) {
            if (Masks.coincide(whole.slice(k), mask.geometry())) {
                return k;
            }
        }
        boolean placed = whole.place().isPresent() && mask.geometry().place().isPresent();
        boolean onlyOne = whole.slices() == 1
                && !mask.source().isEmpty()
                && !placed
                && whole.rows() == mask.geometry().rows()
                && whole.columns() == mask.geometry().columns();
        return onlyOne ? 0 : -1;
    }

    static boolean sameStudy(Identity a, Identity b) {
        return a.study().isPresent() && a.study().equals(b.study());
    }

    @Override
    public Optional<float[]> on(PlacedSource.Stack image, int slice, String label) {
        float[] all = null;
        int[] at = slices(image);
        for (int m = 0; m < at.length; m++) {
            Mask mask = segmentation.masks().get(m);
            if (at[m] == slice && mask.label().equals(label)) {
                all = all == null ? new float[mask.weights().length] : all;
                for (int i = 0; i < all.length; i++) {
                    all[i] = Math.max(all[i], mask.weights()[i]);
                }
            }
        }
        return Optional.ofNullable(all);
    }

    @Override
    public String told() {
        return segmentation.masks().get(0).geometry().told();
    }
}
