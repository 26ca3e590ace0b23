package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Kind;
import org.echelle.api.Option;
import org.echelle.api.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigTest {
    @TempDir
    Path folder;

    /** Options such as a plugin would declare. */
    public record PluginOptions(
            @Option("where the weights lie") Path weights,
            @Option(value = "size", fallback = "32") int imageSize,
            @Option(value = "how", fallback = "bicubic") Interpolation interpolation,
            @Option("names") List<String> names,
            @Option("shares") Map<String, Double> shares) {}

    /** How to resize. */
    public enum Interpolation {
        BILINEAR,
        BICUBIC
    }

    /** An option that takes several files, and one that need not be there. */
    public record FilesOptions(
            @Option("which tables") List<Path> files,
            @Option("what lies beside") Optional<Path> beside) {}

    private static final Kind<FilesOptions> FILES = new Kind<>() {
        @Override
        public String name() {
            return "files";
        }

        @Override
        public String description() {
            return "A kind that takes several files.";
        }

        @Override
        public Class<FilesOptions> options() {
            return FilesOptions.class;
        }
    };

    private static final Kind<PluginOptions> KIND = new Kind<>() {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public String description() {
            return "A kind for tests.";
        }

        @Override
        public Class<PluginOptions> options() {
            return PluginOptions.class;
        }
    };

    private RunConfig config(String yaml, String... assignments) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, yaml);
        return RunConfig.read(file, List.of(assignments));
    }

    @Test
    void aSmallConfigFillsInTheRest() throws IOException {
        RunConfig config = config("domain: vision\nhooks: [blocks.2]\ndictionary: {features: 512, k: 8}\n");
        assertThat(config.domain()).isEqualTo("vision");
        assertThat(config.hooks()).containsExactly("blocks.2");
        assertThat(config.dictionary().features()).isEqualTo(512);
        assertThat(config.dictionary().auxWeight()).isEqualTo(-1);
        assertThat(config.extract().diskBudget()).isEqualTo(20_000_000_000L);
        assertThat(config.score().baselines()).hasSize(5);
    }

    @Test
    void anUnknownKeyIsAnsweredWithItsPlaceAndTheNearestKey() {
        assertThatThrownBy(() -> config("domain: vision\ndictionary:\n  k: 8\n  bacth: 512\n"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("run.yaml, line 4, column 3")
                .hasMessageContaining("'bacth'")
                .hasMessageContaining("did you mean 'batch'?");
        assertThatThrownBy(() -> config("domian: vision\n"))
                .hasMessageContaining("line 1, column 1")
                .hasMessageContaining("did you mean 'domain'?");
    }

    @Test
    void aWrongTypeIsAnsweredWithItsPlaceAndWhatIsWanted() {
        assertThatThrownBy(() -> config("domain: vision\ndictionary: {k: many}\n"))
                .hasMessageContaining("line 2, column 17")
                .hasMessageContaining("'k' must be a whole number, not 'many'");
        assertThatThrownBy(() -> config("domain: vision\nextract: [1, 2]\n")).hasMessageContaining("line 2, column 10");
        assertThatThrownBy(() -> config("domain: vision\nscore: {baselines: [neurons, pac]}\n"))
                .hasMessageContaining("neurons, pca, random, random-subject");
    }

    @Test
    void moreActiveFeaturesThanThereAreIsRefused() {
        assertThatThrownBy(() -> config("domain: vision\ndictionary: {features: 8, k: 9}\n"))
                .hasMessageContaining("'k' = 9 is more than the dictionary's 8 features");
    }

    @Test
    void brokenYamlAndDuplicateKeysAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> config("domain: [vision\nhooks: x\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> config("domain: vision\nseed: 1\nseed: 2\n"))
                .hasMessageContaining("line 3, column 1")
                .hasMessageContaining("second time");
        assertThatThrownBy(() -> config("- a\n- b\n")).hasMessageContaining("key: value");
    }

    @Test
    void yamlTypeTagsAreRefused() {
        assertThatThrownBy(() -> config("domain: vision\ntitle: !!javax.script.ScriptEngineManager x\n"))
                .hasMessageContaining("line 2, column 8");
    }

    @Test
    void keysOfADictionaryAloneAreToldAsTheyWereTyped() {
        assertThatThrownBy(() -> RunConfig.ofDictionary("train", List.of("featurs=3")))
                .hasMessageStartingWith(
                        "--set featurs=3: unknown key 'featurs' in dictionary; did you mean 'features'?");
        assertThatThrownBy(() -> RunConfig.ofDictionary("train", List.of("dictionary.featurs=3")))
                .hasMessageStartingWith("--set dictionary.featurs=3: unknown key 'featurs'");
        assertThatThrownBy(() -> RunConfig.ofDictionary("train", List.of("k=x")))
                .hasMessage("--set k=x: 'k' must be a whole number, not 'x'.");
        RunConfig config = RunConfig.ofDictionary(
                "train", List.of("k=5", "dictionary.features=64", "seed=7", "settings.a=[4, 8]"));
        assertThat(config.dictionary().k()).isEqualTo(5);
        assertThat(config.dictionary().features()).isEqualTo(64);
        assertThat(config.dictionary().settings()).containsEntry("a", "4,8");
        assertThat(config.seed()).isEqualTo(7);
    }

    @Test
    void assignmentsReplaceAddAndReachIntoLists() throws IOException {
        RunConfig config = config(
                "domain: vision\nconcepts:\n  - kind: folders\n",
                "dictionary.k=4",
                "hooks=[a, b]",
                "dictionary.settings.prefixes=[4, 8]",
                "concepts.0.kind=table",
                "subject.weights=w.pt");
        assertThat(config.dictionary().k()).isEqualTo(4);
        assertThat(config.hooks()).containsExactly("a", "b");
        assertThat(config.dictionary().settings()).containsEntry("prefixes", "4,8");
        assertThat(config.concepts().get(0).textOf("kind", null)).isEqualTo("table");
        assertThatThrownBy(() -> config("domain: vision\n", "dictionary.kk=4"))
                .hasMessageContaining("--set dictionary.kk=4")
                .hasMessageContaining("unknown key 'kk'");
        assertThatThrownBy(() -> config("domain: vision\n", "seed.x=4")).hasMessageContaining("--set seed.x=4");
        assertThatThrownBy(() -> config("domain: vision\nseed: 3\n", "seed.x=4"))
                .hasMessageContaining("single value");
        assertThatThrownBy(() -> config("domain: vision\n", "k")).hasMessageContaining("KEY=VALUE");
    }

    @Test
    void pluginSectionsAreBoundToTheirRecords() throws IOException {
        RunConfig config = config("""
                domain: vision
                subject:
                  weights: a/b.pt
                  image-size: 64
                  interpolation: bilinear
                  names: x, y
                  shares: {p: 0.5}
                """);
        PluginOptions options = config.bind(KIND, "subject");
        assertThat(options.weights()).isEqualTo(folder.resolve("a/b.pt"));
        assertThat(options.imageSize()).isEqualTo(64);
        assertThat(options.interpolation()).isEqualTo(Interpolation.BILINEAR);
        assertThat(options.names()).containsExactly("x", "y");
        assertThat(options.shares()).containsEntry("p", 0.5);
        assertThat(config.resolved().toString())
                .contains(folder.resolve("a/b.pt").toString());
    }

    @Test
    void pathsOnTheCommandLineAreTakenFromTheWorkingFolder() throws IOException {
        RunConfig config = config("domain: vision\n", "subject.weights=b.pt");
        assertThat(config.bind(KIND, "subject").weights())
                .isEqualTo(Path.of("b.pt").toAbsolutePath());
    }

    @Test
    void aSingleRelativePathForAnOptionOfSeveralIsFoundWhenTheRunIsReopenedElsewhere() throws IOException {
        for (String written : List.of("tables/a.csv", "[tables/a.csv]")) {
            RunConfig first = config("domain: vision\nsamples: {files: " + written + "}\n");
            List<Path> wanted = first.bind(FILES, "samples").files();
            assertThat(wanted).containsExactly(folder.resolve("tables/a.csv"));
            Path elsewhere = Files.createDirectories(folder.resolve("runs/first"));
            RunFolder.writeJson(elsewhere.resolve("run.json"), Map.of("config", first.resolved()));
            RunConfig again = RunConfig.reopen(elsewhere, List.of());
            assertThat(again.bind(FILES, "samples").files()).isEqualTo(wanted);
        }
    }

    @Test
    void aConceptsPathIsKnownAsSoonAsSamplesAreOpen() throws IOException {
        RunConfig config = config("domain: toy\nconcepts: [{kind: symbols, legend: a/legend.csv}]\n");
        OpenedDomain.subjectAndSamples(config, new ToyDomain(), Progress.SILENT).close();
        assertThat(config.resolved().toString())
                .contains(folder.resolve("a/legend.csv").toString());
        RunConfig wrong = config("domain: toy\nconcepts: [{kind: symbols, legnd: a}]\n");
        assertThatThrownBy(() -> OpenedDomain.subjectAndSamples(wrong, new ToyDomain(), Progress.SILENT))
                .hasMessageContaining("legnd")
                .hasMessageContaining("did you mean 'legend'");
    }

    @Test
    void anEmptyPathTakesAnOptionalFileAwayAndIsRefusedForANeededOne() throws IOException {
        assertThat(config("domain: vision\nsamples: {beside: a.csv}\n", "samples.beside=")
                        .bind(FILES, "samples")
                        .beside())
                .isEmpty();
        assertThat(config("domain: vision\nsamples:\n  beside:\n")
                        .bind(FILES, "samples")
                        .beside())
                .isEmpty();
        RunConfig config = config("domain: vision\nsubject: {weights: a.pt}\n", "subject.weights=");
        assertThatThrownBy(() -> config.bind(KIND, "subject"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("'weights' is empty; it must name a file or folder");
    }

    @Test
    void aMissingRequiredKeyIsNamedWithItsMeaning() throws IOException {
        RunConfig config = config("domain: vision\nsubject: {image-size: 3}\n");
        assertThatThrownBy(() -> config.bind(KIND, "subject"))
                .hasMessageContaining("line 2, column 10")
                .hasMessageContaining("'weights'")
                .hasMessageContaining("where the weights lie");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> RunConfig.read(folder.resolve("none.yaml"), List.of()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void quantitiesTakeUnits() {
        assertThat(Quantity.parseLong("10GB")).isEqualTo(10_000_000_000L);
        assertThat(Quantity.parseLong("256MiB")).isEqualTo(256L << 20);
        assertThat(Quantity.parseLong("1_000")).isEqualTo(1000);
        assertThat(Quantity.parseLong("1.5k")).isEqualTo(1500);
        assertThatThrownBy(() -> Quantity.parseLong("ten")).isInstanceOf(NumberFormatException.class);
    }
}
