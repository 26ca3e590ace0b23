package org.echelle.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What plugins compile against changes only together with its version: all public signatures are written down in
 * {@code contract.txt}. After a wanted change raise {@code @Version} in {@code package-info.java} (minor for what plugins only call,
 * major for what they implement) and run this test once with {@code -Dechelle.test.args=-Dcontract.write=true}.
 */
class ContractTest {
    private static final Path WRITTEN = Path.of("src/test/resources/org/echelle/api/contract.txt");

    @Test
    void changesOnlyTogetherWithItsVersion() throws Exception {
        List<String> now = signatures();
        now.add(0, "version " + version());
        if (Boolean.getBoolean("contract.write")) {
            List<String> before = Files.exists(WRITTEN) ? Files.readAllLines(WRITTEN) : List.of("");
            assertThat(now.equals(before) || !now.get(0).equals(before.get(0)))
                    .as("the signatures changed: raise @Version in package-info.java first")
                    .isTrue();
            Files.write(WRITTEN, now);
        }
        assertThat(now)
                .as("the contract of plugins changed; see the comment of this test")
                .isEqualTo(Files.readAllLines(WRITTEN));
    }

    private static List<String> signatures() throws Exception {
        List<String> lines = new ArrayList<>();
        Path classes = Path.of(
                Domain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve("org/echelle/api"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName("org.echelle.api." + name);
                if (!name.equals("package-info") && Modifier.isPublic(type.getModifiers())) {
                    lines.add(type.toGenericString());
                    Stream.of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                            .flatMap(Arrays::stream)
                            .filter(m -> (m.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                            .filter(m -> !((Member) m).isSynthetic())
                            .map(m -> "    " + text(m))
                            .sorted()
                            .forEach(lines::add);
                }
            }
        }
        return lines;
    }

    private static String text(Member member) {
        return member instanceof java.lang.reflect.Field field
                ? field.toGenericString()
                : ((java.lang.reflect.Executable) member).toGenericString();
    }

    private static String version() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("target/classes/META-INF/MANIFEST.MF"))) {
            String exported = new Manifest(in).getMainAttributes().getValue("Export-Package");
            return exported.replaceFirst(".*org\\.echelle\\.api;.*?version=\"([^\"]*)\".*", "$1");
        }
    }
}
