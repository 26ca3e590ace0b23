package org.echelle.install.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.install.InstallException;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.JsonFiles;

/** The places that this user looks for plugins, in the order in which they were added. */
public final class CatalogueList {
    private static final ObjectMapper JSON = JsonFiles.mapper();

    private final Path file;

    /** @param root folder of the plugin store */
    public CatalogueList(Path root) {
        this.file = root.resolve("catalogues.json");
    }

    /** All places. */
    public List<String> places() {
        try {
            List<String> places = new ArrayList<>();
            JSON.readTree(Files.readAllBytes(file)).forEach(p -> places.add(p.asText()));
            return places;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new InstallException(
                    "The list of catalogues, " + file + ", is damaged (" + JsonFiles.fault(e)
                            + "); delete it and add the catalogues again.",
                    e);
        }
    }

    /** Adds a place. */
    public void add(String place) {
        List<String> places = new ArrayList<>(places());
        if (!places.contains(place)) {
            places.add(place);
            write(places);
        }
    }

    /**
     * Takes a place out.
     *
     * @param place as it is listed, or in another way that means the same
     * @throws InstallException when it is not in the list
     */
    public void remove(String place) {
        List<String> places = new ArrayList<>(places());
        if (!places.remove(place) && !places.remove(Place.named(place))) {
            throw new InstallException("There is no catalogue \"" + place + "\"; there are: "
                    + (places.isEmpty() ? "none" : String.join(", ", places)) + ".");
        }
        write(places);
    }

    private void write(List<String> places) {
        try {
            Files.createDirectories(file.getParent());
            AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(places));
        } catch (IOException e) {
            throw new InstallException(
                    "The list of catalogues cannot be written to " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
