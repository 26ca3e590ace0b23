package org.echelle.install.jar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.echelle.install.InstallException;
import org.echelle.torch.Checksums;

/**
 * Who signed a jar, or a catalogue: the certificate of a key pair. Jars are signed with the JDK's {@code jarsigner}. The chain above
 * the certificate plays no part: a user trusts a key, not an authority.
 *
 * @param certificate of the signing key
 */
public record Signer(X509Certificate certificate) {
    /** The certificate's SHA-256 in lower-case hexadecimal, by which it is told from others. */
    public String fingerprint() {
        try {
            return Checksums.sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new InstallException("The certificate of " + name() + " is damaged.", e);
        }
    }

    /** As a person compares it: groups of four. */
    public String shortFingerprint() {
        return fingerprint().replaceAll("(.{4})(?=.)", "$1 ");
    }

    /** The name in it, which anybody can choose. */
    public String name() {
        return certificate.getSubjectX500Principal().getName();
    }

    /**
     * The one who signed every entry of a jar.
     *
     * @param jar has passed {@link JarCheck}
     * @return empty when it is not signed
     * @throws InstallException when something in it was changed or added after it was signed
     */
    static Optional<Signer> of(Path jar) {
        try (JarFile file = new JarFile(jar.toFile(), true)) {
            Set<X509Certificate> common = null;
            int signed = 0;
            String unsigned = null;
            byte[] buffer = new byte[1 << 16];
            Enumeration<JarEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (entry.isDirectory() || partOfSignature(entry.getName())) {
                    continue;
                }
                readWhole(file, entry, buffer);
                Set<X509Certificate> mine = signers(entry);
                if (mine.isEmpty()) {
                    unsigned = entry.getName();
                } else {
                    signed++;
                    common = common == null ? mine : both(common, mine);
                }
            }
            if (signed == 0) {
                return Optional.empty();
            }
            if (unsigned != null) {
                throw forged(jar, "its entry " + unsigned + " is not covered by the signature, so it was added later");
            }
            return common.stream().findFirst().map(Signer::new);
        } catch (SecurityException e) {
            throw new InstallException(forged(jar, e.getMessage()).getMessage(), e);
        } catch (IOException e) {
            throw new InstallException("The signature of " + jar + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static InstallException forged(Path jar, String why) {
        return new InstallException("The file " + jar + " is not what was signed (" + why
                + "). It was refused, and nothing was changed; fetch it again from its publisher.");
    }

    /** An entry's signature is known once it was read to its end. */
    private static void readWhole(JarFile file, JarEntry entry, byte[] buffer) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            int n = in.read(buffer);
            while (n >= 0) {
                n = in.read(buffer);
            }
        }
    }

    private static Set<X509Certificate> signers(JarEntry entry) {
        CodeSigner[] signers = entry.getCodeSigners();
        return signers == null
                ? Set.of()
                : List.of(signers).stream()
                        .map(s -> (X509Certificate)
                                s.getSignerCertPath().getCertificates().get(0))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<X509Certificate> both(Set<X509Certificate> some, Set<X509Certificate> others) {
        return some.stream().filter(others::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean partOfSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(JarFile.MANIFEST_NAME)
                || upper.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")
                || upper.matches("META-INF/SIG-[^/]+");
    }
}
