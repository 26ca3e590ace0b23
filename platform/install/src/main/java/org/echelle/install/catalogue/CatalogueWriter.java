package org.echelle.install.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.install.InstallException;
import org.echelle.install.jar.PluginJar;
import org.echelle.torch.AtomicFiles;

/** Writes the list of a folder of plugins, and signs it. */
public final class CatalogueWriter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CatalogueWriter() {}

    /**
     * Looks at every jar of a folder and writes {@code catalogue.json} beside them, with its signature or without. What was there
     * stays until everything is in hand that takes its place.
     *
     * @param key to sign with; empty to sign not at all
     * @return what it lists
     * @throws InstallException when a jar is no plugin, or the files cannot be written
     */
    public static List<Entry> write(Path folder, Optional<ListKey> key) {
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new InstallException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (jars.isEmpty()) {
            throw new InstallException("There is no .jar in " + folder + " to make a catalogue of.");
        }
        List<Entry> entries = new ArrayList<>();
        for (Path jar : jars) {
            entries.add(entry(PluginJar.read(jar), jar.getFileName().toString()));
        }
        try {
            byte[] list = bytes(entries);
            Optional<byte[]> signature = key.map(k -> k.sign(list));
            Path signed = folder.resolve(Catalogue.SIGNATURE);
            AtomicFiles.write(folder.resolve(Catalogue.FILE), list);
            // Whoever reads in between has a list that is not what was signed, and uses nothing of it.
            if (signature.isPresent()) {
                AtomicFiles.write(signed, signature.get());
            } else {
                Files.deleteIfExists(signed);
            }
        } catch (IOException e) {
            throw new InstallException("The catalogue cannot be written to " + folder + ": " + e.getMessage() + ".", e);
        }
        return entries;
    }

    /** The list of some entries as it lies in a file. */
    static byte[] bytes(List<Entry> entries) throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing((Entry e) -> e.plugin().name()).thenComparing(Entry::file));
        return JSON.writeValueAsBytes(new Catalogue.Listing(Catalogue.FORMAT, sorted));
    }

    static Entry entry(PluginJar jar, String file) {
        return new Entry(
                jar.facts(),
                file,
                jar.bytes(),
                jar.sha256(),
                jar.signer().map(s -> s.fingerprint()).orElse(""));
    }
}
