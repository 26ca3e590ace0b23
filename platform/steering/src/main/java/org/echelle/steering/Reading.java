package org.echelle.steering;

import ai.djl.ndarray.NDList;
import java.util.Map;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.store.SparseRows;

/**
 * What an unedited pass shows at a hook point, every row of it: rows that a run did not keep are here, too, so that the number of a row
 * within its sample is the position that an {@link Operation} is told.
 *
 * @param rows {@code [R, d]}, ordered by sample, then by position
 * @param codes of these rows
 */
public record Reading(float[] rows, SparseRows codes) {
    /** Runs the subject once. */
    public static Reading of(Subject subject, String hook, Dictionary dictionary, NDList inputs) {
        var at = Steering.hook(subject, hook);
        RowsTap tap = new RowsTap(Map.of(at, new Decoding(dictionary)));
        subject.forward(inputs, tap).close();
        RowsTap.Seen seen = tap.seen(at);
        return new Reading(seen.rows(), seen.codes());
    }

    /** A feature's activation on every row. */
    public float[] activations(int feature) {
        float[] z = new float[codes.rows()];
        for (int r = 0; r < z.length; r++) {
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                if (codes.feature()[e] == feature) {
                    z[r] = codes.value()[e];
                }
            }
        }
        return z;
    }
}
