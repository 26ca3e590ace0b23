package org.echelle.medical.images;

import java.util.Optional;

/**
 * Whose image this is, as keys that only tell equal from unequal (see {@link org.echelle.medical.privacy.Keys}).
 *
 * @param patient key of the patient; empty if the file names none
 * @param study key of the study
 * @param series key of the series
 * @param image key of the image itself (its SOP Instance UID)
 */
public record Identity(
        Optional<String> patient, Optional<String> study, Optional<String> series, Optional<String> image) {
    /** A file that names nobody, such as NIfTI. */
    public static final Identity NOBODY =
            new Identity(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The key that must stay on one side of a split: the patient's, without it the study's, without it the series'.
     *
     * @return the widest key that the file offers
     */
    public Optional<String> group() {
        return patient.or(() -> study).or(() -> series);
    }
}
