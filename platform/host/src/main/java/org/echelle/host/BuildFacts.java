package org.echelle.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote down: versions, and the packages that the launcher lends to bundles. */
final class BuildFacts {
    /** Written by {@link SystemPackages} during the build. */
    static final String FILE = "system-packages.properties";

    private BuildFacts() {}

    static Properties read() {
        Properties facts = new Properties();
        try (InputStream in = BuildFacts.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new HostException(
                        "The launcher's jar is incomplete: it has no " + FILE + "; build it with Maven.");
            }
            facts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return facts;
    }
}
