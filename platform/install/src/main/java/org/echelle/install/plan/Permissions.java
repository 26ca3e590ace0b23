package org.echelle.install.plan;

import java.util.List;
import java.util.Optional;
import org.echelle.install.InstallException;
import org.echelle.install.catalogue.Catalogue;
import org.echelle.install.jar.Signer;
import org.echelle.install.store.TrustedKeys;

/**
 * What the user allowed with the command.
 *
 * @param allowUnsigned plugins and catalogues that nobody signed
 * @param trust fingerprints of keys to be trusted from now on, whole
 * @param offline no network
 * @param catalogues places to look in for this command, before the user's own
 */
public record Permissions(boolean allowUnsigned, List<String> trust, boolean offline, List<String> catalogues) {
    /** Copies, and brings fingerprints into one form. */
    public Permissions {
        trust = trust.stream().map(TrustedKeys::plain).toList();
        catalogues = List.copyOf(catalogues);
    }

    /** How far a signer is believed; empty for nobody. */
    Plan.Trust trust(Optional<Signer> signer, TrustedKeys keys) {
        if (signer.isEmpty()) {
            return Plan.Trust.UNSIGNED;
        }
        return keys.trusts(signer.get()) || trust.contains(signer.get().fingerprint())
                ? Plan.Trust.TRUSTED
                : Plan.Trust.UNKNOWN_KEY;
    }

    /** The same by what a catalogue tells of a jar that is not here yet. */
    Plan.Trust trust(String fingerprint, TrustedKeys keys) {
        if (fingerprint.isEmpty()) {
            return Plan.Trust.UNSIGNED;
        }
        boolean known = trust.contains(fingerprint)
                || keys.list().stream().anyMatch(s -> s.fingerprint().equals(fingerprint));
        return known ? Plan.Trust.TRUSTED : Plan.Trust.UNKNOWN_KEY;
    }

    /** Refuses a list that nobody signed, or somebody unknown. */
    void requireTrusted(Catalogue catalogue, TrustedKeys keys) {
        switch (trust(catalogue.signer(), keys)) {
            case UNSIGNED -> {
                if (!allowUnsigned) {
                    throw new InstallException("The catalogue in " + catalogue.place()
                            + " is not signed, so anybody may have written it; --allow-unsigned uses it all the same.");
                }
            }
            case UNKNOWN_KEY ->
                throw new InstallException("The catalogue in " + catalogue.place() + " is signed by "
                        + stranger(catalogue.signer().orElseThrow()));
            default -> {
                // It may be used.
            }
        }
    }

    /** Refuses a plugin that nobody signed, or somebody unknown. */
    void requireTrusted(Offer offer, Optional<Signer> signer, TrustedKeys keys) {
        switch (trust(signer, keys)) {
            case UNSIGNED -> {
                if (!allowUnsigned) {
                    throw new InstallException(
                            "The plugin " + offer.facts()
                                    + " is not signed, so nobody vouches for it; if you know where it comes from, --allow-unsigned installs it all the same. Nothing was changed.");
                }
            }
            case UNKNOWN_KEY ->
                throw new InstallException("The plugin " + offer.facts() + " is signed by "
                        + stranger(signer.orElseThrow()) + " Nothing was changed.");
            default -> {
                // It may be installed.
            }
        }
    }

    private static String stranger(Signer signer) {
        return "\"" + signer.name()
                + "\" with a key that you do not trust yet. Ask the publisher for the key's SHA-256; if it is "
                + signer.shortFingerprint() + ", say --trust " + signer.fingerprint() + ".";
    }
}
