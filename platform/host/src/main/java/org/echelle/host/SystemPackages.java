package org.echelle.host;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;

/**
 * Lists the packages of DJL, SLF4J and the host's own contract with their real versions; run once, by the build.
 *
 * <p>The system bundle exports them, so that every bundle sees the one copy on the launcher's class path, which owns the natives
 * (a native library can be loaded by one class loader of a JVM only). SLF4J is offered as 1.7.36 too, which is what older bundles
 * import and what SLF4J 2 still is compatible with.
 */
public final class SystemPackages {
    private SystemPackages() {}

    /**
     * Called by the build.
     *
     * @param arguments output file, version of Echelle, of DJL, of SLF4J
     */
    public static void main(String[] arguments) throws IOException {
        String djl = arguments[2];
        String slf4j = arguments[3];
        StringBuilder packages = new StringBuilder();
        append(packages, djl, packagesOf(jarOf(ai.djl.Device.class), "ai.djl"));
        append(packages, djl, packagesOf(jarOf(ai.djl.pytorch.engine.PtNDArray.class), "ai.djl"));
        NavigableSet<String> logging = packagesOf(jarOf(org.slf4j.Logger.class), "org.slf4j");
        append(packages, slf4j, logging);
        append(packages, "1.7.36", logging);
        append(packages, "1.0.0", new TreeSet<>(Set.of("org.echelle.host.spi")));
        Path out = Path.of(arguments[0]);
        Files.createDirectories(out.getParent());
        Files.write(
                out,
                List.of("echelle.version=" + arguments[1], "djl.version=" + djl, "system.packages=" + packages),
                StandardCharsets.ISO_8859_1);
    }

    /** The packages of a jar that hold classes, below a prefix. */
    static NavigableSet<String> packagesOf(Path jar, String prefix) throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && name.indexOf('/') > 0)
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .filter(name -> name.equals(prefix) || name.startsWith(prefix + "."))
                    .forEach(names::add);
        }
        return names;
    }

    static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new HostException("The jar of " + type.getName() + " has no readable place.", e);
        }
    }

    private static void append(StringBuilder to, String version, NavigableSet<String> names) {
        for (String name : names) {
            to.append(to.length() == 0 ? "" : ",")
                    .append(name)
                    .append(";version=")
                    .append(version);
        }
    }
}
