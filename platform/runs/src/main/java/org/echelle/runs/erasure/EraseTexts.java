package org.echelle.runs.erasure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.echelle.api.ForwardComplete;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.erasure.method.Texts;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.SteeringException;

/** Texts sent through the subject as far as a hook point of its text side. */
record EraseTexts(JudgedRun run) implements Texts {
    @Override
    public float[][] rows(String hook, String text) {
        return rows(hook, run.maker().sample("text", text, 0));
    }

    /** The same of a sample, whatever it asks for. */
    float[][] rows(String hook, Sample sample) {
        Subject subject = run.opened().subject();
        Rows seen = new Rows(hook, -1, new float[1][][]);
        try (NDManager scope = run.opened().manager().newSubManager()) {
            NDList inputs = subject.prepare(List.of(sample), scope);
            subject.forward(inputs, seen);
        } catch (ForwardComplete e) {
            return seen.found()[0];
        }
        throw new SteeringException("The subject's forward pass never met hook point " + hook + ".");
    }

    @Override
    public float[][] positive(String text) {
        float[][] rows = rows(run.hook().name(), text);
        StoredDictionary stored = StoredDictionary.read(run.dictionary());
        StoredDictionary all =
                stored.with(stored.threshold() >= 0 ? Map.of("threshold", 0.0) : Map.of("k", stored.features()));
        try (NDManager scope = run.opened().manager().newSubManager();
                Dictionary open = Dictionaries.open(all, scope)) {
            NDArray x = scope.create(flat(rows), new Shape(rows.length, rows[0].length));
            return split(open.encodeDense(x).toFloatArray(), rows.length);
        }
    }

    private static float[] flat(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, all, r * rows[r].length, rows[r].length);
        }
        return all;
    }

    private static float[][] split(float[] all, int rows) {
        float[][] split = new float[rows][];
        int width = all.length / rows;
        for (int r = 0; r < rows; r++) {
            split[r] = Arrays.copyOfRange(all, r * width, (r + 1) * width);
        }
        return split;
    }

    /**
     * Keeps the rows of the one sample at the first part of the pass with the condition, and ends it there.
     *
     * @param branch of this part; -1 where none was stamped
     * @param found one entry
     */
    private record Rows(String hook, int branch, float[][][] found) implements Tap {
        @Override
        public boolean wants(String name) {
            return name.equals(hook);
        }

        @Override
        public NDArray at(String name, NDArray x) {
            if (wants(name) && branch != 0) {
                try (NDArray plain = x.toType(DataType.FLOAT32, true)) {
                    found[0] = split(plain.toFloatArray(), (int)
                            (x.getShape().size() / x.getShape().get(x.getShape().dimension() - 1)));
                }
                throw ForwardComplete.SIGNAL;
            }
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return axis.equals("branch") ? new Rows(hook, value, found) : this;
        }
    }
}
