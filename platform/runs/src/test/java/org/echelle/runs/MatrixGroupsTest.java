package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.api.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that belong together, in a matrix that no plugin extracted. */
class MatrixGroupsTest {
    private static final int PATIENTS = 30;
    private static final int EACH = 20;
    private static final int WIDTH = 24;

    @TempDir
    Path folder;

    private Path matrix;
    private Path table;

    /** The planted leak: a patient's rows are all but copies of one direction that no other patient has. */
    @BeforeEach
    void write() throws Exception {
        Random random = new Random(1);
        float[][] direction = new float[PATIENTS][WIDTH];
        for (float[] row : direction) {
            for (int i = 0; i < WIDTH; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        float[][] rows = new float[PATIENTS * EACH][WIDTH];
        List<String> lines = new ArrayList<>(List.of("row,patient"));
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < WIDTH; i++) {
                rows[r][i] = direction[r % PATIENTS][i] + 0.01f * (float) random.nextGaussian();
            }
            lines.add("scan " + r + ",patient " + r % PATIENTS);
        }
        matrix = folder.resolve("activations.npy");
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows.length + ", " + WIDTH + "), }";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * rows.length * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) 118).put(String.format("%-117s\n", header).getBytes(StandardCharsets.US_ASCII));
        for (float[] row : rows) {
            for (float value : row) {
                bytes.putFloat(value);
            }
        }
        Files.write(matrix, bytes.array());
        table = folder.resolve("patients.csv");
        Files.write(table, lines);
    }

    private SweepOutcome sweep(Optional<Path> groups, String out) {
        return MatrixSweep.run(
                new MatrixSweep.Request(
                        matrix,
                        Optional.empty(),
                        List.of(),
                        List.of("batch=64", "steps=600", "features=64"),
                        List.of("k=1"),
                        groups,
                        0.3,
                        "cpu",
                        folder.resolve(out),
                        false,
                        false),
                Progress.SILENT,
                TrainingWatch.NONE);
    }

    @Test
    void aLeakThatFlattersTheFigureIsGoneOnceWholePatientsAreHeldOut() {
        SweepOutcome leaking = sweep(Optional.empty(), "leaking");
        assertThat(leaking.notes()).anyMatch(n -> n.contains("No groups are known") && n.contains("--groups"));
        SweepOutcome sound = sweep(Optional.of(table), "sound");
        assertThat(sound.notes()).noneMatch(n -> n.contains("No groups are known"));
        double flattering = leaking.members().get(0).fvu();
        double honest = sound.members().get(0).fvu();
        // One feature a patient explains rows of patients that were seen; a direction in 24 dimensions that was never
        // seen has a
        // largest squared cosine of about a quarter with 64 others.
        assertThat(flattering).isLessThan(0.4);
        assertThat(honest).isGreaterThan(0.55);
        TrainingGroups seen = TrainingGroups.read(
                        folder.resolve("sound").resolve(sound.members().get(0).name()))
                .orElseThrow();
        assertThat(seen.kind()).isEqualTo("patient");
        assertThat(seen.groups().length).isBetween(10, PATIENTS - 1);
        assertThat(seen.samples()).hasSize(EACH * seen.groups().length);
    }

    @Test
    void aDictionaryKeepsWhoseRowsItHasSeenAndAScoreOnTheirSamplesIsToldToLeak() throws Exception {
        // found beside the matrix, by its name
        Files.move(table, folder.resolve("activations.groups.csv"));
        Path out = folder.resolve("dictionary");
        MatrixTraining.run(
                matrix,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of("batch=64", "steps=5", "features=16", "k=1"),
                "cpu",
                out,
                false,
                Progress.SILENT,
                TrainingWatch.NONE);
        TrainingGroups seen = TrainingGroups.read(out).orElseThrow();
        assertThat(seen.groups()).hasSize(PATIENTS);
        assertThat(seen.samples()).hasSize(PATIENTS * EACH);
        BitSet heldOut = new BitSet();
        heldOut.set(0, 3);
        SampleGroups later = new SampleGroups(
                new String[] {"new scan", "another", "a third"},
                new String[] {"patient 7", "patient 99", "patient 7"},
                "patient");
        assertThat(Leakage.ofDictionary("blocks.3", Optional.of(seen), later, heldOut))
                .singleElement()
                .asString()
                .startsWith("LEAK: the dictionary at blocks.3 was trained on samples of 1 of the 2 held-out groups"
                        + " (such as patient 7)");
    }

    @Test
    void tablesThatDoNotFitSayWhatTheyShouldBe() throws Exception {
        List<String> lines = Files.readAllLines(table);
        assertThatThrownBy(() -> sweep(Optional.of(write(lines.subList(0, 100))), "x"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("has 99 lines below its heading")
                .hasMessageContaining("has 600 rows");
        List<String> gap = new ArrayList<>(lines);
        gap.set(7, "scan 6,");
        assertThatThrownBy(() -> sweep(Optional.of(write(gap)), "x")).hasMessageContaining("Line 8");
        List<String> same = new ArrayList<>(List.of("patient"));
        IntStream.range(0, 600).forEach(i -> same.add("one"));
        assertThatThrownBy(() -> sweep(Optional.of(write(same)), "x")).hasMessageContaining("all rows into one group");
        assertThatThrownBy(() -> sweep(Optional.of(write(List.of())), "x")).hasMessageContaining("no heading");
        assertThatThrownBy(() -> sweep(Optional.of(folder.resolve("nothing.csv")), "x"))
                .hasMessageContaining("cannot be read");
    }

    private Path write(List<String> lines) throws Exception {
        return Files.write(folder.resolve("other.csv"), lines);
    }
}
