package org.echelle.torch.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;

/**
 * A loaded archive with taps at some of its places.
 *
 * <p>libtorch runs a method from its beginning to its end and cannot ask Java in between. So a run is made first; what passed the
 * taps is then offered in order, and when something comes back changed, the run is made again with that change in its place, and so on.
 * Reading costs one run. The first edit costs one more. From the second time on the first run ends at the place of the edit, and the one
 * that goes on takes what came before from it, as far as modules handed out tensors alone; what the modules around the tap do themselves
 * is done twice. Random operators draw the same numbers each time: in archives that have any, the engine's seed is set to 0 before each
 * tapped run, and each run makes all calls again. A model that counts its own runs in a buffer counts those that come so far.
 *
 * <p>Gradients flow where the calling thread records them ({@link Torch#recordsGradients}): from outputs to arrays that a tap
 * returned, and to inputs. One run at a time.
 */
public final class ScriptProgram implements AutoCloseable {
    private static final long SEED = 0;
    private static final int WHERE = 3;
    private static final String RUN = "module_method:run_";

    private final ScriptArchive archive;
    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Map<HookName, Integer> hooks;
    private final int ids;
    /** How many tensors had passed at each edit of the last run, and where the tap ended it; as many are expected of the next. */
    private List<Integer> expected = List.of();

    private ScriptProgram(
            ScriptArchive archive, NDManager manager, PtSymbolBlock module, Map<HookName, Integer> hooks, int ids) {
        this.archive = archive;
        this.manager = manager;
        this.module = module;
        this.hooks = hooks;
        this.ids = ids;
    }

    static ScriptProgram load(
            ScriptArchive archive, Device device, InputStream stream, Map<HookName, Integer> hooks, int ids) {
        NDManager manager = Torch.newManager(device);
        PtSymbolBlock module = null;
        try (stream) {
            module = JniUtils.loadModule((PtNDManager) manager, stream, true, false);
            JniUtils.enableInferenceMode(module);
            try (NDManager scope = manager.newSubManager()) {
                NDList parameters = JniUtils.moduleGetParams(module, (PtNDManager) scope);
                parameters.forEach(p -> JniUtils.attachGradient((PtNDArray) p, false));
            }
            return new ScriptProgram(archive, manager, module, hooks, ids);
        } catch (IOException | RuntimeException e) {
            if (module != null) {
                module.close();
            }
            module = null;
            throw new TorchException(archive.path() + " cannot be loaded: " + EngineMessage.of(e), e);
        } finally {
            if (module == null) {
                manager.close();
            }
        }
    }

    /** The archive. */
    public ScriptArchive archive() {
        return archive;
    }

    /** What passed in one run, beside its results; of each its place, its call, and how many calls were kept before. */
    private record Pass(
            Map<String, NDArray> outputs, List<NDArray> seen, long[] where, String[] parts, boolean stopped) {}

    /**
     * Runs a method.
     *
     * @param owner owns the results, and what the tap is offered
     * @param method of the outermost module, such as {@code forward}
     * @param inputs its arguments by their names, or by their places from {@code 0}; parts of a tuple, list or dict behind a dot:
     *     {@code 2.0}, {@code batch.mask}. Arguments with a preset may be left out. They are not changed. Floating ones are brought to the
     *     floating type of the model where it has one
     * @param tap is offered what passes the places that this program was loaded with
     * @return the tensors of the result by their places: an empty name for a single tensor, {@code 0}, {@code 1.0}, {@code logits}
     *     for parts. Numbers come as 0-dimensional tensors, bfloat16 as float32
     * @throws TorchException with libtorch's own message if the method fails
     */
    public synchronized Map<String, NDArray> run(
            NDManager owner, String method, Map<String, NDArray> inputs, ScriptTap tap) {
        return run(owner, method, inputs, Optional.of(tap));
    }

    /** Runs a method with nobody listening; see {@link #run(NDManager, String, Map, ScriptTap)}. */
    public synchronized Map<String, NDArray> run(NDManager owner, String method, Map<String, NDArray> inputs) {
        return run(owner, method, inputs, Optional.empty());
    }

    private Map<String, NDArray> run(
            NDManager owner, String method, Map<String, NDArray> inputs, Optional<ScriptTap> tap) {
        ScriptMethod signature = archive.method(method);
        Map<String, NDArray> named = named(signature, inputs);
        if (hooks.isEmpty() || tap.isEmpty()) {
            return pass(owner, signature.name(), named, new Replay(List.of()), false)
                    .outputs();
        }
        Offers offers = new Offers(hooks, tap.get());
        Replay replay = new Replay(expected);
        try {
            while (true) {
                if (archive.draws()) {
                    JniUtils.setSeed(SEED);
                }
                Pass pass = pass(owner, signature.name(), named, replay, true);
                replay.passed(pass.stopped());
                for (int i = 0; i < pass.seen().size() && !replay.edited(); i++) {
                    offer(offers, pass, i, replay);
                }
                if (!replay.again()) {
                    return pass.outputs();
                }
            }
        } finally {
            expected = replay.edits();
            if (replay.kept()) {
                IValueUtils.runMethod(module, "drop").close();
            }
        }
    }

    private static void offer(Offers offers, Pass pass, int i, Replay replay) {
        NDArray x = pass.seen().get(i);
        NDArray y;
        try {
            y = offers.at((int) pass.where()[WHERE * i], (int) pass.where()[WHERE * i + 1], pass.parts()[i], x);
        } catch (RuntimeException e) {
            replay.ended(); // whoever ends a run here will do so again
            throw e;
        }
        if (!y.getShape().equals(x.getShape())) {
            throw new TorchException("What should go on at " + offers.last() + " has the shape " + y.getShape()
                    + " in place of " + x.getShape() + ".");
        }
        replay.decided(y == x ? Optional.empty() : Optional.of(y), (int) pass.where()[WHERE * i + 2]);
    }

    /** Takes all that passed in one run. */
    @FunctionalInterface
    interface Watcher {
        /**
         * @param hook a hook point of the module and method that it passed
         * @param part its place among the inputs or outputs
         * @param first whether it is the first input or output of its call
         */
        void passed(HookName hook, int call, String part, boolean first, NDArray x);
    }

    /** Runs a method and tells everything that passed, in order, whatever part of an output it is. */
    synchronized void each(NDManager owner, String method, Map<String, NDArray> inputs, Watcher watcher) {
        ScriptMethod signature = archive.method(method);
        Pass pass = pass(owner, signature.name(), named(signature, inputs), new Replay(List.of()), true);
        Map<Integer, HookName> byId = new LinkedHashMap<>();
        hooks.forEach((name, id) -> byId.putIfAbsent(id, name));
        Offers offers = new Offers(Map.of(), (hook, call, x) -> x);
        for (int i = 0; i < pass.seen().size(); i++) {
            int id = (int) pass.where()[WHERE * i];
            int call = (int) pass.where()[WHERE * i + 1];
            String part = pass.parts()[i];
            watcher.passed(
                    byId.get(id),
                    call,
                    part,
                    offers.first(id, call, part),
                    pass.seen().get(i));
        }
    }

    /**
     * Puts fresh random numbers in place of the parameters: normal ones with the standard deviation 1/sqrt(fan-in) for tensors of two or
     * more dimensions; others become all 1 where their mean is nearer to 1 than to 0 (scales of norms), else 0. Buffers stay.
     */
    public synchronized void randomize(long seed) {
        java.util.Random random = new java.util.Random(seed);
        try (NDManager scope = manager.newSubManager()) {
            for (NDArray parameter : JniUtils.moduleGetParams(module, (PtNDManager) scope)) {
                long[] shape = parameter.getShape().getShape();
                float[] values = new float[(int) parameter.size()];
                if (shape.length >= 2) {
                    double deviation = 1 / Math.sqrt(values.length / (double) Math.max(1, shape[0]));
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (random.nextGaussian() * deviation);
                    }
                } else if (parameter.size() > 0
                        && parameter
                                        .sum()
                                        .toType(ai.djl.ndarray.types.DataType.FLOAT32, false)
                                        .getFloat()
                                > 0.5 * parameter.size()) {
                    java.util.Arrays.fill(values, 1);
                }
                parameter.muli(0);
                parameter.addi(scope.create(values, parameter.getShape()));
            }
        }
    }

    private Map<String, NDArray> named(ScriptMethod method, Map<String, NDArray> inputs) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        List<String> parameters =
                method.parameters().stream().map(ScriptMethod.Parameter::name).toList();
        TreeSet<String> missing = new TreeSet<>(method.parameters().stream()
                .filter(HostText::required)
                .map(ScriptMethod.Parameter::name)
                .toList());
        inputs.forEach((key, array) -> {
            int dot = key.indexOf('.');
            String head = dot < 0 ? key : key.substring(0, dot);
            if (!parameters.contains(head) && head.matches("\\d{1,4}") && Integer.parseInt(head) < parameters.size()) {
                head = parameters.get(Integer.parseInt(head));
            }
            if (!parameters.contains(head)) {
                throw new TorchException("There is no argument " + head + " in " + method + ".");
            }
            missing.remove(head);
            named.put(head + (dot < 0 ? "" : key.substring(dot)), array);
        });
        if (!missing.isEmpty()) {
            throw new TorchException("An input is missing, " + String.join(", ", missing) + ", for " + method + ".");
        }
        return named;
    }

    private Pass pass(NDManager owner, String method, Map<String, NDArray> inputs, Replay replay, boolean on) {
        long[] changed = new long[replay.decisions().size()];
        List<PtNDArray> swaps = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            Optional<NDArray> swap = replay.decisions().get(i);
            changed[i] = swap.isPresent() ? swaps.size() : -1;
            swap.ifPresent(y -> swaps.add((PtNDArray) y));
        }
        boolean gradients = JniUtils.isGradMode();
        List<IValue> values = new ArrayList<>();
        try {
            values.add(IValue.from(on));
            values.add(IValue.from((long) replay.stop()));
            values.add(IValue.from((long) replay.keep()));
            values.add(IValue.from((long) ids));
            values.add(IValue.listFrom(changed));
            values.add(IValue.listFrom(swaps.toArray(new PtNDArray[0])));
            values.add(IValue.from(String.join("\n", inputs.keySet())));
            values.add(IValue.listFrom(inputs.values().toArray(new PtNDArray[0])));
            IValue[] arguments = values.toArray(new IValue[0]);
            if (!gradients && replay.stop() == 0) {
                try (IValue result = IValueUtils.runMethod(module, "go_" + method, arguments)) {
                    return taken(result, owner, false);
                }
            }
            IValueUtils.runMethod(module, "begin", arguments).close();
            outsideInference(owner, method);
            return taken(owner, false);
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains(TapText.STOPPED)) {
                return taken(owner, true);
            }
            taken(owner, false);
            throw new TorchException(
                    "The method " + method + " of " + archive.path() + " failed: " + EngineMessage.of(e), e);
        } finally {
            values.forEach(IValue::close);
        }
    }

    /** Runs a method outside libtorch's inference mode; DJL does so only for a list of arrays, whose names carry the method's. */
    private void outsideInference(NDManager owner, String method) {
        try (NDManager scope = owner.newSubManager()) {
            NDArray name = scope.create(0);
            name.setName(RUN + method);
            IValueUtils.forward(module, new NDList(name), true);
        }
    }

    private Pass taken(NDManager owner, boolean stopped) {
        try (IValue result = IValueUtils.runMethod(module, "taken")) {
            return taken(result, owner, stopped);
        }
    }

    private static Pass taken(IValue result, NDManager owner, boolean stopped) {
        IValue[] items = result.toIValueTuple();
        try {
            PtNDArray[] outputs = items[0].toTensorArray((PtNDManager) owner);
            String[] names = items[1].toStringValue().split("\n", -1);
            Map<String, NDArray> named = new LinkedHashMap<>();
            for (int i = 0; i < outputs.length; i++) {
                named.put(names[i], outputs[i]);
            }
            List<NDArray> seen = List.of(items[2].toTensorArray((PtNDManager) owner));
            return new Pass(
                    named,
                    seen,
                    items[3].toLongArray(),
                    items[4].toStringValue().split("\n", -1),
                    stopped);
        } finally {
            for (IValue item : items) {
                item.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        module.close();
        manager.close();
    }
}
