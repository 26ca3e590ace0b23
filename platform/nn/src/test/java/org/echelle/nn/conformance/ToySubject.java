package org.echelle.nn.conformance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.HookPoint.Layout;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.torch.Checksums;
import org.echelle.torch.HostView;
import org.echelle.torch.Scalars;

/**
 * The smallest network with each sort of hook point: numbers [batch, 5, 1] become rows [batch, 5, 4], their squares channels
 * [batch, 4, 5], the sum over what is no padding a pooled row [batch, 4], and that two logits.
 */
final class ToySubject implements Subject {
    static final int LONGEST = 5;
    private static final int WIDTH = 4;
    private static final int OUTPUTS = 2;

    private final Fault fault;
    private final NDManager own;
    private final NDArray up;
    private final NDArray down;
    private int calls;

    ToySubject(Fault fault, OpenContext context) {
        this.fault = fault;
        own = context.manager().newSubManager();
        up = HostView.array(own, new float[] {1, -2, 0.5f, 3}, new Shape(1, WIDTH));
        down = HostView.array(own, new float[] {1, 2, -1, 0.5f, 3, 1, -2, 1}, new Shape(WIDTH, OUTPUTS));
    }

    private boolean has(Fault asked) {
        return fault == asked;
    }

    @Override
    public String fingerprint() {
        String settings = "toy" + (has(Fault.FINGERPRINT_BY_CLOCK) ? System.nanoTime() : "");
        return has(Fault.SHORT_FINGERPRINT) ? "toy" : Checksums.sha256(settings.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public List<HookPoint> hookPoints() {
        List<Axis> axes = List.of(new Axis("position", LONGEST));
        List<HookPoint> hooks = new ArrayList<>(List.of(
                new HookPoint("rows", WIDTH, Layout.WIDTH_LAST, axes, "rows"),
                new HookPoint(
                        has(Fault.TWO_HOOKS_OF_A_NAME) ? "rows" : "channels",
                        WIDTH,
                        has(Fault.LAYOUT) ? Layout.WIDTH_LAST : Layout.WIDTH_SECOND,
                        axes,
                        "squares"),
                new HookPoint("pooled", has(Fault.NO_WIDTH) ? 0 : WIDTH, Layout.WIDTH_LAST, List.of(), "sum")));
        if (has(Fault.ORDER)) {
            hooks.add(hooks.remove(0));
        }
        return hooks;
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec("numbers", List.of(-1L, (long) LONGEST, 1L), "as given, zeros behind"),
                new TensorSpec("there", List.of(-1L, (long) LONGEST, 1L), "1 for a number, 0 for padding"));
    }

    @Override
    public List<TensorSpec> outputs() {
        long told = has(Fault.OTHER_OUTPUT) ? LONGEST : OUTPUTS;
        return List.of(new TensorSpec("logits", List.of(-1L, told), "no unit"));
    }

    @Override
    public List<String> outputNames() {
        return has(Fault.ONE_NAME) ? List.of("yes") : List.of("yes", "no");
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        float[] numbers = new float[batch.size() * LONGEST];
        float[] there = new float[numbers.length];
        for (int s = 0; s < batch.size(); s++) {
            float[] strip = ((ToyStrips.Strip) batch.get(s)).numbers();
            for (int i = 0; i < strip.length; i++) {
                numbers[s * LONGEST + i] = strip[i] + (has(Fault.RANDOM_INPUTS) ? calls++ : 0);
                there[s * LONGEST + i] = 1;
            }
        }
        Shape shape = new Shape(batch.size(), LONGEST, 1);
        return new NDList(HostView.array(manager, numbers, shape), HostView.array(manager, there, shape));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDArray x = inputs.get(0);
        if (has(Fault.IN_PLACE)) {
            x.addi(1);
        }
        if (has(Fault.LEAVES_ARRAYS)) {
            own.zeros(new Shape(1));
        }
        NDArray rows = x.mul(up);
        Leftovers.leave(fault);
        if (has(Fault.REMEMBERS)) {
            rows = rows.add(calls++);
        }
        if (has(Fault.NORMS_OVER_BATCH)) {
            rows = rows.sub(rows.mean());
        }
        rows = tap.at("rows", rows);
        if (has(Fault.CUT)) {
            rows = rows.stopGradient();
        }
        rows = has(Fault.BORROWED) ? lent(rows) : Scalars.times(rows, 0.5);
        NDArray channels = tap.at("channels", rows.mul(rows).transpose(0, 2, 1));
        NDArray pooled = channels.transpose(0, 2, 1).mul(inputs.get(1)).sum(new int[] {1});
        if (has(Fault.LISTENED_TO) && tap.wants("pooled")) {
            pooled = pooled.add(1e-3f);
        }
        if (has(Fault.HOOK_NOT_LISTED)) {
            pooled = tap.at("secret", pooled);
        }
        if (has(Fault.DEAF)) {
            tap.at("pooled", pooled);
        } else if (!has(Fault.HOOK_NEVER_PASSED)) {
            pooled = tap.at("pooled", pooled);
        }
        return new NDList(pooled.matMul(down));
    }

    /** Keeps an array whose memory is Java's for the backward pass. */
    private static NDArray lent(NDArray rows) {
        float[] halves = new float[(int) rows.size()];
        java.util.Arrays.fill(halves, 0.5f);
        try (NDArray half = rows.getManager().create(halves, rows.getShape())) {
            return rows.mul(half);
        }
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        int samples = (int) inputs.get(0).getShape().get(0);
        if (hook.axes().isEmpty()) {
            return Sites.repeated(samples, has(Fault.COLUMN) ? new int[1][1] : new int[0][]);
        }
        int positions = has(Fault.FEW_SITES) ? LONGEST - 1 : LONGEST;
        float[] there = inputs.get(1).toType(DataType.FLOAT32, false).toFloatArray();
        int[][] place = new int[1][samples * positions];
        boolean[] dropped = new boolean[samples * positions];
        int batchLongest = 0;
        for (int i = 0; i < there.length; i++) {
            batchLongest = there[i] > 0 ? Math.max(batchLongest, i % LONGEST + 1) : batchLongest;
        }
        for (int row = 0; row < dropped.length; row++) {
            int p = row % positions;
            place[0][row] = p + (has(Fault.FROM_ONE) ? 1 : 0);
            dropped[row] = there[row / positions * LONGEST + p] == 0;
            if (has(Fault.KEEPS_PADDING)) {
                dropped[row] = p >= batchLongest;
            }
            dropped[row] |= has(Fault.ALL_DROPPED) && row / positions == 1;
        }
        return new Sites(samples, positions, place, dropped);
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return new ToySubject(fault, context);
    }

    @Override
    public void close() {
        if (fault != Fault.NEVER_CLOSED) {
            own.close();
        }
    }
}
