package org.echelle.install.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.echelle.install.InstallException;
import org.echelle.install.jar.Signer;
import org.echelle.install.store.TrustedKeys;
import org.echelle.torch.JsonFiles;

/** A signature over a list's bytes, in a file beside it: the certificate and the signature, both in base 64. */
final class ListSignature {
    private static final ObjectMapper JSON = JsonFiles.mapper();

    private ListSignature() {}

    /**
     * Who signed.
     *
     * @throws InstallException when the signature does not fit the bytes
     */
    static Signer check(byte[] list, byte[] signature, Place place) {
        try {
            var fields = JSON.readTree(signature);
            Signer signer = TrustedKeys.read(
                    Base64.getDecoder().decode(fields.path("certificate").asText()));
            PublicKey key = signer.certificate().getPublicKey();
            Signature verifier = Signature.getInstance(algorithm(key.getAlgorithm()));
            verifier.initVerify(key);
            verifier.update(list);
            if (!verifier.verify(
                    Base64.getDecoder().decode(fields.path("signature").asText()))) {
                throw new InstallException("The catalogue in " + place
                        + " is not what was signed: it was changed afterwards. Nothing of it was used.");
            }
            return signer;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new InstallException(
                    "The signature of the catalogue in " + place + " cannot be checked ("
                            + (e instanceof IOException io ? JsonFiles.fault(io) : e.getMessage())
                            + "); nothing of it was used.",
                    e);
        }
    }

    static byte[] sign(byte[] list, PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        Signature signer = Signature.getInstance(algorithm(key.getAlgorithm()));
        signer.initSign(key);
        signer.update(list);
        ObjectNode fields = JSON.createObjectNode();
        fields.put("certificate", Base64.getEncoder().encodeToString(certificate.getEncoded()));
        fields.put("signature", Base64.getEncoder().encodeToString(signer.sign()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields);
    }

    /** The algorithm follows from the key; a file cannot ask for a weaker one. */
    private static String algorithm(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default ->
                throw new InstallException("Keys of the kind " + key + " are not used here; RSA, EC and EdDSA are.");
        };
    }
}
