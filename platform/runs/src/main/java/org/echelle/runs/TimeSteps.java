package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.time.AcrossTime;
import org.echelle.analysis.time.FeatureLife;
import org.echelle.analysis.time.FeatureLives;
import org.echelle.analysis.time.StepFits;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.sae.Dictionary;
import org.echelle.sae.time.Timesteps;
import org.echelle.store.FeatureIndex;
import org.echelle.store.Postings;
import org.echelle.store.SparseRows;

/**
 * Figures along the timesteps of a hook point that has such an axis, on held-out rows: the fit of each step while the index is being
 * written, which reads all rows anyway, and then the lives of features from the index. Steps are told in the order of sampling: a
 * scheduler's timesteps fall from noise to picture.
 */
final class TimeSteps {
    /** The axis that such hook points have. */
    static final String AXIS = Timesteps.AXIS;
    /** Where the figures are kept, beside the index. */
    static final String FILE = "time.json";

    private static final int REPLICATES = 200;
    /** More rows than this, or more pairs of a group and a step, and features are told no lives: they would not fit into memory. */
    private static final long ROOM = 1L << 27;

    private static final int BLOCK = 1 << 16;

    private final int axis;
    private final BitSet heldOut;
    private final IntFunction<String> groupOf;
    private final GroupBootstrap draws;
    private final StepFits fits;
    private final int width;

    private TimeSteps(int axis, int width, BitSet heldOut, IntFunction<String> groupOf, GroupBootstrap draws) {
        this.axis = axis;
        this.width = width;
        this.heldOut = heldOut;
        this.groupOf = groupOf;
        this.draws = draws.atMost(REPLICATES);
        this.fits = new StepFits(width, draws);
    }

    /** Whether a hook point has timesteps. */
    static boolean has(HookPoint hook) {
        return hook.axes().stream().map(Axis::name).anyMatch(AXIS::equals);
    }

    /** Those of a hook point; empty where it has no timesteps, or the dictionary's rows are not its target. */
    static Optional<TimeSteps> of(
            HookPoint hook, Dictionary dictionary, BitSet heldOut, IntFunction<String> groupOf, GroupBootstrap draws) {
        boolean whole = dictionary.width() == hook.width() && dictionary.outputWidth() == hook.width();
        return has(hook) && whole
                ? Optional.of(new TimeSteps(hook.axis(AXIS), hook.width(), heldOut, groupOf, draws))
                : Optional.empty();
    }

    /**
     * Takes the rows of a block.
     *
     * @param x {@code [rows, d]}
     * @param where {@code [1 + axes][row]}
     */
    void add(Dictionary dictionary, NDArray x, SparseRows codes, int[][] where) {
        boolean any = false;
        for (int r = 0; r < codes.rows() && !any; r++) {
            any = heldOut.get(where[0][r]);
        }
        if (!any) {
            return;
        }
        float[] rows = x.toFloatArray();
        float[] back = dictionary.at(where[1 + axis]).reconstruct(x).toFloatArray();
        float[] row = new float[width];
        float[] made = new float[width];
        for (int r = 0; r < codes.rows(); r++) {
            if (heldOut.get(where[0][r])) {
                System.arraycopy(rows, r * width, row, 0, width);
                System.arraycopy(back, r * width, made, 0, width);
                fits.add(
                        where[1 + axis][r],
                        groupOf.apply(where[0][r]),
                        row,
                        made,
                        codes.rowStart()[r + 1] - codes.rowStart()[r]);
            }
        }
    }

    /** Writes the figures; what {@code run.json} says of them. */
    Map<String, Object> finish(FeatureIndex index, Path folder) {
        int[] steps = fits.steps();
        for (int i = 0; i < steps.length / 2; i++) {
            int swapped = steps[i];
            steps[i] = steps[steps.length - 1 - i];
            steps[steps.length - 1 - i] = swapped;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("timesteps", steps.length);
        if (steps.length == 0) {
            return told;
        }
        Map<String, Integer> groups = new LinkedHashMap<>();
        List<FeatureLife> lives = lives(index, steps, groups);
        AcrossTime found = new AcrossTime(AXIS, steps, groups.size(), fits.of(steps), lives);
        RunFolder.writeJson(folder.resolve(FILE), found);
        told.put("living-features", lives.size());
        told.put("throughout", lives.stream().filter(FeatureLife::throughout).count());
        told.put("fvu-first", found.fits().get(0).fvu());
        told.put("fvu-last", found.fits().get(steps.length - 1).fvu());
        return told;
    }

    private List<FeatureLife> lives(FeatureIndex index, int[] steps, Map<String, Integer> groups) {
        List<FeatureLife> lives = new ArrayList<>();
        if (index.rows() > ROOM) {
            return lives;
        }
        Map<Integer, Integer> placeOf = new HashMap<>();
        for (int t = 0; t < steps.length; t++) {
            placeOf.put(steps[t], t);
        }
        int[] step = new int[(int) index.rows()];
        int[] group = new int[step.length];
        for (int first = 0; first < step.length; first += BLOCK) {
            int count = Math.min(BLOCK, step.length - first);
            int[][] where = index.coordinates(first, count);
            for (int r = 0; r < count; r++) {
                boolean taken = heldOut.get(where[0][r]);
                step[first + r] = taken ? placeOf.get(where[1 + axis][r]) : -1;
                if (taken) {
                    group[first + r] = groups.computeIfAbsent(groupOf.apply(where[0][r]), g -> groups.size());
                }
            }
        }
        if ((long) groups.size() * steps.length > ROOM) {
            return lives;
        }
        FeatureLives all = new FeatureLives(step, group, groups.keySet().toArray(String[]::new), steps.length, draws);
        for (int j = 0; j < index.features(); j++) {
            if (index.count(j) > 0) {
                Postings at = index.feature(j);
                all.of(j, at.row(), at.value()).ifPresent(lives::add);
            }
        }
        return lives;
    }
}
