package org.echelle.runs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.echelle.analysis.Density;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Reconstruction;
import org.echelle.analysis.geometry.Cooccurrence;
import org.echelle.analysis.reconstruction.DarkMatter;
import org.echelle.analysis.reconstruction.PublishedVariance;
import org.echelle.analysis.samples.SampleMatrix;
import org.echelle.api.Concept;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sides on which little or nothing can be measured: every chapter is written, and says what is missing and why. */
class BadMaterialsTest {
    private static final int WIDTH = 6;
    private static final int FEATURES = 8;
    private static final int CONCEPTS = 6;

    enum Fault {
        NOTHING_WRONG,
        NO_POSITIVES_HELD_OUT,
        ONE_CLASS_ONLY,
        EVERY_SAMPLE_HAS_EVERYTHING,
        FEATURES_ALL_ZERO,
        ACTIVATIONS_CONSTANT,
        LABELS_UNKNOWN,
        HELD_OUT_SIDE_EMPTY,
        SELECTION_SIDE_EMPTY,
        ONE_GROUP_ONLY
    }

    private final Random random = new Random(1);

    private Side side(int n, Fault fault, boolean heldOut) {
        double[][] codes = new double[n][FEATURES];
        double[][] x = new double[n][WIDTH];
        boolean[][] present = new boolean[CONCEPTS][n];
        boolean[][] known = new boolean[CONCEPTS][n];
        String[] groups = new String[n];
        for (int i = 0; i < n; i++) {
            groups[i] = (heldOut ? "h" : "s") + (fault == Fault.ONE_GROUP_ONLY ? "" : i);
            int a = fault == Fault.ONE_CLASS_ONLY ? 0 : random.nextInt(3);
            int b = 3 + random.nextInt(3);
            double noise = random.nextDouble();
            if (fault != Fault.FEATURES_ALL_ZERO) {
                codes[i][a] = 1 + noise;
                codes[i][b] = 2 - noise;
                codes[i][6] = noise < 0.3 ? noise : 0;
            }
            for (int k = 0; k < WIDTH; k++) {
                x[i][k] = fault == Fault.ACTIVATIONS_CONSTANT
                        ? 1
                        : (k == a || k == b ? 1 : 0) + 0.05 * random.nextGaussian();
            }
            for (int c = 0; c < CONCEPTS; c++) {
                known[c][i] = fault != Fault.LABELS_UNKNOWN;
                present[c][i] = known[c][i]
                        && !(heldOut && fault == Fault.NO_POSITIVES_HELD_OUT)
                        && (c == a || c == b || fault == Fault.EVERY_SAMPLE_HAS_EVERYTHING);
            }
        }
        SampleMatrix m = n == 0 ? new SampleMatrix.Builder(FEATURES).build() : SampleMatrix.of(codes);
        return new Side(new int[n], groups, List.of(m, m), List.of(x, x), present, known);
    }

    @ParameterizedTest
    @EnumSource
    void everyChapterIsWrittenAndNothingIsNaN(Fault fault) {
        List<Concept> concepts = new ArrayList<>();
        BitSet probed = new BitSet();
        for (int c = 0; c < CONCEPTS; c++) {
            String group = c < 3 ? "first" : "second";
            concepts.add(new Concept(
                    group + "/" + c, "c" + c, group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "made up"));
            probed.set(c);
        }
        float[] decoder = new float[FEATURES * WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            decoder[j * WIDTH + j] = 1;
        }
        float[] none = {};
        String[] nobody = {};
        Materials materials = new Materials(
                side(fault == Fault.SELECTION_SIDE_EMPTY ? 0 : 120, fault, false),
                side(fault == Fault.HELD_OUT_SIDE_EMPTY ? 0 : 120, fault, true),
                decoder,
                concepts,
                probed,
                probed,
                new Reconstruction(WIDTH).summary(),
                new Reconstruction(WIDTH).intervals(),
                new Density(FEATURES).summary(),
                new Density(FEATURES).intervals(),
                new PublishedVariance(WIDTH),
                new DarkMatter(WIDTH),
                new Cooccurrence(FEATURES),
                new int[] {0, 1, 2, 3, 4, 5, 6, 7},
                new Materials.Unlikely(
                        List.of(new Materials.Unlikely.Score("a score", none, none, none)), nobody, nobody, nobody),
                Downstream.undefined("nobody ran it"),
                new GroupBootstrap(20, 0.95, 1));
        Evaluated found = new Evaluated("h", "made-up samples", Chapters.of(materials, title -> {}));
        String json = found.toJson().toString();
        assertThat(json).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(json)
                .as("a reason is one that the reader can do something about")
                .doesNotContain("too large to be squared");
        if (fault != Fault.NOTHING_WRONG && fault != Fault.ONE_GROUP_ONLY) {
            assertThat(json).containsPattern("not-defined|[Nn]ot defined, because|does not apply");
        }
    }
}
