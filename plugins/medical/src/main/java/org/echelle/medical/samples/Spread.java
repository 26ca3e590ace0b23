package org.echelle.medical.samples;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.echelle.medical.MedicalException;

/** Some of a longer list, evenly spaced, and the digest of fingerprints. */
final class Spread {
    private Spread() {}

    static int[] over(int total, Optional<Integer> limit) {
        if (limit.isPresent() && limit.get() < 1) {
            throw new MedicalException("The samples' limit is " + limit.get() + "; give at least 1, or leave it out.");
        }
        int count = Math.min(total, limit.orElse(total));
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = (int) ((long) i * total / count);
        }
        return chosen;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
