package org.echelle.install.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.echelle.install.jar.PluginJar;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.torch.AtomicFiles;

/** Puts installed plugins with a list of them into one archive, for a machine without network. */
public final class Exported {
    private Exported() {}

    /** Writes the archive, whole or not at all. */
    public static void write(PluginStore store, List<Installed> plugins, Path archive) {
        List<Entry> entries = new ArrayList<>();
        for (Installed plugin : plugins) {
            entries.add(CatalogueWriter.entry(
                    PluginJar.read(store.jar(plugin.now())), plugin.now().file()));
        }
        AtomicFiles.write(archive, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.putNextEntry(new ZipEntry(Catalogue.FILE));
            zip.write(CatalogueWriter.bytes(entries));
            for (Installed plugin : plugins) {
                zip.putNextEntry(new ZipEntry(plugin.now().file()));
                Files.copy(store.jar(plugin.now()), zip);
            }
            zip.finish();
        });
    }
}
