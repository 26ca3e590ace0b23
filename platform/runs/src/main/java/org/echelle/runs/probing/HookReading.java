package org.echelle.runs.probing;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.echelle.analysis.naming.ConceptTable;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.runs.HookView;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.SampleConcepts;
import org.echelle.sae.time.Timesteps;

/** The rows of one hook point on their way into means, and the labels of their samples. */
public final class HookReading {
    private final HookPoint hook;
    private final int axis;
    private final StepMeans means;
    private final SampleConcepts labels;
    private final BitSet samples = new BitSet();
    /** Coordinates of the rows of {@link #current}, whose labels are asked for when it is over. */
    private final List<int[]> places = new ArrayList<>();

    private int current = -1;

    public HookReading(HookPoint hook, OpenedDomain opened) {
        this.hook = hook;
        this.axis = hook.axis(Timesteps.AXIS);
        this.means = new StepMeans(hook.name(), hook.width());
        this.labels = new SampleConcepts(opened);
    }

    public HookPoint hook() {
        return hook;
    }

    /** Whether its rows have timesteps. */
    boolean timed() {
        return axis >= 0;
    }

    /**
     * Takes rows, those of a sample one after the other.
     *
     * @param values {@code [rows, d]}, from its position on
     * @param where {@code [1 + axes][row]}
     */
    public void add(FloatBuffer values, int rows, int[][] where) {
        float[] row = new float[hook.width()];
        FloatBuffer from = values.duplicate();
        for (int r = 0; r < rows; r++) {
            from.get(row);
            int sample = where[0][r];
            if (sample != current) {
                ask();
                current = sample;
            }
            int[] place = new int[where.length - 1];
            for (int a = 0; a < place.length; a++) {
                place[a] = where[1 + a][r];
            }
            places.add(place);
            samples.set(sample);
            means.add(timed() ? place[axis] : 0, sample, row, 0);
        }
    }

    private void ask() {
        if (places.isEmpty()) {
            return;
        }
        int[][] coordinates = new int[hook.axes().size()][places.size()];
        for (int a = 0; a < coordinates.length; a++) {
            for (int r = 0; r < places.size(); r++) {
                coordinates[a][r] = places.get(r)[a];
            }
        }
        labels.ask(current, new SampleSites(HookView.base(hook), coordinates));
        places.clear();
    }

    /** What was read; no more rows come. */
    StepMeans means() {
        ask();
        return means;
    }

    /** Labels of the samples that had rows. */
    ConceptTable table() {
        ask();
        return labels.table();
    }

    /** Samples that had rows. */
    BitSet samples() {
        return samples;
    }
}
