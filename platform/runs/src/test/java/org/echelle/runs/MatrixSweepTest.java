package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Progress;
import org.echelle.torch.Nearest;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixSweepTest {
    private static final int WIDTH = 8;

    @TempDir
    private Path folder;

    private Path rows;

    /** Rows that are one of eight axes each, at lengths 1 to 2: with k = 1 any seed must find the eight axes. */
    @BeforeEach
    void writeRows() throws IOException {
        Torch.threads(1);
        rows = folder.resolve("rows.npy");
        int count = 4000;
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + count + ", " + WIDTH + "), }";
        header = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * count * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) 118).put(header.getBytes(StandardCharsets.US_ASCII));
        Random random = new Random(1);
        for (int r = 0; r < count; r++) {
            int axis = random.nextInt(WIDTH);
            for (int d = 0; d < WIDTH; d++) {
                bytes.putFloat(d == axis ? 1 + random.nextFloat() : 0);
            }
        }
        Files.write(rows, bytes.array());
    }

    @Test
    void allCombinationsAreTrainedMeasuredOnHeldOutRowsAndComparedOverSeeds() throws IOException {
        SweepOutcome outcome = sweep(
                List.of("batch=64", "steps=300", "features=16", "normalise=none", "start-bias=zero"),
                List.of("k=1,2", "seed=0,1,2"),
                false,
                false);
        assertThat(outcome.members())
                .extracting(SweepOutcome.Member::name)
                .containsExactly(
                        "topk-k1-seed0",
                        "topk-k1-seed1",
                        "topk-k1-seed2",
                        "topk-k2-seed0",
                        "topk-k2-seed1",
                        "topk-k2-seed2");
        assertThat(outcome.heldOut()).isTrue();
        assertThat(outcome.measuredRows()).isBetween(300L, 500L); // a tenth of 4000
        assertThat(outcome.members()).allSatisfy(m -> {
            assertThat(m.l0()).isBetween(0.5, (double) m.k());
            assertThat(m.fvu()).isBetween(0.0, 1.0);
        });
        assertThat(outcome.groups()).extracting(SweepOutcome.Group::name).containsExactly("topk-k1", "topk-k2");
        assertThat(outcome.groups().get(0).stability().pairs()).isEqualTo(3);
        Path out = folder.resolve("out");
        assertThat(Files.readAllLines(out.resolve("sweep.csv")))
                .hasSize(7)
                .first()
                .asString()
                .startsWith("member,");
        assertThat(Files.readString(out.resolve("sweep.json")))
                .contains("\"pw-mcc\"")
                .contains("\"held-out\" : true");
        assertThat(out.resolve("topk-k2-seed1/dictionary.json")).exists();
    }

    @Test
    void theFrontHoldsWhatNoOtherBeatsInBoth() {
        List<SweepOutcome.Member> marked = SweepOutcome.marked(List.of(
                member("a", 8, 0.3),
                member("b", 16, 0.2),
                member("c", 16, 0.25),
                member("d", 32, 0.2),
                member("e", 4, 0.5),
                member("diverged", 2, 1845),
                member("silent", 0, 1)));
        assertThat(marked.stream().filter(SweepOutcome.Member::front).map(SweepOutcome.Member::name))
                .containsExactly("a", "b", "e");
    }

    @Test
    void whatAnArchitectureDoesNotHaveIsLeftOutForItAndToldAndTrainedOnce() {
        SweepGrid grid = SweepGrid.of(List.of(), List.of("architecture=topk,gated", "k=8,16", "seed=0,1"));
        assertThat(grid.members())
                .extracting(SweepGrid.Member::name)
                .containsExactly(
                        "topk-k8-seed0",
                        "topk-k8-seed1",
                        "topk-k16-seed0",
                        "topk-k16-seed1",
                        "gated-seed0",
                        "gated-seed1");
        assertThat(grid.members().get(4).group())
                .isEqualTo(grid.members().get(5).group());
        assertThat(grid.notes())
                .containsExactly(
                        "gated has no k, so the values of k are left out for it.",
                        "8 combinations make 6 dictionaries that differ.");
    }

    @Test
    void mistakesAreToldInASentenceBeforeAnythingIsWritten() {
        refused(List.of(), List.of("kk=8"), "unknown key 'kk'", "did you mean 'k'");
        assertThat(Nearest.of("lr", List.of("k", "features"))).isEmpty();
        refused(List.of("learning_rate=1"), List.of("k=8"), "did you mean 'learning-rate'");
        refused(List.of(), List.of("batch=64,128"), "one stream of rows", "--set batch=");
        refused(List.of("k=4"), List.of("k=8,16"), "k is given by --set and by --over");
        refused(List.of(), List.of("k=8", "k=16"), "twice");
        refused(List.of(), List.of("k=8,,16"), "value missing");
        refused(List.of(), List.of("architecture=topk,bach-topk"), "did you mean 'batch-topk'");
        refused(List.of(), List.of("settings.nothing=1,2"), "No architecture of the sweep has a setting 'nothing'");
        refused(List.of("features=8"), List.of("k=4,64"), "topk-k64", "8");
        refused(List.of("steps=100"), List.of("seed=" + sequence(300)), "at most 256");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void anEarlierSweepIsOnlyReplacedOnDemandAndFoldersOfOthersStay() throws IOException {
        List<String> set = List.of("batch=64", "steps=20", "features=16", "k=2");
        sweep(set, List.of("seed=0,1"), false, false);
        Path out = folder.resolve("out");
        Files.createDirectories(out.resolve("mine"));
        assertThatThrownBy(() -> sweep(set, List.of("seed=0,1"), false, false))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("--resume");
        assertThatThrownBy(() -> sweep(set, List.of("seed=0,1,2"), true, false))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("has no dictionary topk-seed2");
        assertThat(sweep(set, List.of("seed=0,1"), true, false).members()).allMatch(SweepOutcome.Member::finished);
        sweep(set, List.of("seed=3"), false, true);
        assertThat(out.resolve("topk-seed0")).doesNotExist();
        assertThat(out.resolve("topk-seed3")).exists();
        assertThat(out.resolve("mine")).exists();
    }

    @Test
    void allRowsAreTrainedOnWhereNoneAreHeldOutAndThatIsSaid() {
        SweepOutcome outcome = MatrixSweep.run(
                request(List.of("batch=64", "steps=20", "features=16"), List.of("k=2,3"), 0, false, false),
                Progress.SILENT,
                TrainingWatch.NONE);
        assertThat(outcome.heldOut()).isFalse();
        assertThat(outcome.measuredRows()).isEqualTo(4000);
        assertThat(outcome.measured()).contains("sample of 4,000 of the rows that they were trained on");
        assertThat(outcome.groups()).isEmpty();
        assertThat(outcome.members().get(0).l0()).isCloseTo(2, within(1.0));
    }

    private void refused(List<String> set, List<String> over, String... said) {
        assertThatThrownBy(() -> sweep(set, over, false, false))
                .isInstanceOf(RunException.class)
                .message()
                .contains(said);
    }

    private static String sequence(int count) {
        StringBuilder out = new StringBuilder("0");
        for (int i = 1; i < count; i++) {
            out.append(',').append(i);
        }
        return out.toString();
    }

    private static SweepOutcome.Member member(String name, double l0, double fvu) {
        return new SweepOutcome.Member(name, name, "topk", 16, 4, 0, l0, fvu, 0, 0, 1, 1, false, "");
    }

    @Test
    void sourcesSideBySideAreForTranscodersAndCrosscodersAndRefusedForOthers() {
        // the target is the input itself, which each can give back: one axis a row
        MatrixSweep.Request coders = new MatrixSweep.Request(
                rows,
                Optional.empty(),
                List.of(rows.toString()),
                List.of("batch=64", "steps=600", "features=16", "k=1"),
                List.of("architecture=transcoder,skip-transcoder,crosscoder"),
                0.1,
                "cpu",
                folder.resolve("out"),
                false,
                false);
        SweepOutcome outcome = MatrixSweep.run(coders, Progress.SILENT, TrainingWatch.NONE);
        assertThat(outcome.members()).hasSize(3).allSatisfy(m -> {
            assertThat(m.failure()).isEmpty();
            assertThat(m.fvu()).as(m.name()).isLessThan(0.2);
            assertThat(m.l0()).as(m.name()).isBetween(0.5, 1.5);
        });
        assertThatThrownBy(() -> MatrixSweep.run(
                        new MatrixSweep.Request(
                                rows,
                                Optional.empty(),
                                List.of(rows.toString()),
                                List.of("steps=10"),
                                List.of("k=1,2"),
                                0.1,
                                "cpu",
                                folder.resolve("other"),
                                false,
                                false),
                        Progress.SILENT,
                        TrainingWatch.NONE))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("Rows of 2 parts are for")
                .hasMessageContaining("crosscoder");
    }

    private SweepOutcome sweep(List<String> set, List<String> over, boolean resume, boolean overwrite) {
        return MatrixSweep.run(request(set, over, 0.1, resume, overwrite), Progress.SILENT, TrainingWatch.NONE);
    }

    private MatrixSweep.Request request(
            List<String> set, List<String> over, double holdOut, boolean resume, boolean overwrite) {
        return new MatrixSweep.Request(
                rows, Optional.empty(), List.of(), set, over, holdOut, "cpu", folder.resolve("out"), resume, overwrite);
    }
}
