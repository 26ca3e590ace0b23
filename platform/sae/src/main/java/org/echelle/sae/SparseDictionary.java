package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * Codes by one linear map and a rule: {@code A = (x - b_dec) E^T + b_enc}; kept are the k largest positive entries of a row, or all
 * above a threshold; {@code xhat = Z D + b_dec}.
 */
final class SparseDictionary implements Dictionary {
    static final int LARGEST = 0;
    static final int ABOVE = 1;
    private final StoredDictionary stored;
    private final int rule;
    private final int k;
    private final double threshold;
    private final NDManager manager;
    private final Kernel kernel;
    private final NDArray encoder;
    private final NDArray decoder;
    private final NDArray encoderBias;
    private final NDArray decoderBias;
    private final NDArray work;

    SparseDictionary(StoredDictionary stored, int rule, int k, double threshold, NDManager parent) {
        this.stored = stored;
        this.rule = rule;
        this.k = k;
        this.threshold = threshold;
        manager = parent.newSubManager();
        kernel = SaeKernel.compile(manager.getDevice());
        encoder = stored.encoder().toArray(manager);
        decoder = stored.decoder().toArray(manager);
        encoderBias = stored.encoderBias().toArray(manager);
        decoderBias = stored.decoderBias().toArray(manager);
        work = SaeKernel.work(manager, 4096, stored.features(), DataType.FLOAT32);
    }

    @Override
    public String architecture() {
        return stored.architecture();
    }

    @Override
    public int width() {
        return stored.width();
    }

    @Override
    public int features() {
        return stored.features();
    }

    @Override
    public SparseRows encode(NDArray x) {
        requireRows(x);
        try (NDManager scope = x.getManager().newSubManager()) {
            NDList code = kernel.call(
                    scope, "encode", normalised(scope, x), encoder, encoderBias, decoderBias, rule, k, threshold, work);
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
                            encoder,
                            encoderBias,
                            decoderBias,
                            rule,
                            k,
                            threshold)
                    .get(0);
        }
    }

    @Override
    public NDArray decode(NDArray codes) {
        if (codes.getShape().dimension() != 2 || codes.getShape().get(1) != features()) {
            throw new SaeException("Codes of shape " + codes.getShape() + " do not fit a dictionary of " + features()
                    + " features; give [rows, " + features() + "].");
        }
        return kernel.call(codes.getManager(), "decode_dense", codes, decoder, decoderBias)
                .get(0);
    }

    @Override
    public NDArray decode(SparseRows codes, NDArray like) {
        try (NDManager scope = like.getManager().newSubManager()) {
            int count = codes.rowStart()[codes.rows()];
            NDArray start = scope.create(java.util.Arrays.copyOf(codes.rowStart(), codes.rows() + 1));
            NDArray feature = scope.create(java.util.Arrays.copyOf(codes.feature(), count));
            NDArray value = scope.create(java.util.Arrays.copyOf(codes.value(), count));
            return kernel.call(like.getManager(), "decode_sparse", start, feature, value, decoder, decoderBias)
                    .get(0);
        }
    }

    @Override
    public NDArray reconstruct(NDArray x) {
        return reconstruction(x.getManager(), x).get(0);
    }

    /** The reconstruction {@code [B, d]} and the features that fired, one entry a firing (int32). */
    NDList reconstruction(NDManager owner, NDArray x) {
        requireRows(x);
        try (NDManager scope = owner.newSubManager()) {
            if (!stored.standardised()) {
                return kernel.call(
                        owner, "reconstruct", x, encoder, decoder, encoderBias, decoderBias, rule, k, threshold, work);
            }
            NDList standard = kernel.call(scope, "standardise", x);
            NDList out = kernel.call(
                    scope,
                    "reconstruct",
                    standard.get(0),
                    encoder,
                    decoder,
                    encoderBias,
                    decoderBias,
                    rule,
                    k,
                    threshold,
                    work);
            NDArray y = out.get(0).mul(standard.get(2)).add(standard.get(1));
            y.attach(owner);
            out.get(1).attach(owner);
            return new NDList(y, out.get(1));
        }
    }

    NDArray encoder() {
        return encoder;
    }

    Kernel kernel() {
        return kernel;
    }

    StoredDictionary stored() {
        return stored;
    }

    private NDArray normalised(NDManager scope, NDArray x) {
        return stored.standardised() ? kernel.call(scope, "standardise", x).get(0) : x;
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
        return stored.decoder();
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
