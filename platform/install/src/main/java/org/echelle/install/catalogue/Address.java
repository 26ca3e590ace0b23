package org.echelle.install.catalogue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.install.InstallException;

/** Addresses as a user types them, looked at once and before anything is asked for. */
public final class Address {
    /** A scheme; a single letter is a drive. */
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*|(https?|ftps?|file):.*");

    private static final int MOST_PORTS = 65_535;

    private Address() {}

    /** Whether a word is meant as an address, a wrong one too. */
    public static boolean isMeant(String word) {
        return SCHEME.matcher(word.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * The address of a plugin's jar; a query is allowed.
     *
     * @throws InstallException when it is malformed, names no server, or its path does not end in {@code .jar}
     */
    public static URI ofJar(String word) {
        URI address = of(word);
        String path = String.valueOf(address.getPath());
        if (path.isEmpty() || path.equals("/")) {
            throw wrong(
                    word,
                    "names a server and no file on it; the address of a plugin ends in a path such as"
                            + " /plugins/toy.jar");
        }
        if (!path.endsWith(".jar")) {
            throw wrong(
                    word,
                    "has a path that does not end in .jar; download the file, and install it from there,"
                            + " or name the catalogue on that server with --catalogue");
        }
        return address;
    }

    /**
     * An address on a server.
     *
     * @throws InstallException when it is malformed, names no server, or is none of http and https
     */
    static URI of(String word) {
        requireWeb(word);
        URI address;
        try {
            address = new URI(word);
        } catch (URISyntaxException e) {
            String what = e.getIndex() >= 0 && e.getIndex() < word.length()
                    ? "has \"" + word.charAt(e.getIndex()) + "\" at character " + (e.getIndex() + 1)
                            + ", which no address may have; write a blank as %20, other characters likewise"
                    : "is malformed (" + e.getReason() + ")";
            throw wrong(word, what);
        }
        if (address.getHost() == null || address.getPort() > MOST_PORTS) {
            throw wrong(word, "names no server that can be asked; write it as in https://example.org/plugins/...");
        }
        return address;
    }

    private static void requireWeb(String word) {
        Matcher scheme = SCHEME.matcher(word.toLowerCase(Locale.ROOT));
        String name = scheme.matches() ? (scheme.group(1) == null ? scheme.group(2) : scheme.group(1)) : "";
        if (name.equals("file")) {
            throw wrong(word, "means a file of this machine; write its path alone, without file:");
        }
        if (!name.equals("http") && !name.equals("https")) {
            throw wrong(
                    word,
                    "begins with " + name + ":, and only http: and https: are read; download what lies there first");
        }
    }

    private static InstallException wrong(String word, String what) {
        return new InstallException("The address " + word + " " + what + ".");
    }
}
