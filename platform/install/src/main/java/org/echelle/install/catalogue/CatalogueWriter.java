package org.echelle.install.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.install.InstallException;
import org.echelle.install.jar.PluginJar;
import org.echelle.torch.AtomicFiles;

/** Writes the list of a folder of plugins, and signs it. */
public final class CatalogueWriter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CatalogueWriter() {}

    /**
     * Looks at every jar of a folder and writes {@code catalogue.json} beside them.
     *
     * @return what it lists
     * @throws InstallException when a jar is no plugin
     */
    public static List<Entry> write(Path folder) {
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
            Files.deleteIfExists(folder.resolve(Catalogue.SIGNATURE));
            AtomicFiles.write(folder.resolve(Catalogue.FILE), bytes(entries));
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

    /**
     * Signs the list of a folder.
     *
     * @param keystore PKCS#12 or JKS, as for {@code jarsigner}
     * @param alias of the key
     * @param password of keystore and key
     */
    public static void sign(Path folder, Path keystore, String alias, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance(keystore.toFile(), password);
            Key key = store.getKey(alias, password);
            if (!(key instanceof PrivateKey secret) || !(store.getCertificate(alias) instanceof X509Certificate own)) {
                throw new InstallException("The keystore " + keystore + " has no key \"" + alias + "\"; it has "
                        + String.join(", ", java.util.Collections.list(store.aliases())) + ".");
            }
            byte[] list;
            try (InputStream in = Files.newInputStream(folder.resolve(Catalogue.FILE))) {
                list = in.readAllBytes();
            }
            AtomicFiles.write(folder.resolve(Catalogue.SIGNATURE), ListSignature.sign(list, secret, own));
        } catch (IOException | GeneralSecurityException e) {
            throw new InstallException(
                    "The catalogue cannot be signed with " + keystore + ": " + e.getMessage() + ".", e);
        }
    }
}
