package org.echelle.install.jar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.install.InstallException;
import org.echelle.torch.Checksums;

/**
 * A plugin's jar on this machine, looked at and not yet trusted.
 *
 * @param file where it lies
 * @param sha256 lower-case hexadecimal
 * @param bytes its size
 * @param facts what its manifest says
 * @param signer who signed all of it; empty when nobody did
 */
public record PluginJar(Path file, String sha256, long bytes, PluginFacts facts, Optional<Signer> signer) {
    /**
     * Reads a jar within limits; nothing of it is run or unpacked.
     *
     * @throws InstallException when it is no plugin, hostile, or changed after it was signed
     */
    public static PluginJar read(Path file) {
        PluginFacts facts = new JarCheck(file).facts();
        try {
            return new PluginJar(file, Checksums.sha256(file), Files.size(file), facts, Signer.of(file));
        } catch (IOException e) {
            throw new InstallException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
