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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TorchScript class compiled from source text: the way to operators that DJL's arrays lack, to several operators in one call,
 * and to bfloat16. The same text runs on every device.
 *
 * <p>The text is written into a TorchScript archive in memory and loaded by libtorch, so the dialect is that of archives, which
 * is nearly that of {@code torch.jit.script}:
 *
 * <pre>{@code
 * def encode(self, x: Tensor, weight: Tensor, bias: Tensor, k: int) -> Tuple[Tensor, Tensor]:
 *   pre = torch.relu(torch.linear(x, weight, bias))
 *   values, indices = torch.topk(pre, k, 1, True, False)
 *   return (values, indices)
 * }</pre>
 *
 * <p>What works, tried on libtorch 2.7.1: operators as functions ({@code torch.topk(x, 3)}) and as methods ({@code x.topk(3)}),
 * keyword arguments, infix arithmetic and {@code @}, indexing and slicing, assignment into slices, in-place operators ({@code
 * torch.add_(x, y)}, {@code x += y}) on arguments, {@code if/elif/else}, {@code while}, {@code for i in range(n)}, {@code break},
 * early {@code return}, list comprehensions, {@code b, d = x.shape}, {@code x.device}, {@code assert c, "text"}, comments,
 * {@code Optional}, {@code List}, {@code Tuple}, default values, and calls of other methods through {@code self}. Operators that
 * begin with an underscore are there too ({@code torch._fused_adam_}); so are sparse ones: {@code torch.sparse_csr_tensor(rowStarts,
 * columns, values, [rows, width], dtype=6)}.
 *
 * <p>Its traps:
 * <ul>
 *   <li>Names of element types do not exist ({@code torch.float32} is "builtin cannot be used as a value"); write their numbers:
 *       uint8 0, int8 1, int16 2, int32 3, int64 4, float16 5, float32 6, float64 7, bool 11, bfloat16 15. So {@code x.to(15)}.
 *   <li>A method may not return bfloat16 or another type that DJL cannot carry: the JVM would abort when the array is looked at.
 *       The first result of every method is checked and refused; convert with {@code .to(6)} before returning.
 *   <li><b>An operator that changes tensors inside a list may silently not run.</b> libtorch's dead-code elimination does not see
 *       the write through {@code torch._fused_adam_([p], [g], [m], [v], [], [step], ...)} and removes the call (measured: p stays
 *       as it was, no error). It stays if the list has a name and is read behind the call ({@code ps = [p]}, the call, {@code
 *       return ps[0]}), or if the list is a parameter of the method ({@code NDArray[]} in Java). Test that p moves.
 *   <li>There is no {@code with torch.no_grad()}, and no need: {@link #call} records no gradients. Autograd cannot be used inside.
 *   <li>There is no {@code raise} and no state: {@code self.x = ...} does not compile. Pass state in and change it in place.
 *   <li>{@code torch.zeros(...)}, {@code arange}, {@code tensor} make CPU tensors: write {@code device=x.device}, or derive from
 *       an argument ({@code x.new_zeros([n])}, {@code torch.zeros_like(x)}).
 *   <li>Whole numbers stay whole: {@code torch.full([2], 3)} is int64; {@code 3 / 2} is 1.5 and {@code 3 // 2} is 1.
 *   <li>A {@code Tuple} or {@code List} of numbers comes back as 0-dimensional arrays, each of them an allocation; stack what is
 *       read every step into one tensor. {@code float(t)} and {@code t.item()} wait for a GPU.
 *   <li>The first calls are slow (the interpreter profiles and then specialises the graph, some milliseconds); after them a call
 *       costs about 8 microseconds besides its operators. A text is compiled once and kept, not once a step.
 *   <li>Values of {@code **} and {@code /} on ints are floats; a {@code float} parameter takes a {@code double} from Java, an
 *       {@code int} a {@code long} or {@code int}: no conversion happens between the two.
 * </ul>
 *
 * <p>Several threads may call one kernel at once; arrays that a method changes are the callers' to keep apart.
 */
public final class Kernel implements AutoCloseable {
    private static final String GUARD = "guard of types";
    private static final String GUARD_TEXT = """
            def carried(self, xs: List[Tensor]) -> int:
              good = 1
              for x in xs:
                t = ops.prim.dtype(x)
                if t == 2 or (t > 7 and t != 11):
                  good = 0
              return good
            """;

    private final String name;
    private final byte[] archive;
    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Set<String> checked = ConcurrentHashMap.newKeySet();

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
                if (!checked.contains(method)) {
                    check(out, method);
                    checked.add(method);
                }
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

    /** Refuses results that DJL cannot carry, before anybody asks them for their type: the question would end the JVM. */
    private void check(NDList results, String method) {
        if (name.equals(GUARD) || results.isEmpty()) {
            return;
        }
        boolean good;
        NDArray[] arrays = results.toArray(new NDArray[0]);
        try (Kernel guard = compile(GUARD, GUARD_TEXT, manager.getDevice());
                NDManager scratch = manager.newSubManager()) {
            good = guard.call(scratch, "carried", (Object) arrays).get(0).getLong() == 1;
        }
        if (!good) {
            results.close();
            throw new TorchException(
                    "The kernel " + name + " returns from " + method
                            + " a type that Java cannot carry, such as bfloat16; convert the result with .to(6), which is float32.");
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
