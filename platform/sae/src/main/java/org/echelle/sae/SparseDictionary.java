package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.echelle.sae.select.FixedEncoder;
import org.echelle.sae.select.HostSelection;
import org.echelle.store.SparseRows;

/** A dictionary as its {@link InferenceForm} says. */
final class SparseDictionary extends LoadedDictionary {
    private static final int LARGEST = 0;
    private static final int ABOVE = 1;
    private static final int LARGEST_OF_GROUPS = 2;
    private final InferenceForm form;
    private final int rule;
    private final int k;
    /** Encoder, its bias, input bias, decoder, output bias, thresholds. */
    private final NDArray[] parts;

    /** Activations from which on the host selects. */
    private static final long LEAST = 1 << 17;

    private final Optional<NDArray> skip;
    /** Made when rows first come that are worth it. */
    private FixedEncoder host;

    private final NDArray work;

    /** In a sub-manager of {@code parent}. */
    static SparseDictionary of(StoredDictionary stored, InferenceForm form, NDManager parent) {
        return new SparseDictionary(stored, form, parent.newSubManager());
    }

    private SparseDictionary(StoredDictionary stored, InferenceForm form, NDManager manager) {
        super(stored, form.decoder(), form.outputBias(), SaeKernel.inference(manager.getDevice()), manager);
        this.form = form;
        float[] thresholds = {0};
        if (form.selection() instanceof Selection.Largest largest) {
            rule = LARGEST;
            k = largest.k();
        } else if (form.selection() instanceof Selection.LargestOfGroups groups) {
            rule = LARGEST_OF_GROUPS;
            k = groups.k();
        } else {
            rule = ABOVE;
            k = 0;
            thresholds = ((Selection.Above) form.selection()).thresholds();
        }
        parts = new NDArray[] {
            form.encoder().toArray(manager),
            form.encoderBias().toArray(manager),
            form.inputBias().toArray(manager),
            decoder,
            outputBias,
            manager.create(thresholds)
        };
        skip = form.skip().map(s -> s.toArray(manager));
        work = SaeKernel.work(manager, 4096, form.features(), DataType.FLOAT32);
    }

    @Override
    public SparseRows encode(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            if (onHost(x)) {
                NDArray units = units(scope, x).get(0);
                return host(units).rows(kernel, scope, units, k);
            }
            return sparse(x, call(scope, "encode", units(scope, x), work));
        }
    }

    @Override
    public SparseRows encode(NDArray x, int... features) {
        if (!onHost(x)) {
            return encode(x).only(features);
        }
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray units = units(scope, x).get(0);
            return host(units).rows(kernel, scope, units, k, features);
        }
    }

    /** Java's scan is faster than the engine's selection, but for a handful of rows. */
    private boolean onHost(NDArray x) {
        return rule == LARGEST
                && form.gridRows() == 0
                && !x.getDevice().isGpu()
                && x.getShape().get(0) * features() >= LEAST
                && HostSelection.suits(features(), k);
    }

    private FixedEncoder host(NDArray units) {
        int rows = (int) units.getShape().get(0);
        if (host == null || rows > host.batch()) {
            release();
            host = new FixedEncoder(kernel, manager, rows, parts[0], parts[1], parts[2]);
        }
        return host;
    }

    @Override
    protected void release() {
        if (host != null) {
            host.close();
            host = null;
        }
    }

    @Override
    public NDArray encodeDense(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            return call(x.getManager(), "encode_dense", units(scope, x)).get(0);
        }
    }

    private NDList call(NDManager owner, String method, NDList units, Object... more) {
        Object[] all = new Object[6 + more.length];
        all[0] = units.get(0);
        all[1] = parts;
        all[2] = rule;
        all[3] = k;
        all[4] = form.gridRows();
        all[5] = form.gridColumns();
        System.arraycopy(more, 0, all, 6, more.length);
        return kernel.call(owner, method, all);
    }

    @Override
    public NDArray reconstruct(NDArray x) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDList units = units(scope, x);
            NDArray y = call(scope, "reconstruct", units, work).get(0);
            if (skip.isPresent()) {
                y = y.add(units.get(0).matMul(skip.get().transpose()));
            }
            y = raw(units, y);
            y.attach(x.getManager());
            return y;
        }
    }
}
