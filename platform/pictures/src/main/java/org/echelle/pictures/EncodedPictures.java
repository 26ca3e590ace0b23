package org.echelle.pictures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.echelle.api.BadSampleException;

/** Encoded pictures by name, read when they are asked for, and who they are. */
public final class EncodedPictures {
    /** Reads the bytes of one. */
    @FunctionalInterface
    public interface Reader {
        /** The whole file of that name. */
        byte[] read(String name) throws IOException;
    }

    private final String what;
    private final String where;
    private final List<String> names;
    private final Reader reader;
    private String fingerprint; // reads every file, so not before somebody asks

    /**
     * @param what one of them, for messages: {@code "picture"}
     * @param where what they lie in, for messages
     * @param names in order
     */
    public EncodedPictures(String what, String where, List<String> names, Reader reader) {
        this.what = what;
        this.where = where;
        this.names = List.copyOf(names);
        this.reader = reader;
    }

    /** In order. */
    public List<String> names() {
        return names;
    }

    /**
     * The bytes of one.
     *
     * @throws BadSampleException when they cannot be read
     */
    public byte[] read(int index) {
        try {
            return reader.read(names.get(index));
        } catch (IOException e) {
            throw new BadSampleException(refusal(names.get(index), e), e);
        }
    }

    /**
     * SHA-256 over every name and the hash of its bytes.
     *
     * @throws PicturesException when one cannot be read
     */
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = sha256();
            for (String name : names) {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                try {
                    digest.update(sha256().digest(reader.read(name)));
                } catch (IOException e) {
                    throw new PicturesException(refusal(name, e), e);
                }
            }
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }
        return fingerprint;
    }

    private String refusal(String name, IOException e) {
        return "The " + what + " " + name + " in " + where + " cannot be read: " + e.getMessage() + ".";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
