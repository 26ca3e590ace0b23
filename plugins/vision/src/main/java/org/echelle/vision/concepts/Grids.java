package org.echelle.vision.concepts;

import org.echelle.api.Subject;
import org.echelle.pictures.PictureGrid;
import org.echelle.vision.VisionException;

/** Where a subject's patches lie, for those who cannot do without. */
public final class Grids {
    private Grids() {}

    /** @throws VisionException for a subject that looks at no pictures */
    public static PictureGrid of(Subject subject) {
        return PictureGrid.of(subject)
                .orElseThrow(() -> new VisionException(
                        "Boxes, masks and patches need a subject that looks at pictures, so that it is known where its"
                                + " patches lie."));
    }
}
