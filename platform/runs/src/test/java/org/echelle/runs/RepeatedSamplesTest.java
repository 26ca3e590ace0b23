package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.Split;
import org.echelle.store.RowBlock;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that stand on both sides under two names. */
class RepeatedSamplesTest {
    @TempDir
    Path temp;

    private List<String> leaks(List<String> strips, String hook) throws IOException {
        Path file = Files.write(temp.resolve("strips.txt"), strips);
        RunConfig config = RunConfig.of(
                "toy",
                List.of(
                        "domain=toy",
                        "samples={kind: written, path: " + file + "}",
                        "concepts=[]",
                        "hooks=[" + hook + "]",
                        "dictionary={features: 12, k: 1, batch: 64, steps: 5}",
                        "score={bootstrap: 0, baselines: []}",
                        "out=" + temp.resolve("run-" + hook)));
        NotedProgress notes = new NotedProgress();
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), notes)) {
            new Run(opened, folder, Map.of("echelle", "test"), notes).go(Run.Step.SCORE, false);
            JsonNode warnings = folder.provenance().path("warnings");
            List<String> told = new ArrayList<>();
            warnings.forEach(w -> told.add(w.asText()));
            assertThat(notes.notes()).containsAll(told);
            return told.stream().filter(w -> w.startsWith("LEAK")).toList();
        }
    }

    private static List<String> strips(int count, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(ToyDomain.CELLS, 0, ToyDomain.SYMBOLS)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining()))
                .toList();
    }

    private static boolean heldOut(int line) {
        return new Split(0, 0.5, 0.5, 0).of("line-" + (line + 1)) == Split.Side.HELD_OUT;
    }

    @Test
    void everyHeldOutRepeatIsCounted() throws Exception {
        List<String> strips = new ArrayList<>(strips(60, 1));
        strips.addAll(strips.subList(0, 25));
        Set<String> seen = new HashSet<>();
        IntStream.range(0, 85).filter(i -> !heldOut(i)).forEach(i -> seen.add(strips.get(i)));
        int[] held = IntStream.range(0, 85).filter(RepeatedSamplesTest::heldOut).toArray();
        int[] repeats =
                IntStream.of(held).filter(i -> seen.contains(strips.get(i))).toArray();
        assertThat(repeats).hasSizeBetween(5, 20);

        assertThat(leaks(strips, "embed"))
                .singleElement()
                .asString()
                .startsWith("LEAK: at embed, the rows of " + repeats.length + " of the " + held.length
                        + " held-out samples (such as line-" + (repeats[0] + 1) + ") are those of a sample")
                .contains("(line-" + ((repeats[0] + 60) % 120 + 1) + ")");
    }

    @Test
    void whatDiffersInOneCellIsNoRepeat() throws Exception {
        List<String> strips = new ArrayList<>(strips(40, 2));
        for (String strip : List.copyOf(strips)) {
            strips.add(strip.substring(0, 7) + (strip.charAt(7) == '0' ? '1' : '0'));
        }
        assertThat(leaks(strips, "embed")).isEmpty();
    }

    @Test
    void theSameRowsAtOtherSitesAreNoRepeatAndTheirMeanIs() throws Exception {
        List<String> strips = new ArrayList<>(strips(40, 3));
        for (String strip : List.copyOf(strips)) {
            strips.add(new StringBuilder(strip).reverse().toString());
        }
        assertThat(leaks(strips, "embed")).isEmpty();
        assertThat(leaks(strips, "pooled")).singleElement().asString().startsWith("LEAK: at pooled, ");
    }

    @Test
    void roundingAndTheOrderOfRowsMakeNoDifference() {
        Random random = new Random(4);
        int width = 32;
        int sites = 9;
        SampleSketches sketches = new SampleSketches(3, width);
        float[][] rows = new float[sites][width];
        for (float[] row : rows) {
            for (int j = 0; j < width; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        RowBlock block = RowBlock.allocate(sites, width, 2);
        for (int sample = 0; sample < 3; sample++) {
            block.rows(sites);
            for (int r = 0; r < sites; r++) {
                int site = sample == 0 ? r : sites - 1 - r;
                block.coordinates()[0][r] = sample;
                block.coordinates()[1][r] = site;
                for (int j = 0; j < width; j++) {
                    float noise = (sample == 2 ? 1e-3f : 3e-7f) * (float) random.nextGaussian();
                    block.bytes().putFloat(4 * (r * width + j), rows[site][j] * (1 + noise));
                }
            }
            sketches.add(block);
        }
        BitSet first = new BitSet();
        first.set(0);
        BitSet others = new BitSet();
        others.set(1, 3);
        assertThat(sketches.repeats(others, first)).containsExactly(0, -1);
    }
}
