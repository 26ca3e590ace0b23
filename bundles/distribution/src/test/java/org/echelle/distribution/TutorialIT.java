package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Your first adapter in half an hour", carried out as it stands: commands and files of the document, in an empty folder. */
class TutorialIT {
    private static final Pattern CONFORMS =
            Pattern.compile("Tests run: 3\\d, Failures: 0, Errors: 0, Skipped: 0, Time");

    @TempDir
    private static Path temporary;

    private static PluginKit kit;
    private static Tutorial tutorial;
    private static String said;

    @BeforeAll
    static void carriedOut() throws Exception {
        kit = PluginKit.in(temporary);
        Path document = Path.of(System.getProperty("echelle.root", "../..")).resolve("platform/archetype/TUTORIAL.md");
        tutorial = new Tutorial(document, Files.createDirectory(temporary.resolve("parts")));
        said = kit.bash(tutorial.script("")).text();
    }

    @AfterAll
    static void cleared() throws IOException {
        if (kit != null) {
            kit.close();
        }
    }

    private static Path project() {
        return kit.folder().resolve("my-cells");
    }

    @Test
    void bothBuildsKeepTheContract() {
        assertThat(CONFORMS.matcher(said).results().count()).as(said).isEqualTo(2);
        assertThat(said).containsPattern("org\\.example\\.my-cells +1\\.0\\.0 +active +cells");
    }

    @Test
    void theLibraryLiesInThePluginWithoutItsNativeCode() throws IOException {
        try (JarFile jar =
                new JarFile(project().resolve("target/my-cells-1.0.0.jar").toFile())) {
            assertThat(jar.getEntry("io/jhdf/HdfFile.class")).isNotNull();
            assertThat(jar.stream().map(e -> e.getName().replaceAll(".*\\.", "")))
                    .doesNotContain("so", "dll", "dylib");
            assertThat(jar.getManifest().getMainAttributes().getValue("Import-Package"))
                    .contains("org.echelle.api;version=\"[1.")
                    .doesNotContain("io.jhdf")
                    .doesNotContain("net.jpountz");
        }
    }

    @Test
    void featuresOfABottleneckThatIsTooNarrowTellMadeTypesBetterThanNeurons() throws IOException {
        assertThat(project().resolve("run/report/index.html")).isNotEmptyFile();
        Map<String, Double> found = meanF1(project().resolve("run"), 8);
        assertThat(found.get("SAE")).isGreaterThan(found.get("neurons")).isGreaterThan(found.get("untrained subject"));
    }

    @Test
    void bloodCellsAreReadFromTheirFileAndScoredByType() throws Exception {
        Path cells = Shared.file("assets/extra/singlecell/10x_pbmc68k_reduced.h5ad");
        kit.bash("cd my-cells\nexport ECHELLE_PLUGINS=$PWD/target\ncp " + cells + " pbmc.h5ad\n"
                + tutorial.script("real-data"));
        Map<String, Double> found = meanF1(project().resolve("pbmc-run"), 9);
        assertThat(found.get("SAE")).isGreaterThan(found.get("untrained subject"));
        JsonNode run = EchelleProcess.json(project().resolve("pbmc-run/run.json"));
        assertThat(run.at("/samples/count").asInt()).isEqualTo(700);
        assertThat(run.at("/subject/architecture").asText()).isEqualTo("autoencoder, 765 to 64 to 16 and back");
    }

    private static Map<String, Double> meanF1(Path run, int concepts) throws IOException {
        JsonNode score = EchelleProcess.json(run.resolve("run.json")).at("/steps/score encoder.2");
        assertThat(score.path("concepts").asInt()).isEqualTo(concepts);
        Map<String, Double> found = new HashMap<>();
        score.path("methods")
                .forEach(m ->
                        found.put(m.path("method").asText(), m.path("meanF1").asDouble()));
        return found;
    }
}
