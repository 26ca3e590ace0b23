package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
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
        MeanRows means = new MeanRows(read, tap);
        subject.forward(inputs, means).close();
        return means.last();
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
