package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;

/** Keeps the mean row of each sample at a hook point, as another tap leaves it. */
final class MeanRows implements Tap {
    private final HookPoint read;
    private final Tap tap;
    private final List<double[][]> seen;

    MeanRows(HookPoint read, Tap tap) {
        this(read, tap, new ArrayList<>());
    }

    private MeanRows(HookPoint read, Tap tap, List<double[][]> seen) {
        this.read = read;
        this.tap = tap;
        this.seen = seen;
    }

    /** {@code [sample][d]}; of a sampler those of the last step. */
    double[][] last() {
        if (seen.isEmpty()) {
            throw new RunException("The subject's forward pass never met hook point " + read.name()
                    + ": this is a defect of the plugin.");
        }
        return seen.get(seen.size() - 1);
    }

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
        return new MeanRows(read, tap.with(axis, value), seen);
    }
}
