package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;

/**
 * Copies wanted activations to the host as rows and ends the forward pass after the last one.
 *
 * <p>A forward pass ends early only while no part of it was stamped by {@link #with}: a sampler meets its hook points many times,
 * and only its own end tells when the last one was.
 */
final class RecordingTap implements Tap {
    /** Takes one activation as rows. */
    interface Recorder {
        /** @param values float32 {@code [rows, width]}; valid during the call */
        void record(int hook, ByteBuffer values, Map<String, Integer> stamps);
    }

    /** Tells by its stamps whether anything of a part of the pass is kept at a hook point. */
    interface Kept {
        boolean test(int hook, Map<String, Integer> stamps);
    }

    private final List<HookPoint> hooks;
    /** By the subject's name of a hook point, those that are read there: itself, views of it. */
    private final Map<String, List<Integer>> indexOf = new HashMap<>();

    private final Kept kept;
    private final Recorder recorder;
    private final boolean[] seen;
    private int unseen;
    private boolean stamped;

    /** @param kept parts of the pass that are not kept are not copied */
    RecordingTap(List<HookPoint> hooks, Kept kept, Recorder recorder) {
        this.hooks = hooks;
        this.kept = kept;
        this.recorder = recorder;
        this.seen = new boolean[hooks.size()];
        this.unseen = hooks.size();
        for (int i = 0; i < hooks.size(); i++) {
            indexOf.computeIfAbsent(HookView.base(hooks.get(i).name()), n -> new ArrayList<>())
                    .add(i);
        }
    }

    @Override
    public boolean wants(String hook) {
        return indexOf.containsKey(hook);
    }

    @Override
    public NDArray at(String hook, NDArray x) {
        return at(hook, x, Map.of());
    }

    @Override
    public Tap with(String axis, int value) {
        return new Stamped(Map.of(axis, value));
    }

    private NDArray at(String name, NDArray x, Map<String, Integer> stamps) {
        List<Integer> here = indexOf.get(name);
        if (here == null) {
            return x;
        }
        for (int index : here) {
            if (kept.test(index, stamps)) {
                recorder.record(index, rows(hooks.get(index), x), stamps);
            }
            if (!seen[index]) {
                seen[index] = true;
                unseen--;
            }
        }
        if (unseen == 0 && !stamped) {
            throw ForwardComplete.SIGNAL;
        }
        return x;
    }

    /** Whether every wanted hook point was met. */
    boolean complete() {
        return unseen == 0;
    }

    /** The first wanted hook point that was not met. */
    String missing() {
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                return hooks.get(i).name();
            }
        }
        return "";
    }

    /** The activation as float32 rows in host memory, width last. */
    private static ByteBuffer rows(HookPoint hook, NDArray x) {
        Shape shape = x.getShape();
        int dimensions = shape.dimension();
        int widthAt = hook.layout() == HookPoint.Layout.WIDTH_LAST ? dimensions - 1 : 1;
        if (shape.get(widthAt) != hook.width()) {
            throw new RunException("The subject gave an activation of shape " + shape + " at hook point " + hook.name()
                    + ", whose width is " + hook.width() + ": this is a defect of the plugin.");
        }
        NDArray last = x;
        if (widthAt != dimensions - 1) {
            int[] order = new int[dimensions];
            for (int i = 1; i < dimensions - 1; i++) {
                order[i] = i + 1;
            }
            order[dimensions - 1] = 1;
            last = x.transpose(order);
        }
        NDArray floats = last.getDataType() == DataType.FLOAT32 ? last : last.toType(DataType.FLOAT32, false);
        ByteBuffer bytes = floats.toByteBuffer().order(ByteOrder.nativeOrder());
        if (floats != x) {
            floats.close();
            if (last != x && last != floats) {
                last.close();
            }
        }
        return bytes;
    }

    /** The same listener with coordinates that hold for all that passes through it. */
    private final class Stamped implements Tap {
        private final Map<String, Integer> stamps;

        Stamped(Map<String, Integer> stamps) {
            this.stamps = stamps;
            stamped = true;
        }

        @Override
        public boolean wants(String hook) {
            return RecordingTap.this.wants(hook);
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            return RecordingTap.this.at(hook, x, stamps);
        }

        @Override
        public Tap with(String axis, int value) {
            Map<String, Integer> more = new HashMap<>(stamps);
            more.put(axis, value);
            return new Stamped(more);
        }
    }
}
