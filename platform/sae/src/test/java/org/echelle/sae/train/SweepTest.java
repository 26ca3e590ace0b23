package org.echelle.sae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainableKind;
import org.echelle.sae.worlds.SmallWorld;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final SmallWorld SMALL = new SmallWorld(3, 3000, 16, 32, 0.06);

    @TempDir
    Path dir;

    @BeforeAll
    static void oneThread() {
        Torch.threads(1);
    }

    @Test
    void aMembersBytesAreThoseOfATrainingOfItsOwn() throws IOException {
        sweep(members(), dir.resolve("sweep"), false, Progress.SILENT);
        for (var member : members().entrySet()) {
            Path alone = dir.resolve("alone").resolve(member.getKey());
            Training.run(
                    member.getValue(), SMALL.source(), Device.cpu(), alone, false, Progress.SILENT, TrainListener.NONE);
            assertThat(tensors(dir.resolve("sweep").resolve(member.getKey())))
                    .as(member.getKey())
                    .isEqualTo(tensors(alone));
        }
    }

    @Test
    void anotherSeedGivesOtherWeightsWhichDoNotDependOnWhoElseIsTrained() throws IOException {
        Map<String, TrainConfig> many = members();
        many.put("other-seed", small().withSeed(5));
        sweep(many, dir.resolve("many"), false, Progress.SILENT);
        Map<String, TrainConfig> two = new LinkedHashMap<>();
        two.put("batch-topk", many.get("batch-topk"));
        two.put("other-seed", many.get("other-seed"));
        sweep(two, dir.resolve("two"), false, Progress.SILENT);
        assertThat(tensors(dir.resolve("many/other-seed")))
                .isEqualTo(tensors(dir.resolve("two/other-seed")))
                .isNotEqualTo(tensors(dir.resolve("many/topk")));
    }

    @Test
    void aStoppedSweepGoesOnFromTheNewestStepThatIsSoundForAll() throws IOException {
        sweep(members(), dir.resolve("whole"), false, Progress.SILENT);
        Path broken = dir.resolve("broken");
        assertThatThrownBy(() -> sweep(members(), broken, false, new StopAfter(33)))
                .isInstanceOf(CancelledException.class);
        Path last = broken.resolve("batch-topk/checkpoints/step-000033");
        try (var files = Files.list(last)) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {1, 2, 3}); // as a crash in the middle of writing leaves it
            }
        }
        StopAfter heard = StopAfter.never();
        List<Sweep.Member> resumed = sweep(members(), broken, true, heard);
        assertThat(resumed).allMatch(m -> m.result().resumedFrom() == 30);
        assertThat(heard.notes()).contains("Going on from step 30 of 40.");
        assertThat(heard.notes()).anyMatch(n -> n.contains("damaged") && n.contains("Going on from the one before"));
        for (String member : members().keySet()) {
            assertThat(tensors(broken.resolve(member)))
                    .as(member)
                    .isEqualTo(tensors(dir.resolve("whole").resolve(member)));
        }
    }

    @Test
    void aDamagedCheckpointIsNotKeptInPlaceOfASoundOne() throws IOException {
        assertThatThrownBy(() -> sweep(members(), dir, false, new StopAfter(28)))
                .isInstanceOf(CancelledException.class);
        Path checkpoints = dir.resolve("batch-topk/checkpoints");
        Files.write(checkpoints.resolve("step-000028/state.safetensors"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> sweep(members(), dir, true, new StopAfter(10))).isInstanceOf(CancelledException.class);
        try (var files = Files.list(checkpoints)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-000020", "step-000030");
        }
    }

    @Test
    void aMemberThatDivergesEndsAloneAndStaysOutOfAResumedSweep() throws IOException {
        Map<String, TrainConfig> configs = members();
        configs.put("wild", small().withLearningRate(1e30).withSchedule(0, 1));
        sweep(members(), dir.resolve("whole"), false, Progress.SILENT);
        Path folder = dir.resolve("sweep");
        assertThatThrownBy(() -> sweep(configs, folder, false, new StopAfter(33)))
                .isInstanceOf(CancelledException.class);
        List<Sweep.Member> members = sweep(configs, folder, true, Progress.SILENT);
        assertThat(members.get(2).name()).isEqualTo("wild");
        assertThat(members.get(2).failure())
                .contains("Training of wild stopped at step")
                .contains("learning rate");
        assertThat(folder.resolve("wild/dictionary.json")).doesNotExist();
        assertThat(members.get(0).result().resumedFrom()).isEqualTo(33);
        for (String member : members().keySet()) {
            assertThat(tensors(folder.resolve(member)))
                    .isEqualTo(tensors(dir.resolve("whole").resolve(member)));
        }
    }

    @Test
    void onlyNamesThatAreFoldersOfTheirOwnAreTaken() {
        for (String bad : List.of("", "..", "a/b", "a\\b", ".hidden", "-x", "ends.", "x".repeat(121), "a\u0000b")) {
            assertThatThrownBy(() -> sweep(Map.of(bad, small()), dir, false, Progress.SILENT))
                    .as(bad)
                    .isInstanceOf(SaeException.class)
                    .hasMessageContaining("becomes a folder");
        }
        assertThatThrownBy(() -> sweep(Map.of("a", small(), "A", small()), dir, false, Progress.SILENT))
                .hasMessageContaining("capital letters");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void membersThatCannotShareAStreamAreRefused() {
        Map<String, TrainConfig> configs = new LinkedHashMap<>();
        configs.put("a", small());
        configs.put("b", small().withBatch(64));
        assertThatThrownBy(() -> sweep(configs, dir, false, Progress.SILENT))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("batch is 96 for a and 64 for b");
    }

    @Test
    void theCatalogDescribesEveryTrainableArchitecture() {
        assertThat(TrainableKind.all())
                .extracting(TrainableKind::name)
                .containsExactlyElementsOf(TrainableKind.names());
        assertThat(TrainableKind.all())
                .allSatisfy(kind -> assertThat(kind.summary()).isNotBlank().doesNotContain("\n"));
    }

    private static Map<String, TrainConfig> members() {
        Map<String, TrainConfig> configs = new LinkedHashMap<>();
        configs.put("topk", small());
        configs.put(
                "batch-topk",
                small().withArchitecture("batch-topk").withFeatures(32).withK(3));
        return configs;
    }

    private static TrainConfig small() {
        return TrainConfig.topk(48, 4)
                .withBatch(96)
                .withSteps(40)
                .withIntervals(10, 10)
                .withAux(1 / 32.0, 8, 300);
    }

    private static List<Sweep.Member> sweep(
            Map<String, TrainConfig> configs, Path folder, boolean resume, Progress progress) {
        return Sweep.run(configs, SMALL.source(), Device.cpu(), folder, resume, progress, (name, point) -> {});
    }

    private static byte[] tensors(Path folder) throws IOException {
        return Files.readAllBytes(folder.resolve(StoredDictionary.TENSORS));
    }
}
