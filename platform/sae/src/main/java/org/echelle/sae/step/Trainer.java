package org.echelle.sae.step;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.Optimiser;
import org.echelle.sae.Parameter;
import org.echelle.sae.SaeKernel;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.select.HostSelection;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/** Weights, moments and counters of a training, and its step: one kernel call. */
public final class Trainer implements AutoCloseable {
    /** Places in the row of doubles that a step returns; an architecture's own follow. */
    public static final int LOSS = 0;

    /** Squared error of the batch. */
    public static final int SQUARED = 1;
    /** Squared distance of the batch's rows from their mean. */
    public static final int SPREAD = 2;
    /** Entries of the batch's code. */
    public static final int FIRED = 3;
    /** Features that are dead. */
    public static final int DEAD = 4;
    /** Features that fire on more than a tenth of the batch. */
    public static final int DENSE = 5;

    private static final int SHARED_NUMBERS = 9;

    /** Owns everything here. */
    public final NDManager manager;

    public final Kernel kernel;
    public final Objective objective;
    /** What is learned; the arrays below are in this order. */
    public final List<Parameter> names;

    public final NDArray[] parameters;
    final NDArray[] first;
    final NDArray[] second;
    final NDArray[] counts;
    final NDArray[] average;
    /** Rows since each feature fired, {@code [n]}. */
    public final NDArray since;

    final NDArray work;
    private final TrainConfig config;
    private final int width;
    private final DataType type;
    /** Reproduces dictionary_learning's TopK, which counts a feature as fired when it was selected with value 0. */
    private final boolean firedBySelection;

    /** Selects on the CPU, where that is faster. */
    private final Optional<HostSelection> selection;

    private double lossScale = 1;

    /** In float32; weights are zero until {@link #begin} or {@link #restore}. */
    public Trainer(TrainConfig config, int width, Device device) {
        this(config, width, device, DataType.FLOAT32, false);
    }

    /**
     * Weights are zero until {@link #begin} or {@link #restore}.
     *
     * @param config resolved
     */
    public Trainer(TrainConfig config, int width, Device device, DataType type, boolean firedBySelection) {
        this.config = config;
        this.width = width;
        this.type = type;
        this.firedBySelection = firedBySelection;
        objective = Architectures.trainable(config.architecture()).objective(config, width);
        names = objective.parameters();
        manager = Torch.newManager(device);
        kernel = SaeKernel.training(device, objective.kernel(), config.precision());
        int count = names.size();
        parameters = new NDArray[count];
        first = new NDArray[count];
        second = new NDArray[count];
        counts = new NDArray[count];
        average = new NDArray[config.optimiser().average() > 0 ? count : 0];
        for (int i = 0; i < count; i++) {
            Shape shape = names.get(i).djl();
            parameters[i] = manager.zeros(shape, type);
            first[i] = manager.zeros(shape, type);
            second[i] = manager.zeros(shape, type);
            counts[i] = manager.zeros(new Shape(), DataType.FLOAT32);
            if (average.length > 0) {
                average[i] = manager.zeros(shape, type);
            }
        }
        since = manager.zeros(new Shape(config.features()), DataType.INT64);
        work = SaeKernel.work(manager, config.batch(), config.features(), type, objective::workRows);
        boolean host = objective.hostSelection() != Objective.HostCode.NONE
                && !device.isGpu()
                && type == DataType.FLOAT32
                && !firedBySelection
                && (config.precision().equals("float32") || rescored(config))
                && !config.decoderNorm().equals("rescaled")
                && HostSelection.suits(
                        config.features(),
                        objective.hostSelection() == Objective.HostCode.FLOOR ? 0 : KSchedule.most(config));
        selection = host
                ? Optional.of(new HostSelection(manager, config.batch(), width, config.features(), rescored(config)))
                : Optional.empty();
        scale(1);
    }

    /**
     * Gives the weights their first values.
     *
     * @param rows normalised; may be empty
     */
    public void begin(List<NDArray> rows, Progress progress) {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> values = objective.begin(new Start(config, scope, type, kernel, rows, progress));
            for (int i = 0; i < parameters.length; i++) {
                values.get(i).copyTo(parameters[i]);
                if (average.length > 0) {
                    values.get(i).copyTo(average[i]);
                }
            }
        }
    }

    /** Settles the scale of the loss; {@code spread} is {@link org.echelle.sae.Normalisation#spread}. */
    public void scale(double spread) {
        int e = config.architecture().endsWith("transcoder") && config.blocks().size() == 2
                ? config.blocks().get(1)
                : width;
        lossScale = switch (config.scaling()) {
            case "mean-mse" -> 1.0 / e;
            case "variance" -> 1.0 / spread;
            default -> 1;
        };
    }

    /** Numbers in memory beside {@link Objective#stepFloats} that selecting on the CPU takes, at most. */
    public static long selectionFloats(TrainConfig config, int width) {
        return HostSelection.floats(config.batch(), width, config.features(), rescored(config));
    }

    private static boolean rescored(TrainConfig config) {
        return config.precision().equals("bfloat16-rescored");
    }

    /** Trains on one batch of normalised rows; returns the step's sums. Changes nothing when the loss is not finite. */
    public double[] step(NDArray x, double learningRate, long step) {
        Optimiser o = config.optimiser();
        try (NDManager scope = manager.newSubManager()) {
            NDArray[] chosen = chosen(scope, x, step);
            NDList out = kernel.call(
                    scope,
                    "step",
                    x,
                    parameters,
                    first,
                    second,
                    counts,
                    since,
                    work,
                    Stream.concat(Arrays.stream(chosen), Arrays.stream(objective.tensors(step, scope)))
                            .toArray(NDArray[]::new),
                    average,
                    numbers(step),
                    learningRate,
                    o.beta1(),
                    o.beta2(),
                    o.epsilon(),
                    o.clip(),
                    regime(),
                    o.average());
            double[] stats = out.get(0).toDoubleArray();
            if (Double.isFinite(stats[LOSS])) {
                objective.learned(step, stats);
            }
            return stats;
        }
    }

    /** The code of a batch, where the host selects it faster than the engine; else nothing. */
    private NDArray[] chosen(NDManager scope, NDArray x, long step) {
        if (selection.isEmpty()) {
            return new NDArray[0];
        }
        HostSelection host = selection.get();
        if (objective.hostSelection() == Objective.HostCode.FLOOR) {
            double[] numbers = numbers(step);
            NDList looks = kernel.call(scope, "looks", x, parameters, numbers);
            long most = (long) (numbers[SHARED_NUMBERS] * config.batch() * config.features());
            return host.above(kernel, scope, looks.get(0), parameters[0], looks.get(1), most);
        }
        NDArray centred = x.sub(parameters[3]);
        centred.attach(scope);
        int k = objective.k(config, step);
        return objective.hostSelection() == Objective.HostCode.BATCH
                ? host.byBatch(kernel, scope, centred, parameters[0], parameters[2], k)
                : host.byRow(kernel, scope, centred, parameters[0], parameters[2], k);
    }

    /** Gradients in the order of {@link #names}, then the sums, without a step, as the kernel alone gives them; for tests. */
    public NDList gradients(NDManager owner, NDArray x, long step) {
        return gradients(owner, x, step, new NDArray[0]);
    }

    /** The same with what the host selects. */
    public NDList hostGradients(NDManager owner, NDArray x, long step) {
        return gradients(owner, x, step, chosen(owner, x, step));
    }

    private NDList gradients(NDManager owner, NDArray x, long step, NDArray[] chosen) {
        return kernel.call(
                owner,
                config.decoderNorm().equals("rescaled") ? "rescaled" : "gradients",
                x,
                parameters,
                Stream.concat(Arrays.stream(chosen), Arrays.stream(objective.tensors(step, owner)))
                        .toArray(NDArray[]::new),
                since,
                work,
                numbers(step));
    }

    /** Of the atoms' norms, as the kernel counts them. */
    public int regime() {
        return switch (config.decoderNorm()) {
            case "unit" -> 0;
            case "free" -> 1;
            default -> 2;
        };
    }

    /** The numbers that the kernel is called with in a step. */
    public double[] numbers(long step) {
        double[] own = objective.numbers(step);
        double[] all = new double[SHARED_NUMBERS + own.length];
        all[0] = lossScale;
        all[1] = config.scaling().equals("batch-fvu") ? 1 : config.scaling().equals("row") ? 2 : 0;
        all[2] = config.revival().auxWeight();
        all[3] = config.revival().auxK();
        all[4] = config.revival().deadAfterRows();
        all[5] = firedBySelection ? 1 : 0;
        all[6] = config.precision().equals("float32") ? 0 : config.precision().equals("bfloat16") ? 1 : 2;
        all[7] = step;
        all[8] = objective.k(config, step);
        System.arraycopy(own, 0, all, SHARED_NUMBERS, own.length);
        return all;
    }

    /** A parameter by name. */
    public NDArray parameter(String name) {
        for (int i = 0; i < parameters.length; i++) {
            if (names.get(i).name().equals(name)) {
                return parameters[i];
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** Everything that a later process needs to go on, by name: the arrays themselves, which the next step changes. */
    public Map<String, NDArray> state() {
        Map<String, NDArray> out = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i++) {
            String name = names.get(i).name();
            out.put(name, parameters[i]);
            out.put("adam.first." + name, first[i]);
            out.put("adam.second." + name, second[i]);
            out.put("adam.steps." + name, counts[i]);
            if (average.length > 0) {
                out.put("average." + name, average[i]);
            }
        }
        out.put("rows_since_fired", since);
        return out;
    }

    /** Takes over what {@link #state} was, tensor by tensor. */
    public void restore(Function<String, HostTensor> saved) {
        state().forEach((name, array) -> put(array, saved.apply(name)));
    }

    /** Overwrites an array. */
    public static void put(NDArray into, HostTensor value) {
        try (NDArray copy = value.toArray(into.getManager())) {
            copy.copyTo(into);
        }
    }

    /** What was learned so far (the average, where there is one), in normalised units. */
    public StoredDictionary stored(Map<String, Object> facts) {
        NDArray[] from = average.length > 0 ? average : parameters;
        Map<String, HostTensor> learned = new LinkedHashMap<>();
        for (int i = 0; i < from.length; i++) {
            learned.put(names.get(i).name(), HostTensor.of(from[i]));
        }
        Map<String, Object> all = new LinkedHashMap<>(facts);
        all.putAll(objective.facts());
        return new StoredDictionary(objective.finished(learned), all);
    }

    @Override
    public void close() {
        selection.ifPresent(HostSelection::close);
        kernel.close();
        manager.close();
    }
}
