package org.echelle.host.spi;

import java.nio.file.Path;
import java.util.List;

/**
 * Plugins that a host shall carry beside those in its watched folders. An installer registers it as a service; every host asks four
 * times a second, so the answer must be at hand.
 */
public interface WantedPlugins {
    /** What shall be there now. */
    List<Wanted> wanted();

    /** Whether a plugin that is no longer wanted stays until the jobs that use it have ended; else they are stopped. */
    boolean waitsForJobs();

    /**
     * Told when a wanted plugin was started and failed. From the next answer on it should come with an obstacle.
     *
     * @param reason a sentence
     */
    void failed(Wanted plugin, String reason);

    /**
     * One plugin.
     *
     * @param file its jar, which never changes once it is there
     * @param name symbolic name
     * @param version version of its bundle
     * @param sha256 what the jar's checksum must be, lower-case hexadecimal
     * @param obstacle a sentence when it must not be started, else empty
     */
    record Wanted(Path file, String name, String version, String sha256, String obstacle) {}
}
