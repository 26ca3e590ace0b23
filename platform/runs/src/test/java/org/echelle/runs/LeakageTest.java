package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.ConceptScores;
import org.echelle.api.Progress;
import org.echelle.store.ActivationStore;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Splits that hold and splits that leak. */
class LeakageTest {
    private static final int SAMPLES = 120;

    @TempDir
    Path temp;

    private JsonNode run(Path out, boolean resume, Progress progress, String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy",
                "samples.count=" + SAMPLES,
                "concepts=[{kind: symbols, planted: true}]",
                "hooks=[embed]",
                "dictionary={features: 12, k: 1, batch: 64, steps: 150}",
                "score.bootstrap=20",
                "score.baselines=[plain]",
                "out=" + out));
        all.addAll(List.of(assignments));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), progress)) {
            new Run(opened, folder, Map.of("echelle", "test"), progress).go(Run.Step.SCORE, resume);
            return folder.provenance();
        }
    }

    /** Strips 0 to 9 are patient 0's, 10 to 19 patient 1's, and so on. */
    private Path patients() throws IOException {
        return Files.writeString(
                temp.resolve("patients.csv"),
                IntStream.range(0, SAMPLES)
                        .mapToObj(i -> "strip-" + i + ",patient " + i / 10)
                        .collect(Collectors.joining("\n", "sample,patient\n", "\n")));
    }

    static SampleGroups groups(Optional<Path> table, List<String> heldOut) {
        return SampleGroups.of(
                new ToyDomain.Strips(new ToyDomain.StripOptions(SAMPLES, 0)),
                SAMPLES,
                options(table, heldOut),
                Progress.SILENT);
    }

    private static ScoringOptions options(Optional<Path> table, List<String> heldOut) {
        return new ScoringOptions(0.5, table, heldOut, 0.5, 0, 0, List.of());
    }

    @Test
    void groupsOfATableAreNeverDividedAndTravelWithStoreDictionaryAndRun() throws Exception {
        JsonNode run = run(temp.resolve("run"), false, Progress.SILENT, "score.groups=" + patients());
        assertThat(run.path("split").path("grouped-by").asText()).isEqualTo("patient");
        assertThat(run.path("split").path("groups").asInt()).isEqualTo(12);
        assertThat(run.path("warnings")).isEmpty();
        assertThat(run.path("split").path("held-out-samples").asInt() % 10).isZero();
        JsonNode crossings = run.path("steps").path("score embed").path("crossings");
        assertThat(crossings.path("related-pairs").asInt()).isEqualTo(12 * 45);
        assertThat(crossings.path("related-pairs-parted-by-chance").asDouble()).isEqualTo(270);
        assertThat(crossings.path("concept-pairs").asInt()).isPositive();
        TrainingGroups trained =
                TrainingGroups.read(temp.resolve("run/hooks/embed/dictionary")).orElseThrow();
        assertThat(trained.kind()).isEqualTo("patient");
        assertThat(trained.samples()).hasSize(10 * trained.groups().length);
        try (ActivationStore store = ActivationStore.open(temp.resolve("run/hooks/embed/activations"))) {
            assertThat(store.manifest().facts())
                    .containsEntry("grouped-by", "patient")
                    .containsEntry("groups", 12);
        }
    }

    @Test
    void whereNoGroupsAreKnownTheRunSaysSo() {
        NotedProgress notes = new NotedProgress();
        JsonNode run = run(temp.resolve("run"), false, notes);
        assertThat(run.path("warnings").get(0).asText())
                .contains("No groups are known")
                .contains("score.groups");
        assertThat(notes.notes()).anyMatch(n -> n.contains("No groups are known"));
    }

    @Test
    void aDictionaryThatHasSeenHeldOutSamplesIsReported() throws Exception {
        Path out = temp.resolve("run");
        String groups = "score.groups=" + patients();
        run(out, false, Progress.SILENT, groups);
        // The planted leak: the dictionary in the folder is one that was trained on everything.
        BitSet everything = new BitSet();
        everything.set(0, SAMPLES);
        TrainingGroups.of(groups(Optional.of(patients()), List.of()), everything)
                .write(out.resolve("hooks/embed/dictionary"));
        NotedProgress notes = new NotedProgress();
        JsonNode run = run(out, true, notes, groups);
        int heldOut = run.path("split").path("held-out-samples").asInt();
        String sentence =
                "LEAK: the dictionary at embed was trained on " + heldOut + " of the " + heldOut + " held-out samples";
        assertThat(run.path("warnings").get(0).asText()).startsWith(sentence);
        assertThat(notes.notes()).anyMatch(n -> n.startsWith(sentence));
    }

    @Test
    void aPatientOnBothSidesIsReportedForTheSplitAndForTheDictionary() throws Exception {
        SampleGroups groups = groups(Optional.of(patients()), List.of());
        BitSet selection = new BitSet();
        BitSet heldOut = new BitSet();
        selection.set(0, 65);
        heldOut.set(65, SAMPLES);
        SplitSides leaking = new SplitSides(selection, heldOut, 12);
        assertThat(Leakage.ofSplit(groups, leaking))
                .singleElement()
                .asString()
                .startsWith("LEAK: 1 of 12 groups (such as patient 6) are on both");
        assertThat(Leakage.ofDictionary("h", Optional.of(TrainingGroups.of(groups, selection)), groups, heldOut))
                .singleElement()
                .asString()
                .startsWith("LEAK: the dictionary at h was trained on samples of 1 of the 6 held-out groups");
        SplitSides sound = SplitSides.of(groups, options(Optional.empty(), List.of()), 3);
        assertThat(Leakage.ofSplit(groups, sound)).isEmpty();
        assertThat(Leakage.ofDictionary(
                        "h", Optional.of(TrainingGroups.of(groups, sound.selection())), groups, sound.heldOut()))
                .isEmpty();
    }

    @Test
    void aDictionaryWithoutRecordOrWithOtherGroupsIsSaidToBeUnknown() throws Exception {
        SampleGroups groups = groups(Optional.of(patients()), List.of());
        BitSet selection = new BitSet();
        selection.set(0, 60);
        BitSet heldOut = new BitSet();
        heldOut.set(60, SAMPLES);
        assertThat(Leakage.ofDictionary("h", Optional.empty(), groups, heldOut))
                .singleElement()
                .asString()
                .contains("not recorded");
        TrainingGroups byStrip = TrainingGroups.of(groups(Optional.empty(), List.of()), selection);
        assertThat(Leakage.ofDictionary("h", Optional.of(byStrip), groups, heldOut))
                .singleElement()
                .asString()
                .contains("grouped by nothing known, here they are grouped by patient");
    }

    @Test
    void namedGroupsAreHeldOutAndNoOthers() throws Exception {
        SampleGroups groups = groups(Optional.of(patients()), List.of());
        SplitSides sides = SplitSides.of(groups, options(Optional.empty(), List.of("patient 3", "patient 11")), 0);
        assertThat(sides.heldOut().stream()).hasSize(20).allMatch(s -> s / 10 == 3 || s / 10 == 11);
        assertThat(sides.selection().cardinality()).isEqualTo(100);
        assertThatThrownBy(() -> SplitSides.of(groups, options(Optional.empty(), List.of("patient 99")), 0))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("'patient 99'")
                .hasMessageContaining("patient 0, patient 1");
    }

    @Test
    void aSplitThatLeavesASideEmptyIsRefused() throws Exception {
        SampleGroups groups = groups(Optional.of(patients()), List.of());
        List<String> all = IntStream.range(0, 12).mapToObj(i -> "patient " + i).toList();
        assertThatThrownBy(() -> SplitSides.of(groups, options(Optional.empty(), all), 0))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("names all of them");
        Path one = Files.writeString(
                temp.resolve("one.csv"),
                IntStream.range(0, SAMPLES)
                        .mapToObj(i -> "strip-" + i + ",only")
                        .collect(Collectors.joining("\n", "sample,patient\n", "")));
        SampleGroups single = groups(Optional.of(one), List.of());
        assertThatThrownBy(() -> SplitSides.of(single, options(Optional.empty(), List.of()), 0))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("1 group,")
                .hasMessageContaining("too few");
    }

    @Test
    void tablesOfGroupsThatFitNothingAreRefusedInASentence() throws Exception {
        Path strangers = Files.writeString(temp.resolve("a.csv"), "sample,patient\nnobody,1\n");
        assertThatThrownBy(() -> groups(Optional.of(strangers), List.of()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("names none of the 120 samples")
                .hasMessageContaining("strip-0");
        Path twice = Files.writeString(temp.resolve("b.csv"), "sample,patient\nstrip-1,1\nstrip-1,2\n");
        assertThatThrownBy(() -> groups(Optional.of(twice), List.of()))
                .hasMessageContaining("into two groups, 1 and 2");
        Path narrow = Files.writeString(temp.resolve("c.csv"), "sample\nstrip-1\n");
        assertThatThrownBy(() -> groups(Optional.of(narrow), List.of())).hasMessageContaining("no second column");
        assertThatThrownBy(() -> groups(Optional.of(temp.resolve("none.csv")), List.of()))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aShufflePermutesGroupsWithinASideAndKeepsThemTogether() throws Exception {
        SampleGroups groups = groups(Optional.of(patients()), List.of());
        SplitSides sides = SplitSides.of(groups, options(Optional.empty(), List.of()), 1);
        LabelShuffle shuffle = LabelShuffle.of(groups, sides, 5);
        int moved = 0;
        for (int s = 0; s < SAMPLES; s++) {
            assertThat(sides.heldOut().get(shuffle.from(s)))
                    .isEqualTo(sides.heldOut().get(s));
            assertThat(shuffle.from(s) / 10).isEqualTo(shuffle.from(s / 10 * 10) / 10);
            moved += shuffle.from(s) != s ? 1 : 0;
        }
        assertThat(moved).isPositive();
        assertThat(IntStream.range(0, SAMPLES).map(shuffle::from).distinct()).hasSize(SAMPLES);
    }

    @Test
    void shuffledLabelsAreScoredBesideTheTrueOnes() {
        JsonNode run = run(temp.resolve("run"), false, Progress.SILENT, "score.shuffles=4");
        JsonNode score = run.path("steps").path("score embed");
        JsonNode shuffled = score.path("shuffled-labels");
        assertThat(shuffled.path("shuffles").asInt()).isEqualTo(4);
        assertThat(shuffled.path("shuffles-with-discoveries").asInt()).isLessThanOrEqualTo(1);
        assertThat(score.path("discoveries").asInt()).isGreaterThanOrEqualTo(ToyDomain.SYMBOLS);
    }

    @Test
    void plainFeaturesStandBesideTheDictionaryAndTellWhatTheyCan() {
        run(temp.resolve("run"), false, Progress.SILENT);
        ConceptScores plain;
        try {
            plain = new com.fasterxml.jackson.databind.ObjectMapper()
                    .readValue(
                            temp.resolve("run/hooks/embed/scores/plain-features.json")
                                    .toFile(),
                            ConceptScores.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(plain.features()).isEqualTo(2);
        // A threshold on the number cuts off the last symbol from above, and the first from below.
        for (int end : new int[] {0, ToyDomain.SYMBOLS - 1}) {
            assertThat(plain.concepts().get(end).best().orElseThrow().f1()).isEqualTo(1);
            assertThat(plain.concepts().get(end).best().orElseThrow().feature()).isEqualTo(end == 0 ? 1 : 0);
        }
        // For one in the middle any threshold lets half of the others in.
        assertThat(plain.concepts().get(2).best().orElseThrow().f1()).isLessThan(0.75);
    }
}
