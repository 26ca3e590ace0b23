package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostView;

/**
 * A subject that sees, at one hook point, nothing but some features of its rows: {@code x' = decode(z with the others at 0)}, without error
 * term, as Mammo-SAE's group interventions have it (arXiv 2507.15227). With all features it sees the dictionary's reconstruction.
 *
 * <p>Codes of the last rows are remembered and used again for rows that are equal to the bit, so that many choices of features on the same
 * inputs cost one encoding. For one thread at a time; closes neither subject nor dictionary.
 */
public final class DictionaryView {
    private final Subject subject;
    private final HookPoint hook;
    private final Decoding decoding;
    private float[] rows = new float[0];
    private float[] view;
    private SparseRows codes;
    private double[] scales;

    /** @throws SteeringException when there is no such hook point, or the dictionary is of rows of another width */
    public DictionaryView(Subject subject, String hook, Dictionary dictionary) {
        this.subject = subject;
        this.hook = Steering.hook(subject, hook);
        decoding = new Decoding(dictionary);
        if (decoding.width() != this.hook.width()) {
            throw new SteeringException("The dictionary was made for rows of width " + decoding.width()
                    + ", but hook point " + hook + " has width " + this.hook.width() + ".");
        }
    }

    /** Number of features. */
    public int features() {
        return decoding.features();
    }

    /** Runs the subject as it is, and looks at the rows on their way. */
    public NDList plain(NDList inputs) {
        return pass(inputs, null);
    }

    /**
     * Runs the subject on some features alone.
     *
     * @param kept told a feature, whether it stays
     */
    public NDList forward(NDList inputs, IntPredicate kept) {
        return pass(inputs, kept);
    }

    /** The rows that came last, {@code [rows * width]}. */
    public float[] rows() {
        return rows;
    }

    /** Their codes. */
    public SparseRows codes() {
        return codes;
    }

    private NDList pass(NDList inputs, IntPredicate kept) {
        boolean[] dropped = subject.sites(hook, inputs).dropped();
        boolean[] met = new boolean[1];
        NDList out = subject.forward(inputs, new Tap() {
            @Override
            public boolean wants(String name) {
                return name.equals(hook.name());
            }

            @Override
            public NDArray at(String name, NDArray x) {
                if (!name.equals(hook.name())) {
                    return x;
                }
                met[0] = true;
                Activation.requireReadable(hook, x);
                try (NDManager scope = x.getManager().newSubManager()) {
                    see(Activation.rows(hook, x, scope));
                    if (kept == null) {
                        return x;
                    }
                    NDArray changed = HostView.array(scope, seen(kept, dropped), new Shape(codes.rows(), hook.width()));
                    return Activation.of(hook, changed, x);
                }
            }

            @Override
            public Tap with(String axis, int value) {
                throw new SteeringException("A pass that stamps '" + axis
                        + "' meets its hook points many times; features are kept or removed there with Steering.");
            }
        });
        if (!met[0]) {
            throw new SteeringException("The subject's forward pass never met hook point " + hook.name()
                    + ": this is a defect of the plugin.");
        }
        return out;
    }

    private void see(NDArray x) {
        float[] now = x.toFloatArray();
        if (codes != null && Arrays.equals(now, rows)) {
            return;
        }
        rows = now;
        codes = decoding.encode(x);
        scales = decoding.scales(x, codes);
        view = decoding.reconstruct(x);
    }

    /** The reconstruction less what the features that go have written. */
    private float[] seen(IntPredicate kept, boolean[] dropped) {
        int width = hook.width();
        float[] out = view.clone();
        double[] gone = new double[width];
        for (int r = 0; r < codes.rows(); r++) {
            if (dropped != null && dropped[r]) {
                System.arraycopy(rows, r * width, out, r * width, width);
                continue;
            }
            Arrays.fill(gone, 0);
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                if (!kept.test(codes.feature()[e])) {
                    decoding.add(codes.feature()[e], codes.value()[e] * scales[r], gone);
                }
            }
            for (int i = 0; i < width; i++) {
                out[r * width + i] -= (float) gone[i];
            }
        }
        return out;
    }
}
