package org.echelle.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.echelle.host.Folders;

/** The assembled distribution, and little plugins to throw at it. */
final class Distribution {
    static final Path HOME = Path.of(System.getProperty("echelle.distribution", "target/echelle"))
            .toAbsolutePath();

    private Distribution() {}

    /** The distribution's folders with a plugin folder and a state of the test's own. */
    static Folders folders(Path temporary) throws IOException {
        Path plugins = Files.createDirectories(temporary.resolve("plugins"));
        Path state = Files.createDirectories(temporary.resolve("state"));
        return new Folders(HOME, java.util.List.of(plugins), state, state.resolve("logs"), state.resolve("host"));
    }

    /** Writes a jar with these manifest headers and the byte code of these classes. */
    static Path jar(Path file, Map<String, String> headers, Class<?>... classes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        Path fresh = file.resolveSibling(file.getFileName() + ".fresh");
        try (OutputStream out = Files.newOutputStream(fresh);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new ZipEntry(name));
                jar.write(type.getClassLoader().getResourceAsStream(name).readAllBytes());
                jar.closeEntry();
            }
        }
        return Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** A whole plugin: {@link ToyPlugin} with its domain. */
    static Path toyPlugin(Path file) throws IOException {
        return jar(
                file,
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example.toy",
                        "Bundle-Version", "1.2.0",
                        "Bundle-Activator", ToyPlugin.class.getName(),
                        "Import-Package",
                                "org.osgi.framework,org.echelle.api;version=\"[1.0,2)\",ai.djl.ndarray;version=\"[0.35,0.36)\""),
                ToyPlugin.class,
                ToyPlugin.ToyDomain.class);
    }
}
