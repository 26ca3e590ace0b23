package org.echelle.medical.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.pictures.EncodedPictures;

/** Picture files, decoded when they are asked for. */
final class PicturesSource implements SampleSource {
    private final EncodedPictures films;
    private final Map<String, String> patients;

    PicturesSource(Path root, List<String> names, Map<String, String> patients) {
        films = new EncodedPictures("film", root.toString(), names, name -> Files.readAllBytes(root.resolve(name)));
        this.patients = patients;
    }

    @Override
    public int size() {
        return films.names().size();
    }

    @Override
    public String id(int index) {
        return films.names().get(index);
    }

    @Override
    public String group(int index) {
        return patients.getOrDefault(id(index), id(index));
    }

    @Override
    public String groupedBy() {
        return patients.isEmpty() ? "" : "patient";
    }

    @Override
    public String fingerprint() {
        return films.fingerprint();
    }

    @Override
    public Sample load(int index) {
        return PictureFile.decode(id(index), films.read(index));
    }
}
