package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;

/** A judged subject whose judge is read on the way: behind its outputs stands the mean row of each picture at a hook point of the judge. */
final class JudgeReading extends WrappedSubject {
    private final JudgedSubject judged;
    private final HookPoint read;

    /** @param read of the judge's */
    JudgeReading(JudgedSubject judged, HookPoint read) {
        super(judged);
        this.judged = judged;
        this.read = read;
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        MeanRows means = new MeanRows(read, Tap.NONE);
        NDList out = judged.forward(inputs, tap, means);
        double[][] rows = means.last();
        int d = read.width();
        float[] flat = new float[rows.length * d];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) rows[i / d][i % d];
        }
        NDArray all = out.get(0).getManager().create(flat, new Shape(rows.length, d));
        out.add(all);
        return out;
    }
}
