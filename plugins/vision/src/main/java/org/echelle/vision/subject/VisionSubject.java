package org.echelle.vision.subject;

import java.util.List;
import org.echelle.api.Subject;
import org.echelle.pictures.PictureGrid;

/** A subject that looks at pictures ({@link org.echelle.vision.ImageSample}) through a fixed window. */
public interface VisionSubject extends Subject, PictureGrid {
    /** Names of the classes, in the order of the logits; empty when nobody named them. */
    List<String> labels();
}
