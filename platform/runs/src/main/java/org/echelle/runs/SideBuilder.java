package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.analysis.samples.SampleMatrix;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.runs.evaluation.Side;

/** Pools samples as they come and notes their labels; a concept of sites is present in a sample when any of its sites has it. */
final class SideBuilder {
    /** In the order of {@link Side#codes}. */
    private static final List<Pooling> POOLINGS = List.of(Pooling.MEAN, Pooling.MAX, Pooling.CLASS_TOKEN);

    private final OpenedDomain opened;
    private final HookPoint hook;
    private final SampleGroups together;
    private final List<Concept> concepts;
    private final double cut;
    private final boolean classTokens;
    private final List<Integer> samples = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final List<SampleMatrix.Builder> codes = new ArrayList<>();
    private final List<List<double[]>> rows = new ArrayList<>();
    private final List<boolean[]> present = new ArrayList<>();
    private final List<boolean[]> known = new ArrayList<>();
    private final double[] pooled;

    /** @param classTokens whether samples at this hook point have a class token */
    SideBuilder(OpenedDomain opened, HookPoint hook, SampleGroups together, int features, boolean classTokens) {
        this.opened = opened;
        this.hook = hook;
        this.together = together;
        this.concepts = opened.concepts();
        this.cut = opened.config().score().gradedCut();
        this.classTokens = classTokens;
        this.pooled = new double[features];
        for (int p = 0; p < (classTokens ? 3 : 2); p++) {
            codes.add(new SampleMatrix.Builder(features));
            rows.add(new ArrayList<>());
        }
    }

    /** The row whose coordinates are all -1, as {@link org.echelle.api.Sites#grid} marks a class token; -1 where there is none. */
    static int classRow(int[][] coordinates) {
        for (int r = 0; coordinates.length > 0 && r < coordinates[0].length; r++) {
            int row = r;
            if (Arrays.stream(coordinates).allMatch(axis -> axis[row] == -1)) {
                return r;
            }
        }
        return -1;
    }

    void add(int sample, float[] x, SampleCodes sampleCodes, int[][] coordinates) {
        int token = classRow(coordinates);
        if (classTokens && token < 0) {
            return; // its class token was not among the stored rows
        }
        samples.add(sample);
        groups.add(together.of(sample));
        for (int p = 0; p < codes.size(); p++) {
            POOLINGS.get(p).pool(sampleCodes, token, pooled);
            codes.get(p).add(pooled);
            double[] row = new double[hook.width()];
            POOLINGS.get(p).pool(x, sampleCodes.rows(), token, row);
            rows.get(p).add(row);
        }
        label(sample, coordinates);
    }

    private void label(int sample, int[][] coordinates) {
        boolean[] has = new boolean[concepts.size()];
        boolean[] unsure = new boolean[concepts.size()];
        opened.annotate(sample, new SampleSites(hook, coordinates), new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                has[concept] |= value >= cut;
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                has[concept] |= value >= cut;
            }

            @Override
            public void unknownSample(int concept) {
                unsure[concept] = true;
            }

            @Override
            public void unknownSite(int concept, int row) {
                unsure[concept] = true;
            }
        });
        boolean[] sure = new boolean[has.length];
        for (int c = 0; c < sure.length; c++) {
            sure[c] = has[c] || !unsure[c];
        }
        present.add(has);
        known.add(sure);
    }

    Side build() {
        return new Side(
                samples.stream().mapToInt(i -> i).toArray(),
                groups.toArray(String[]::new),
                codes.stream().map(SampleMatrix.Builder::build).toList(),
                rows.stream().map(r -> r.toArray(double[][]::new)).toList(),
                byConcept(present),
                byConcept(known));
    }

    private boolean[][] byConcept(List<boolean[]> bySample) {
        boolean[][] all = new boolean[concepts.size()][bySample.size()];
        for (int i = 0; i < bySample.size(); i++) {
            for (int c = 0; c < all.length; c++) {
                all[c][i] = bySample.get(i)[c];
            }
        }
        return all;
    }
}
