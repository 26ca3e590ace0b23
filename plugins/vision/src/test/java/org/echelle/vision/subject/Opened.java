package org.echelle.vision.subject;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;
import org.echelle.vision.ImageSample;

/** A manager to open subjects in, and the ways in which tests run them. */
final class Opened extends OpenedContext {
    Opened() {
        super(Torch.newManager(Device.cpu()));
    }

    /** Runs pictures through a subject, {@code [picture][output]}. */
    float[][] run(VisionSubject subject, List<ImageSample> pictures, Tap tap) {
        try (NDManager batch = manager().newSubManager()) {
            NDList inputs = subject.prepare(List.<Sample>copyOf(pictures), batch);
            NDArray out = subject.forward(inputs, tap).singletonOrThrow();
            return rows(out.toFloatArray(), pictures.size());
        }
    }

    static float[][] rows(float[] flat, int count) {
        float[][] rows = new float[count][flat.length / count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(flat, i * rows[i].length, rows[i], 0, rows[i].length);
        }
        return rows;
    }

    static int best(float[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }
}
