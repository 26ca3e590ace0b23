package org.echelle.medical.samples;

import java.util.SortedMap;
import org.echelle.api.SampleSource;

/** Films whose files say how they were taken. */
public interface TaggedSource extends SampleSource {
    /** What is told of a film, as {@link org.echelle.medical.images.Acquisition} names it; never an identity. */
    SortedMap<String, String> tags(int sample);
}
