package org.echelle.medical.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;

/** Picture files, decoded when they are asked for. */
final class PicturesSource implements SampleSource {
    private final Path root;
    private final List<String> names;
    private final Map<String, String> patients;
    private String fingerprint; // reads every file, so not before somebody asks

    PicturesSource(Path root, List<String> names, Map<String, String> patients) {
        this.root = root;
        this.names = names;
        this.patients = patients;
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public String id(int index) {
        return names.get(index);
    }

    @Override
    public String group(int index) {
        return patients.getOrDefault(names.get(index), names.get(index));
    }

    @Override
    public String groupedBy() {
        return patients.isEmpty() ? "" : "patient";
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = Spread.sha256();
            for (String name : names) {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                try {
                    digest.update(Spread.sha256().digest(Files.readAllBytes(root.resolve(name))));
                } catch (IOException e) {
                    throw new MedicalException(
                            "The film " + name + " in " + root + " cannot be read: " + e.getMessage() + ".", e);
                }
            }
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        String name = names.get(index);
        byte[] file;
        try {
            file = Files.readAllBytes(root.resolve(name));
        } catch (IOException e) {
            throw new BadSampleException(
                    "The film " + name + " in " + root + " cannot be read: " + e.getMessage() + ".", e);
        }
        return PictureFile.decode(name, file);
    }
}
