package org.echelle.medical.samples;

import java.nio.charset.StandardCharsets;
import org.echelle.torch.Checksums;

/**
 * Patients and studies as keys that only tell which belong together. A key is the first 64 bits of a salted SHA-256: the same patient has the
 * same key in every source of one machine's runs, and no name or number of a patient stands in any artefact. It is no protection against
 * somebody who has a list of all patient numbers and this program: treat runs like the data they came from.
 */
public final class Patients {
    private static final String SALT = "echelle medical group key 1\u0000";

    private Patients() {}

    /** The key of a patient, 16 hexadecimal digits. */
    public static String key(String patient) {
        return Checksums.sha256((SALT + patient.strip()).getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
    }
}
