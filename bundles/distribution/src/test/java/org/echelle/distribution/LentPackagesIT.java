package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.host.Host;
import org.junit.jupiter.api.Test;

/** What the launcher lends to bundles is what its jars hold. */
class LentPackagesIT {
    @Test
    void everyPackageOfDjlAndSlf4jIsLentWithItsRealVersion() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (Path jar : jars()) {
            String name = jar.getFileName().toString();
            String prefix = name.startsWith("slf4j-api-") ? "org/slf4j/" : "ai/djl/";
            if (!name.startsWith("slf4j-api-") && !name.startsWith("api-") && !name.startsWith("pytorch-engine-")) {
                continue;
            }
            String version = name.replaceFirst(".*?-(\\d[^-]*)\\.jar$", "$1");
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream()
                        .map(e -> e.getName())
                        .filter(e -> e.startsWith(prefix) && e.endsWith(".class"))
                        .forEach(e -> expected.add(
                                e.substring(0, e.lastIndexOf('/')).replace('/', '.') + ";version=" + version));
            }
        }

        expected.add("org.echelle.host.spi;version=1.0.0"); // what installers and the host say to each other

        Set<String> lent = Stream.of(facts().getProperty("system.packages").split(","))
                .filter(p -> !p.endsWith(";version=1.7.36"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(lent).isEqualTo(expected).contains("ai.djl.ndarray;version=0.35.1", "org.slf4j;version=2.0.17");
    }

    @Test
    void theTripleOfDjlIsWholeOnTheLaunchersClassPath() throws Exception {
        List<String> names =
                jars().stream().map(j -> j.getFileName().toString()).toList();

        assertThat(names)
                .contains(
                        "api-0.35.1.jar",
                        "pytorch-engine-0.35.1.jar",
                        "pytorch-jni-2.7.1-0.35.1.jar",
                        "pytorch-native-cpu-2.7.1-linux-x86_64.jar");
    }

    private static List<Path> jars() throws Exception {
        try (Stream<Path> lib = Files.list(Distribution.HOME.resolve("lib"))) {
            return lib.toList();
        }
    }

    private static Properties facts() throws Exception {
        Properties facts = new Properties();
        try (InputStream in = Host.class.getResourceAsStream("system-packages.properties")) {
            facts.load(in);
        }
        return facts;
    }
}
