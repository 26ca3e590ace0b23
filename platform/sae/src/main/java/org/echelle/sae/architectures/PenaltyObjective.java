package org.echelle.sae.architectures;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.Settings;
import org.echelle.sae.SparsityWarmup;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;

/**
 * Training of dictionaries whose features are few because they are penalised: encoder, decoder and biases, a coefficient that warms
 * up, and the share of firing pre-activations up to which a step works on entries instead of slices of dense products.
 */
abstract class PenaltyObjective implements Objective {
    /** Measured: an entry costs as much as some twenty values of the dense products. */
    private static final double SPARSE_SHARE = 1 / 20.0;

    /** Dense values of a slice that a kernel has room for. */
    private static final int SLICES = 7;

    static final String COEFFICIENT = "coefficient";
    final TrainConfig config;
    final int width;
    private final String kernel;
    private double sparseShare = SPARSE_SHARE;

    PenaltyObjective(String kernel, TrainConfig config, int width) {
        this.kernel = kernel;
        this.config = config;
        this.width = width;
    }

    /** Chooses the way of computing, which changes the gradients by rounding only: 0 slices, 1 entries. For tests. */
    void sparseShare(double share) {
        sparseShare = share;
    }

    @Override
    public final String kernel() {
        return kernel;
    }

    @Override
    public HostCode hostSelection() {
        return HostCode.FLOOR;
    }

    @Override
    public List<Parameter> parameters() {
        return SelectedObjective.standard(config.features(), width);
    }

    @Override
    public List<NDArray> begin(Start start) {
        NDList pair = start.pair(config.features(), width);
        return List.of(pair.get(0), pair.get(1), start.zeros(config.features()), start.bias(width));
    }

    @Override
    public double[] numbers(long step) {
        double[] own = own();
        double[] all = new double[own.length + 2];
        all[0] = sparseShare;
        all[1] = coefficient() * SparsityWarmup.at(config, step);
        System.arraycopy(own, 0, all, 2, own.length);
        return all;
    }

    /** The penalty's coefficient after the warm-up. */
    double coefficient() {
        return Settings.number(config, COEFFICIENT);
    }

    /** Numbers of the kernel from {@code o[11]} on. */
    abstract double[] own();

    /**
     * Atoms of norm 1 from atoms of any, activations in units of what they write (Anthropic, April 2024): encoder rows, biases and
     * thresholds times the norm, which changes no reconstruction. Only for free norms; others have norm 1 already.
     */
    @Override
    public Map<String, HostTensor> finished(Map<String, HostTensor> learned) {
        return config.decoderNorm().equals("unit") ? learned : canonical(learned);
    }

    private static Map<String, HostTensor> canonical(Map<String, HostTensor> learned) {
        HostTensor decoder = learned.get("decoder");
        int n = (int) decoder.shape()[0];
        float[] atoms = decoder.toFloats();
        int d = atoms.length / n;
        double[] norm = new double[n];
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int i = 0; i < d; i++) {
                sum += (double) atoms[j * d + i] * atoms[j * d + i];
            }
            norm[j] = sum > 0 ? Math.sqrt(sum) : 1;
        }
        Map<String, HostTensor> out = new LinkedHashMap<>(learned);
        out.computeIfPresent("decoder", (name, t) -> scaled(t, norm, -1));
        for (String name : List.of("encoder", "b_enc", "b_gate", "b_mag", "threshold")) {
            out.computeIfPresent(name, (key, t) -> scaled(t, norm, 1));
        }
        return out;
    }

    private static HostTensor scaled(HostTensor tensor, double[] norm, int power) {
        float[] values = tensor.toFloats();
        int each = values.length / norm.length;
        for (int i = 0; i < values.length; i++) {
            double by = norm[i / each];
            values[i] *= (float) (power > 0 ? by : 1 / by);
        }
        return HostTensor.ofFloats(values, tensor.shape());
    }

    /** Seven dense slices, each of little more than half the usual rows. */
    @Override
    public int workRows(int slice) {
        return Math.max(SLICES, 4 * slice);
    }

    /** With entries up to the share and one slice beyond it, in the room of dense slices. */
    @Override
    public long stepFloats(TrainConfig c, int d) {
        long entries = (long) (SPARSE_SHARE * c.batch() * c.features()) + 1;
        int slice = SaeKernel.sliceRows(c.batch(), c.features(), Device.cpu());
        return SelectedObjective.sparseFloats(c, d, entries) + (long) (workRows(slice) - slice) * c.features();
    }

    /** Sets what decides over firing by the value that k pre-activations a row pass at the start, where biases are 0. */
    @Override
    public void steady(Kernel kernel, Function<String, NDArray> parameter, NDArray x, int k) {
        try (NDManager scope = x.getManager().newSubManager()) {
            int rows = (int) Math.min(256, x.getShape().get(0));
            NDArray some = x.get(new NDIndex("0:" + rows));
            NDArray encoder = parameter.apply("encoder");
            NDArray out = scope.create(new Shape(rows, config.features()), x.getDataType());
            some.attach(scope);
            kernel.call(scope, "product", some, encoder, out);
            float[] a = out.toType(DataType.FLOAT32, true).toFloatArray();
            Arrays.sort(a);
            double floor = a[a.length - 1 - rows * k];
            floors(floor).forEach((name, value) -> {
                NDArray learned = parameter.apply(name);
                scope.full(learned.getShape(), value.floatValue(), learned.getDataType())
                        .copyTo(learned);
            });
        }
    }

    /** Values of the parameters with which what is below a floor does not fire. */
    Map<String, Double> floors(double floor) {
        return Map.of("b_enc", -floor);
    }

    /** What every architecture with a penalty refuses. */
    static void check(TrainConfig config) {
        if (config.revival().auxWeight() > 0) {
            throw new SaeException("aux-weight is " + config.revival().auxWeight() + " but " + config.architecture()
                    + " has no auxiliary loss; its dead features come back by resample-every. Leave aux-weight out.");
        }
        if (!config.precision().equals("float32")) {
            throw new SaeException("precision is " + config.precision() + " but " + config.architecture()
                    + " computes its encoder product in float32; leave precision out.");
        }
    }

    /** Refuses a regime of the atoms' norms. */
    static void refuse(TrainConfig config, String decoderNorm, String why) {
        if (config.decoderNorm().equals(decoderNorm)) {
            throw new SaeException(
                    "decoder-norm is " + decoderNorm + " but " + config.architecture() + " " + why + ".");
        }
    }
}
