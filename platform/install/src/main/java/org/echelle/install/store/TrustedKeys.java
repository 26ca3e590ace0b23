package org.echelle.install.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.echelle.install.InstallException;
import org.echelle.install.jar.Signer;
import org.echelle.torch.AtomicFiles;

/** The keys whose plugins this user installs, one certificate a file, named by its fingerprint. */
public final class TrustedKeys {
    private final Path folder;

    TrustedKeys(Path folder) {
        this.folder = folder;
    }

    /** Whether a key is trusted, whatever name its certificate bears. */
    public boolean trusts(Signer signer) {
        return list().stream().anyMatch(s -> s.certificate()
                .getPublicKey()
                .equals(signer.certificate().getPublicKey()));
    }

    /** All of them. */
    public List<Signer> list() {
        List<Signer> signers = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return signers;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".pem")).sorted().toList()) {
                signers.add(read(file));
            }
        } catch (IOException e) {
            throw new InstallException("The trusted keys in " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
        return signers;
    }

    /**
     * Reads a certificate.
     *
     * @param file X.509, PEM or DER, as {@code keytool -exportcert} writes it
     * @throws InstallException when there is no such file, or it is no certificate
     */
    public static Signer read(Path file) {
        try {
            return read(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InstallException("There is no file " + file + " to read a certificate from.", e);
        } catch (IOException e) {
            throw new InstallException("The certificate " + file + " cannot be read: " + e.getMessage() + ".", e);
        } catch (CertificateException e) {
            throw new InstallException(
                    "The file " + file + " is no X.509 certificate (" + e.getMessage()
                            + "); `keytool -exportcert -rfc` writes one from a keystore.",
                    e);
        }
    }

    /** Reads a certificate's bytes, PEM or DER. */
    public static Signer read(byte[] bytes) throws CertificateException {
        return new Signer((X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
    }

    /** Trusts a key from now on. */
    public void add(Signer signer) {
        try {
            Files.createDirectories(folder);
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(signer.certificate().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            AtomicFiles.write(folder.resolve(signer.fingerprint() + ".pem"), pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | CertificateException e) {
            throw new InstallException("The key cannot be noted in " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    /**
     * Trusts a key no longer; what was installed stays.
     *
     * @param fingerprint or its beginning, at least eight digits; spaces and colons do not count
     */
    public Signer remove(String fingerprint) {
        String wanted = plain(fingerprint);
        List<Signer> found = list().stream()
                .filter(s -> wanted.length() >= 8 && s.fingerprint().startsWith(wanted))
                .toList();
        if (found.size() != 1) {
            throw new InstallException("No single trusted key has the fingerprint \"" + fingerprint
                    + "\"; `echelle plugins trust` lists them, and eight digits are enough.");
        }
        try {
            Files.deleteIfExists(folder.resolve(found.get(0).fingerprint() + ".pem"));
        } catch (IOException e) {
            throw new InstallException("The key cannot be removed from " + folder + ": " + e.getMessage() + ".", e);
        }
        return found.get(0);
    }

    /** A fingerprint without what people write between its digits. */
    public static String plain(String fingerprint) {
        return fingerprint
                .replaceAll("(?i)^sha-?256[: ]", "")
                .replaceAll("[\\s:]", "")
                .toLowerCase(Locale.ROOT);
    }
}
