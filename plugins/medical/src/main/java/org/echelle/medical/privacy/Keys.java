package org.echelle.medical.privacy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Turns identities into keys that tell equal from unequal and nothing else: the first 128 bits of SHA-256 over salt, kind and value.
 *
 * <p>Without the salt nobody can try out names or numbers against a key. One salt gives one key for one patient in all files and runs;
 * {@link #fresh} gives keys that no other run can be joined with.
 */
public final class Keys {
    private final byte[] salt;

    private Keys(byte[] salt) {
        this.salt = salt;
    }

    /**
     * Keys that can be made again with the same salt.
     *
     * @param salt a secret of the project, not empty
     * @return keys under this salt
     */
    public static Keys withSalt(String salt) {
        if (salt.isBlank()) {
            throw new IllegalArgumentException(
                    "A salt must not be empty: without one, keys can be guessed from names.");
        }
        return new Keys(salt.getBytes(StandardCharsets.UTF_8));
    }

    /** @return keys under a salt drawn at random and kept nowhere */
    public static Keys fresh() {
        byte[] salt = new byte[32];
        new SecureRandom().nextBytes(salt);
        return new Keys(salt);
    }

    /**
     * The key of a value.
     *
     * @param kind what it is, such as {@code patient}; one value of two kinds has two keys
     * @param value the identity; blanks and NULs at its ends do not count
     * @return 32 hexadecimal digits, or nothing if the value is empty
     */
    public Optional<String> key(String kind, String value) {
        String plain = value.replace('\0', ' ').strip();
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            digest.update((byte) 0);
            digest.update(kind.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(plain.getBytes(StandardCharsets.UTF_8));
            return Optional.of(HexFormat.of().formatHex(hash, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
