package org.echelle.medical.concepts;

import java.util.Optional;
import java.util.Set;
import org.echelle.medical.samples.PlacedSource;

/** What one file of masks shows of images. */
interface Drawing {
    /** The labels that somebody looked for. */
    Set<String> labels();

    /**
     * Whether anything in it was drawn on that image.
     *
     * @throws org.echelle.medical.images.ImagingException if it names the image and has another geometry
     */
    boolean belongsTo(PlacedSource.Stack image);

    /**
     * The part of a slice that a label covers.
     *
     * @param image one that it {@linkplain #belongsTo belongs to}, or another of its series
     * @param slice index of the slice
     * @return shares of its pixels, row by row; empty where nothing is drawn
     */
    Optional<float[]> on(PlacedSource.Stack image, int slice, String label);

    /** What it was drawn on, in words, for a refusal. */
    String told();
}
