package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.echelle.torch.Kernel;

/** The room's TorchScript, compiled: texts that share their functions. */
public final class SaeKernel {
    private static final String EXTENDS = "# extends ";

    private static final String CANDIDATES = "candidates-";

    private SaeKernel() {}

    /** Sums over rows, normalisation, eigenvectors. */
    public static Kernel rows(Device device) {
        return compile(device, "rows.py");
    }

    /** Codes and reconstructions of finished dictionaries. */
    public static Kernel inference(Device device) {
        return compile(device, "rows.py", CANDIDATES + "float32.py", "codes.py", "inference.py");
    }

    /** Codes found by search. */
    public static Kernel pursuit(Device device) {
        return compile(device, "rows.py", CANDIDATES + "float32.py", "codes.py", "inference.py", "pursuit.py");
    }

    /** Solvers of baselines. */
    public static Kernel fitting(Device device) {
        return compile(device, "rows.py", "fitting.py");
    }

    /**
     * A training step.
     *
     * @param gradients the resource that has the architecture's {@code gradients}. When it begins with {@code # extends NAME}, the
     *     text NAME is compiled with it, whose own {@code gradients}, if it has any, are then called {@code inherited}
     * @param precision of the encoder product, as {@link TrainConfig#precision} names it
     */
    public static Kernel training(Device device, String gradients, String precision) {
        List<String> all = new ArrayList<>();
        for (String name = gradients; name != null; ) {
            String text = text(name);
            all.add(0, all.isEmpty() ? text : text.replace("def gradients(", "def inherited("));
            name = text.startsWith(EXTENDS)
                    ? text.substring(EXTENDS.length(), text.indexOf('\n')).trim()
                    : null;
        }
        return Kernel.compile(
                gradients,
                text("rows.py")
                        + text(CANDIDATES + precision + ".py")
                        + text("codes.py")
                        + text("learning.py")
                        + String.join("", all),
                device);
    }

    private static Kernel compile(Device device, String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            all.append(text(text));
        }
        return Kernel.compile(texts[texts.length - 1], all.toString(), device);
    }

    private static String text(String name) {
        try (InputStream in = SaeKernel.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n";
        } catch (IOException e) {
            throw new SaeException("The program's own file " + name + " cannot be read; install it anew.", e);
        }
    }

    /**
     * Rows of the encoder product that are made and consumed together. Slices of 512 rows cost at most 5 % more than the product in
     * one piece; slices of 170 (4 MB at n = 6144), which stay in the second cache, cost 20 %. A GPU wants large products.
     */
    public static int sliceRows(int batch, int features, Device device) {
        long values = device.isGpu() ? 1L << 26 : 1L << 21;
        return (int) Math.max(1, Math.min(batch, Math.max(512, values / features)));
    }

    /** Memory for one slice of the encoder product, {@code [slice, n]}. */
    public static NDArray work(NDManager manager, int batch, int features, DataType type) {
        return work(manager, batch, features, type, slice -> slice);
    }

    /**
     * Memory for more.
     *
     * @param rows that are wanted, of those of one slice
     */
    public static NDArray work(NDManager manager, int batch, int features, DataType type, IntUnaryOperator rows) {
        int slice = sliceRows(batch, features, manager.getDevice());
        return manager.create(new Shape(rows.applyAsInt(slice), features), type);
    }
}
