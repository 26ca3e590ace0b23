package org.echelle.runs.ranking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.runs.RunException;
import org.echelle.sae.Dictionary;
import org.echelle.steering.experiment.Passes;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostView;
import org.echelle.torch.Torch;

/** What users look like at a hook point at the end of their histories, and what the unedited subject then predicts for them. */
final class FinalStates {
    private final int width;
    private final List<Integer> samples = new ArrayList<>();
    private final List<float[]> rows = new ArrayList<>();
    private final List<float[]> scores = new ArrayList<>();

    private FinalStates(int width) {
        this.width = width;
    }

    static FinalStates of(Subject subject, HookPoint hook, Passes.Inputs inputs) {
        FinalStates all = new FinalStates(hook.width());
        inputs.each(batch -> all.read(subject, hook, batch));
        if (all.samples.isEmpty()) {
            throw new RunException("No user's history can be shown to the subject.");
        }
        return all;
    }

    private void read(Subject subject, HookPoint hook, Passes.Batch batch) {
        Last tap = new Last(hook, subject.sites(hook, batch.inputs()));
        NDList out = Torch.withoutGradients(() -> subject.forward(batch.inputs(), tap));
        try (NDArray first = out.get(0)) {
            float[] values = first.toFloatArray();
            int n = batch.samples().length;
            int columns = values.length / n;
            for (int s = 0; s < n; s++) {
                samples.add(batch.samples()[s]);
                rows.add(tap.rows[s]);
                scores.add(java.util.Arrays.copyOfRange(values, s * columns, (s + 1) * columns));
            }
        }
    }

    /** Keeps the last row of each sample that is no padding. */
    private static final class Last implements Tap {
        private final HookPoint hook;
        private final Sites sites;
        private float[][] rows;

        Last(HookPoint hook, Sites sites) {
            this.hook = hook;
            this.sites = sites;
        }

        @Override
        public boolean wants(String name) {
            return name.equals(hook.name());
        }

        @Override
        public NDArray at(String name, NDArray x) {
            if (wants(name)) {
                float[] all = HostView.floats(x);
                int width = hook.width();
                rows = new float[sites.samples()][];
                for (int s = 0; s < rows.length; s++) {
                    int row = (s + 1) * sites.positions() - 1;
                    while (sites.dropped() != null && sites.dropped()[row] && row > s * sites.positions()) {
                        row--;
                    }
                    rows[s] = java.util.Arrays.copyOfRange(all, row * width, (row + 1) * width);
                }
            }
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }

    /** Number of users. */
    int size() {
        return samples.size();
    }

    /** A user's index among the samples. */
    int sample(int user) {
        return samples.get(user);
    }

    /** {@code [column]} the unedited scores. */
    float[] scores(int user) {
        return scores.get(user);
    }

    /** The mean row. */
    float[] mean() {
        double[] sum = new double[width];
        for (float[] row : rows) {
            for (int i = 0; i < width; i++) {
                sum[i] += row[i];
            }
        }
        float[] mean = new float[width];
        for (int i = 0; i < width; i++) {
            mean[i] = (float) (sum[i] / size());
        }
        return mean;
    }

    /** The columns that may be ranked for a user. */
    static BitSet allowed(org.echelle.api.ItemRanking ranking, int sample, int columns) {
        BitSet allowed = new BitSet();
        for (int c = 0; c < columns; c++) {
            allowed.set(c, ranking.ranks(c));
        }
        for (int c : ranking.consumed(sample)) {
            allowed.clear(c);
        }
        return allowed;
    }

    /**
     * Every feature's activation.
     *
     * @return {@code [feature][user]}
     */
    float[][] codes(Dictionary dictionary, NDManager manager) {
        float[] flat = new float[size() * width];
        for (int u = 0; u < size(); u++) {
            System.arraycopy(rows.get(u), 0, flat, u * width, width);
        }
        float[][] codes = new float[dictionary.features()][size()];
        try (NDManager scope = manager.newSubManager();
                NDArray x = scope.create(flat, new Shape(size(), width))) {
            SparseRows sparse = Torch.withoutGradients(() -> dictionary.encode(x));
            for (int u = 0; u < size(); u++) {
                for (int e = sparse.rowStart()[u]; e < sparse.rowStart()[u + 1]; e++) {
                    codes[sparse.feature()[e]][u] = sparse.value()[e];
                }
            }
        }
        return codes;
    }
}
