package org.echelle.install.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.echelle.install.InstallException;
import org.echelle.install.jar.Signer;
import org.echelle.torch.JsonFiles;

/**
 * What one place offers. Its list is signed as a whole: a server in between can neither add a plugin nor offer an old list's jar
 * under a new name.
 *
 * @param place where it lies
 * @param entries the plugins, several versions of one among them
 * @param signer who signed the list; empty when nobody did
 */
public record Catalogue(Place place, List<Entry> entries, Optional<Signer> signer) {
    static final String FILE = "catalogue.json";
    static final String SIGNATURE = "catalogue.json.sig";
    static final int FORMAT = 1;
    private static final ObjectMapper JSON = JsonFiles.mapper();

    /** The list as it lies in the file. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Listing(int format, List<Entry> plugins) {}

    /**
     * Reads a place's list and checks its signature.
     *
     * @throws InstallException when there is none, it is damaged, or was changed after it was signed
     */
    public static Catalogue read(Place place) {
        byte[] bytes = place.small(FILE)
                .orElseThrow(() ->
                        new InstallException("There is no " + FILE + " in " + place + "; " + place.listing() + "."));
        Optional<Signer> signer = place.small(SIGNATURE).map(s -> ListSignature.check(bytes, s, place));
        try {
            Listing listing = JSON.readValue(bytes, Listing.class);
            if (listing.format() != FORMAT) {
                throw new InstallException("The catalogue in " + place + " has the format " + listing.format()
                        + "; this version of Echelle reads " + FORMAT + ".");
            }
            for (Entry entry : listing.plugins()) {
                requireWhole(entry, place);
            }
            return new Catalogue(place, List.copyOf(listing.plugins()), signer);
        } catch (IOException | NullPointerException e) {
            throw new InstallException(
                    "The catalogue in " + place + " is damaged: "
                            + (e instanceof IOException io ? JsonFiles.fault(io) : "it lacks what a list has") + ".",
                    e);
        }
    }

    private static void requireWhole(Entry entry, Place place) {
        boolean whole = entry.plugin() != null
                && entry.plugin().name() != null
                && entry.file() != null
                && entry.sha256() != null
                && entry.sha256().matches("[0-9a-f]{64}")
                && entry.bytes() >= 0;
        if (!whole) {
            throw new InstallException("The catalogue in " + place
                    + " has an entry without name, file, size or SHA-256; its maker has to write it again.");
        }
    }
}
