package org.echelle.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * A TorchScript class compiled from source text.
 */
public final class Kernel implements AutoCloseable {
    private final String name;
    private final byte[] archive;
    private final NDManager manager;
    private final PtSymbolBlock module;

    private Kernel(String name, byte[] archive, NDManager manager, PtSymbolBlock module) {
        this.name = name;
        this.archive = archive;
        this.manager = manager;
        this.module = module;
    }

    /**
     * Compiles a kernel.
     *
     * @param name used in messages only
     * @param torchScriptBody methods of the class, in the dialect above
     * @param device where it runs
     * @throws TorchException with libtorch's own message if the text does not compile
     */
    public static Kernel compile(String name, String torchScriptBody, Device device) {
        byte[] archive = KernelArchive.of(torchScriptBody);
        NDManager manager = Torch.newManager(device);
        PtSymbolBlock module = null;
        try {
            module = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), true, false);
            return new Kernel(name, archive, manager, module);
        } catch (IOException | RuntimeException e) {
            throw new TorchException("The kernel " + name + " does not compile: " + e.getMessage(), e);
        } finally {
            if (module == null) {
                manager.close();
            }
        }
    }

    /**
     * Calls a method, without recording gradients.
     *
     * @param owner owns the result tensors
     * @param method its name
     * @param args {@code NDArray}, {@code NDArray[]} (List[Tensor]), {@code Long} or {@code Integer} (int), {@code Double} or
     *     {@code Float} (float), {@code Boolean} (bool), {@code long[]} (List[int]), {@code double[]} (List[float]), {@code
     *     String} (str)
     * @return the tensors of the result in order: one tensor, or those of a tuple or a list; numbers come as 0-dimensional arrays
     *     on the owner's device; empty for None
     * @throws TorchException with libtorch's own message if the method fails
     */
    public NDList call(NDManager owner, String method, Object... args) {
        IValue[] values = new IValue[args.length];
        boolean gradients = JniUtils.isGradMode();
        if (gradients) {
            JniUtils.setGradMode(false);
        }
        try {
            for (int i = 0; i < args.length; i++) {
                values[i] = value(args[i], method, i);
            }
            try (IValue result = IValueUtils.runMethod(module, method, values)) {
                NDList out = new NDList();
                collect(result, (PtNDManager) owner, out);
                return out;
            }
        } catch (TorchException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TorchException("The kernel " + name + " failed in " + method + ": " + e.getMessage(), e);
        } finally {
            if (gradients) {
                JniUtils.setGradMode(true);
            }
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private IValue value(Object arg, String method, int index) {
        if (arg instanceof PtNDArray array) {
            return IValue.from(array);
        }
        if (arg instanceof Long || arg instanceof Integer) {
            return IValue.from(((Number) arg).longValue());
        }
        if (arg instanceof Double || arg instanceof Float) {
            return IValue.from(((Number) arg).doubleValue());
        }
        if (arg instanceof Boolean flag) {
            return IValue.from(flag);
        }
        if (arg instanceof NDArray[] arrays) {
            PtNDArray[] list = new PtNDArray[arrays.length];
            for (int i = 0; i < list.length; i++) {
                list[i] = (PtNDArray) arrays[i];
            }
            return IValue.listFrom(list);
        }
        if (arg instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        }
        if (arg instanceof double[] numbers) {
            return IValue.listFrom(numbers);
        }
        if (arg instanceof String text) {
            return IValue.from(text);
        }
        throw new TorchException("The kernel " + name + " cannot take argument " + index + " of " + method + ": a "
                + (arg == null ? "null" : arg.getClass().getSimpleName()) + ".");
    }

    private void collect(IValue result, PtNDManager owner, NDList out) {
        if (result.isTensor()) {
            out.add(result.toTensor(owner));
        } else if (result.isTensorList()) {
            for (PtNDArray array : result.toTensorArray(owner)) {
                out.add(array);
            }
        } else if (result.isTuple() || result.isList()) {
            IValue[] parts = result.isTuple() ? result.toIValueTuple() : result.toIValueArray();
            try {
                for (IValue part : parts) {
                    collect(part, owner, out);
                }
            } finally {
                for (IValue part : parts) {
                    part.close();
                }
            }
        } else if (result.isLong()) {
            out.add(owner.create(new long[] {result.toLong()}, new Shape()));
        } else if (result.isDouble()) {
            out.add(owner.create(new double[] {result.toDouble()}, new Shape()));
        } else if (result.isBoolean()) {
            out.add(owner.create(new boolean[] {result.toBoolean()}, new Shape()));
        } else if (!result.getType().equals("NoneType")) {
            throw new TorchException("The kernel " + name + " returned a " + result.getType()
                    + "; it may return tensors, numbers, and tuples and lists of them.");
        }
    }

    /** The TorchScript archive itself; {@code torch.jit.load} reads it in Python. */
    public byte[] archive() {
        return archive.clone();
    }

    /** The name given at compilation. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
