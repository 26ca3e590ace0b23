package org.echelle.medical.samples;

import org.echelle.medical.privacy.Keys;

/**
 * Patients of tables and file names as keys that only tell which belong together, under the same salt and the same rule as those of DICOM
 * files. Somebody who has a list of all patient numbers, and the salt, can still try them out: treat runs like the data they came from.
 */
final class Patients {
    /** The salt where a config names none. */
    static final String SALT = "echelle medical";

    private Patients() {}

    /** The key of a patient under a salt, which must not be empty. */
    static String key(String patient, String salt) {
        return Keys.withSalt(salt)
                .key("patient", patient)
                .orElseThrow(() -> new IllegalArgumentException("a patient without a name or number"));
    }
}
