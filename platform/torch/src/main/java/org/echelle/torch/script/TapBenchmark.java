package org.echelle.torch.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.torch.Scalars;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.echelle.torch.Turns;

/** Times a run with taps beside a run of the archive as it is, the two taking turns. */
public final class TapBenchmark {
    private static final int WARM = 12;

    private TapBenchmark() {}

    /**
     * What a tap costs.
     *
     * @param what which work
     * @param times of runs with taps, beside runs of the archive as it is
     */
    public record Row(String what, Turns times) {}

    /**
     * Measures reading and editing at one place of {@code forward}.
     *
     * @param inputs its tensors, in order
     * @param turns that count, after some that do not
     */
    public static List<Row> run(
            ScriptArchive archive,
            Device device,
            Function<NDManager, Map<String, NDArray>> inputs,
            String hook,
            int turns) {
        try (NDManager manager = Torch.newManager(device);
                ScriptProgram tapped = archive.load(device, List.of(hook));
                InputStream file = Files.newInputStream(archive.path())) {
            Map<String, NDArray> given = inputs.apply(manager);
            try (PtSymbolBlock bare = JniUtils.loadModule((PtNDManager) manager, file, true, false)) {
                JniUtils.enableInferenceMode(bare);
                Runnable floor = () -> bare(bare, given, manager);
                return List.of(
                        turns("read " + hook, floor, () -> tapped(tapped, given, manager, (h, c, x) -> x), turns),
                        turns(
                                "edit " + hook,
                                floor,
                                () -> tapped(tapped, given, manager, (h, c, x) -> Scalars.times(x, 1.5)),
                                turns));
            }
        } catch (IOException e) {
            throw new TorchException("Cannot read " + archive.path() + ": " + e.getMessage() + ".", e);
        }
    }

    private static void bare(PtSymbolBlock module, Map<String, NDArray> inputs, NDManager manager) {
        IValue[] values =
                inputs.values().stream().map(x -> IValue.from((PtNDArray) x)).toArray(IValue[]::new);
        try (NDManager scope = manager.newSubManager();
                IValue result = IValueUtils.runMethod(module, "forward", values)) {
            result.toNDList((PtNDManager) scope).forEach(TapBenchmark::waited);
        } finally {
            Arrays.stream(values).forEach(IValue::close);
        }
    }

    private static void tapped(ScriptProgram program, Map<String, NDArray> inputs, NDManager manager, ScriptTap tap) {
        try (NDManager scope = manager.newSubManager()) {
            program.run(scope, "forward", inputs, tap).values().forEach(TapBenchmark::waited);
        }
    }

    /** Asks for one number, for which a GPU has to be done. */
    private static void waited(NDArray array) {
        array.flatten().get("0:1").toByteBuffer();
    }

    private static Row turns(String what, Runnable floor, Runnable work, int turns) {
        double[] bare = new double[turns];
        double[] tapped = new double[turns];
        for (int turn = -WARM; turn < turns; turn++) {
            boolean floorFirst = turn % 2 == 0; // whoever comes first may pay for what the other left
            double before = floorFirst ? seconds(floor) : 0;
            double second = seconds(work);
            double first = floorFirst ? before : seconds(floor);
            if (turn >= 0) {
                bare[turn] = first;
                tapped[turn] = second;
            }
        }
        return new Row(what, Turns.of(tapped, bare));
    }

    private static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) * 1e-9;
    }
}
