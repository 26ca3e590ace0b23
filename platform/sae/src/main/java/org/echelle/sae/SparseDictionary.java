package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/** A dictionary as its {@link InferenceForm} says. */
final class SparseDictionary implements Dictionary {
    private static final int LARGEST = 0;
    private static final int ABOVE = 1;
    private final StoredDictionary stored;
    private final InferenceForm form;
    private final int rule;
    private final int k;
    private final NDManager manager;
    private final Kernel kernel;
    /** Encoder, its bias, input bias, decoder, output bias, thresholds. */
    private final NDArray[] parts;

    private final Optional<NDArray> skip;
    private final NDArray work;

    SparseDictionary(StoredDictionary stored, InferenceForm form, NDManager parent) {
        this.stored = stored;
        this.form = form;
        manager = parent.newSubManager();
        kernel = SaeKernel.inference(manager.getDevice());
        float[] thresholds = {0};
        if (form.selection() instanceof Selection.Largest largest) {
            rule = LARGEST;
            k = largest.k();
        } else {
            rule = ABOVE;
            k = 0;
            thresholds = ((Selection.Above) form.selection()).thresholds();
        }
        parts = new NDArray[] {
            form.encoder().toArray(manager),
            form.encoderBias().toArray(manager),
            form.inputBias().toArray(manager),
            form.decoder().toArray(manager),
            form.outputBias().toArray(manager),
            manager.create(thresholds)
        };
        skip = form.skip().map(s -> s.toArray(manager));
        work = SaeKernel.work(manager, 4096, form.features(), DataType.FLOAT32);
    }

    @Override
    public String architecture() {
        return stored.architecture();
    }

    @Override
    public int width() {
        return form.width();
    }

    @Override
    public int outputWidth() {
        return form.outputWidth();
    }

    @Override
    public int features() {
        return form.features();
    }

    @Override
    public SparseRows encode(NDArray x) {
        requireRows(x);
        try (NDManager scope = x.getManager().newSubManager()) {
            NDList code = kernel.call(
                    scope, "encode", normalised(scope, x), parts, rule, k, form.gridRows(), form.gridColumns(), work);
            return new SparseRows(
                    (int) x.getShape().get(0),
                    code.get(0).toIntArray(),
                    code.get(1).toIntArray(),
                    code.get(2).toFloatArray());
        }
    }

    @Override
    public NDArray encodeDense(NDArray x) {
        requireRows(x);
        try (NDManager scope = x.getManager().newSubManager()) {
            return kernel.call(
                            x.getManager(),
                            "encode_dense",
                            normalised(scope, x),
                            parts,
                            rule,
                            k,
                            form.gridRows(),
                            form.gridColumns())
                    .get(0);
        }
    }

    @Override
    public NDArray decode(NDArray codes) {
        if (codes.getShape().dimension() != 2 || codes.getShape().get(1) != features()) {
            throw new SaeException("Codes of shape " + codes.getShape() + " do not fit a dictionary of " + features()
                    + " features; give [rows, " + features() + "].");
        }
        return kernel.call(codes.getManager(), "decode_dense", codes, parts[3], parts[4])
                .get(0);
    }

    @Override
    public NDArray decode(SparseRows codes, NDArray like) {
        try (NDManager scope = like.getManager().newSubManager()) {
            int count = codes.rowStart()[codes.rows()];
            NDArray start = scope.create(java.util.Arrays.copyOf(codes.rowStart(), codes.rows() + 1));
            NDArray feature = scope.create(java.util.Arrays.copyOf(codes.feature(), count));
            NDArray value = scope.create(java.util.Arrays.copyOf(codes.value(), count));
            return kernel.call(like.getManager(), "decode_sparse", start, feature, value, parts[3], parts[4])
                    .get(0);
        }
    }

    @Override
    public NDArray reconstruct(NDArray x) {
        return reconstruction(x.getManager(), x).get(0);
    }

    /** The reconstruction {@code [B, e]} and the features that fired, one entry a firing (int32). */
    NDList reconstruction(NDManager owner, NDArray x) {
        requireRows(x);
        try (NDManager scope = owner.newSubManager()) {
            int scaling = stored.rowScaling();
            NDList standard = scaling == 0 ? new NDList(x) : kernel.call(scope, "standardise", x, scaling);
            NDList out = kernel.call(
                    scope, "reconstruct", standard.get(0), parts, rule, k, form.gridRows(), form.gridColumns(), work);
            NDArray y = out.get(0);
            if (skip.isPresent()) {
                y = y.add(standard.get(0).matMul(skip.get().transpose()));
            }
            if (scaling != 0) {
                y = y.mul(standard.get(2)).add(standard.get(1));
            }
            y.attach(owner);
            out.get(1).attach(owner);
            return new NDList(y, out.get(1));
        }
    }

    InferenceForm form() {
        return form;
    }

    /** A manager on the dictionary's device; the caller closes it. */
    NDManager newManager() {
        return manager.newSubManager();
    }

    Kernel kernel() {
        return kernel;
    }

    StoredDictionary stored() {
        return stored;
    }

    private NDArray normalised(NDManager scope, NDArray x) {
        int scaling = stored.rowScaling();
        return scaling == 0 ? x : kernel.call(scope, "standardise", x, scaling).get(0);
    }

    private void requireRows(NDArray x) {
        if (x.getShape().dimension() != 2 || x.getShape().get(1) != width()) {
            throw new SaeException(
                    "Rows of shape " + x.getShape() + " do not fit this dictionary: it was made for width " + width()
                            + ", so give [rows, " + width() + "].");
        }
    }

    @Override
    public HostTensor atoms() {
        return form.decoder();
    }

    @Override
    public void save(Path folder) {
        stored.write(folder);
    }

    @Override
    public Map<String, Object> facts() {
        return Collections.unmodifiableMap(stored.facts());
    }

    @Override
    public void close() {
        kernel.close();
        manager.close();
    }
}
