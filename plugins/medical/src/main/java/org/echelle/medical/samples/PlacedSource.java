package org.echelle.medical.samples;

import java.util.List;
import org.echelle.api.SampleSource;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.Identity;
import org.echelle.medical.privacy.Keys;

/** Films that are slices of files which tell how large they are and, mostly, where they lie in the patient. */
public interface PlacedSource extends SampleSource {
    /**
     * A file of the samples, whether or not all its slices are films.
     *
     * @param name as films are named, without the slice's number
     * @param geometry size and place of its slices
     * @param identity keys of patient, study, series and image
     */
    record Stack(String name, Geometry geometry, Identity identity) {}

    /**
     * Where a film comes from.
     *
     * @param stack index of its file in {@link #stacks}
     * @param slice index of the slice in that file, at whatever time it was taken
     */
    record Where(int stack, int slice) {}

    /** All files that were read. */
    List<Stack> stacks();

    /** Where a film comes from. */
    Where where(int sample);

    /** What made the keys of identities; masks must be read with the same. */
    Keys keys();
}
