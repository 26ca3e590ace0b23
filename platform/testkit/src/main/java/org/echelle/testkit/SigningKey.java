package org.echelle.testkit;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** A key of a publisher, made by the JDK's own tools, to sign plugins with: alias {@code key}, password {@code secret}. */
public final class SigningKey {
    /** Of the keystore and the key in it. */
    public static final String PASSWORD = "secret";

    private final Path keystore;

    private SigningKey(Path keystore) {
        this.keystore = keystore;
    }

    /** Makes a key pair in a keystore {@code NAME.p12}; the certificate's name is {@code CN=NAME}. */
    public static SigningKey create(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "key",
                        "-dname",
                        "CN=" + name,
                        "-validity",
                        "3650",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool ended with " + keytool.exitValue());
        }
        return new SigningKey(store);
    }

    /** The PKCS#12 file. */
    public Path keystore() {
        return keystore;
    }

    /** The public half. */
    public X509Certificate certificate() throws Exception {
        return (X509Certificate) store().getCertificate("key");
    }

    /** Writes a signed copy of a jar, as {@code jarsigner} does. */
    public Path sign(Path jar, Path signed) throws Exception {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate()));
        PrivateKey key = (PrivateKey) store().getKey("key", PASSWORD.toCharArray());
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(key, path).build().sign(in, out);
        }
        return signed;
    }

    private KeyStore store() throws Exception {
        return KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
    }
}
