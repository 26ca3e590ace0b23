package org.echelle.install.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import org.echelle.install.InstallException;

/** A publisher's key, taken from its keystore before anything is written. */
public final class ListKey {
    private final Path keystore;
    private final PrivateKey secret;
    private final X509Certificate certificate;

    private ListKey(Path keystore, PrivateKey secret, X509Certificate certificate) {
        this.keystore = keystore;
        this.secret = secret;
        this.certificate = certificate;
    }

    /**
     * Opens a keystore.
     *
     * @param keystore PKCS#12 or JKS, as for {@code jarsigner}
     * @param alias of the key
     * @param password of keystore and key
     * @throws InstallException when there is no such file or key, or the password is another one
     */
    public static ListKey open(Path keystore, String alias, char[] password) {
        if (!Files.isRegularFile(keystore)) {
            throw new InstallException("There is no keystore " + keystore + "; nothing was changed.");
        }
        try {
            KeyStore store = KeyStore.getInstance(keystore.toFile(), password);
            Key key = store.getKey(alias, password);
            if (!(key instanceof PrivateKey secret) || !(store.getCertificate(alias) instanceof X509Certificate own)) {
                throw new InstallException("The keystore " + keystore + " has no key \"" + alias + "\"; it has "
                        + String.join(", ", Collections.list(store.aliases())) + ". Nothing was changed.");
            }
            return new ListKey(keystore, secret, own);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(keystore, e);
        }
    }

    /** The content of the signature file of a list. */
    byte[] sign(byte[] list) {
        try {
            return ListSignature.sign(list, secret, certificate);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(keystore, e);
        }
    }

    private static InstallException unusable(Path keystore, Exception cause) {
        return new InstallException(
                "The catalogue cannot be signed with " + keystore + ": " + cause.getMessage()
                        + ". Nothing was changed.",
                cause);
    }
}
