package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.echelle.analysis.probing.LogisticProbe;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/**
 * A subject that is asked about concepts: in place of its own outputs it gives, for each concept, the log-odds of a linear probe on the
 * mean row of a sample at a hook point, and 0 for its absence. Edits act on the way there as in any pass.
 */
final class ProbedSubject extends WrappedSubject {
    private final HookPoint read;
    private final List<LogisticProbe> probes;

    /** Does not close the subject. */
    ProbedSubject(Subject subject, HookPoint read, List<LogisticProbe> probes) {
        super(subject);
        this.read = read;
        this.probes = List.copyOf(probes);
    }

    /** The mean row of each sample at a hook point, {@code [sample][d]}; the edits of a tap are in it. */
    static double[][] meanRows(Subject subject, HookPoint read, NDList inputs, Tap tap) {
        List<double[][]> seen = new ArrayList<>();
        subject.forward(inputs, new Reader(read, tap, seen)).close();
        if (seen.isEmpty()) {
            throw new RunException("The subject's forward pass never met hook point " + read.name()
                    + ": this is a defect of the plugin.");
        }
        return seen.get(seen.size() - 1); // a sampler's last step
    }

    private record Reader(HookPoint read, Tap tap, List<double[][]> seen) implements Tap {
        @Override
        public boolean wants(String hook) {
            return hook.equals(read.name()) || tap.wants(hook);
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            NDArray edited = tap.at(hook, x);
            if (hook.equals(read.name())) {
                seen.add(means(edited));
            }
            return edited;
        }

        private double[][] means(NDArray x) {
            int d = read.width();
            long samples = x.getShape().get(0);
            boolean last = read.layout() == HookPoint.Layout.WIDTH_LAST;
            try (NDManager scope = x.getManager().newSubManager()) {
                NDArray rows = x.reshape(last ? new Shape(samples, -1, d) : new Shape(samples, d, -1));
                rows.attach(scope);
                NDArray full = rows.getDataType() == DataType.FLOAT32 ? rows : rows.toType(DataType.FLOAT32, true);
                float[] means = full.mean(new int[] {last ? 1 : 2}).toFloatArray();
                double[][] all = new double[(int) samples][d];
                for (int i = 0; i < means.length; i++) {
                    all[i / d][i % d] = means[i];
                }
                return all;
            }
        }

        @Override
        public Tap with(String axis, int value) {
            return new Reader(read, tap.with(axis, value), seen);
        }
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        double[][] rows = meanRows(subject(), read, inputs, tap);
        float[] logits = new float[rows.length * 2 * probes.size()];
        for (int s = 0; s < rows.length; s++) {
            for (int c = 0; c < probes.size(); c++) {
                logits[2 * (s * probes.size() + c)] = (float) probes.get(c).logit(rows[s]);
            }
        }
        return new NDList(inputs.get(0).getManager().create(logits, new Shape(rows.length, 2L * probes.size())));
    }
}
