package org.echelle.protein.subject;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.protein.Protein;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.Torch;

/** A manager to open subjects in, and the ways in which tests run them. */
public final class Opened extends OpenedContext {
    public Opened() {
        super(Torch.newManager(Device.cpu()));
    }

    /** Proteins of these sequences. */
    public static List<Sample> proteins(String... sequences) {
        List<Sample> samples = new ArrayList<>();
        for (String sequence : sequences) {
            samples.add(new Protein("p" + samples.size(), sequence, 0));
        }
        return samples;
    }

    /** Runs proteins through a subject: the first output, {@code [sample][position][column]}. */
    public float[][][] run(Subject subject, List<Sample> samples, Tap tap) {
        try (NDManager batch = manager().newSubManager()) {
            return cube(subject.forward(subject.prepare(samples, batch), tap).get(0));
        }
    }

    /** Runs tokens as they are. */
    public float[][][] run(Subject subject, long[][] tokens, Tap tap) {
        try (NDManager batch = manager().newSubManager()) {
            NDArray array = batch.create(
                    Arrays.stream(tokens).flatMapToLong(Arrays::stream).toArray(),
                    new Shape(tokens.length, tokens[0].length));
            NDArray windows = batch.zeros(new Shape(tokens.length, 3), DataType.INT64);
            return cube(subject.forward(new NDList(array, windows), tap).get(0));
        }
    }

    /** {@code [sample][position][column]} of an array. */
    public static float[][][] cube(NDArray array) {
        return cube(array.toFloatArray(), array.getShape().getShape());
    }

    /** {@code [sample][position][column]} of what passed at a hook point. */
    public static float[][][] cube(RecordingTap recorder, String hook) {
        return cube(recorder.values().get(hook), recorder.shapes().get(hook));
    }

    /** {@code [sample][position][column]} of an array's values. */
    public static float[][][] cube(float[] flat, long[] shape) {
        float[][][] out = new float[(int) shape[0]][(int) shape[1]][(int) shape[2]];
        int at = 0;
        for (float[][] sample : out) {
            for (float[] row : sample) {
                System.arraycopy(flat, at, row, 0, row.length);
                at += row.length;
            }
        }
        return out;
    }
}
