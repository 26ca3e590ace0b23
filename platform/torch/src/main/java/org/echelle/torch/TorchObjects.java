package org.echelle.torch;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.echelle.torch.PickleMachine.Callable;
import org.echelle.torch.PickleMachine.PyDict;
import org.echelle.torch.PickleMachine.PyList;
import org.echelle.torch.PickleMachine.PyTuple;
import org.echelle.torch.PickleMachine.Stateful;

/**
 * What a PyTorch state dict may name: storages, tensors on them, containers, element types. Source: {@code torch/_utils.py} and
 * {@code torch/_weights_only_unpickler.py} of PyTorch 2.7.
 */
final class TorchObjects implements PickleMachine.Vocabulary {
    /** A run of numbers in the file that tensors lie on; where it is may become known later (legacy files). */
    static final class Storage {
        private final ElementType type;
        private final String key;
        private final long elements;
        private FileSlice place;
        private boolean bigEndian;

        Storage(ElementType type, String key, long elements) {
            this.type = type;
            this.key = key;
            this.elements = elements;
        }

        ElementType type() {
            return type;
        }

        String key() {
            return key;
        }

        long elements() {
            return elements;
        }

        /** Says where the bytes are; there must be enough of them. */
        void placeAt(FileSlice slice, boolean big, String where) {
            if (Shapes.bytes(new long[] {elements}, type) > slice.length()) {
                throw new TorchException(where + " is damaged: the storage \"" + SafetensorsHeader.shown(key)
                        + "\" should have " + elements + " elements of type " + type + ", but only " + slice.length()
                        + " bytes are there.");
            }
            place = slice;
            bigEndian = big;
        }
    }

    /** A tensor on a storage. */
    record TensorRef(Storage storage, ElementType type, long offset, Strided layout, long span)
            implements StateDict.StoredTensor {
        @Override
        public HostTensor read() {
            int bytes = type.bytes();
            FileSlice place = storage.place;
            if (place == null) {
                throw new TorchException(
                        "The storage \"" + SafetensorsHeader.shown(storage.key) + "\" is missing from its file.");
            }
            FileSlice part = new FileSlice(place.file(), place.begin() + offset * bytes, span * bytes);
            return new Strided(type, layout.shape(), layout.strides(), storage.bigEndian).read(part.map());
        }
    }

    private static final Map<String, ElementType> STORAGES = Map.of(
            "FloatStorage", ElementType.F32,
            "HalfStorage", ElementType.F16,
            "BFloat16Storage", ElementType.BF16,
            "DoubleStorage", ElementType.F64,
            "LongStorage", ElementType.I64,
            "IntStorage", ElementType.I32,
            "ShortStorage", ElementType.I16,
            "CharStorage", ElementType.I8,
            "ByteStorage", ElementType.U8,
            "BoolStorage", ElementType.BOOL);

    private static final Map<String, ElementType> TYPES = new HashMap<>();

    static {
        TYPES.putAll(Map.of(
                "float32",
                ElementType.F32,
                "float64",
                ElementType.F64,
                "float16",
                ElementType.F16,
                "bfloat16",
                ElementType.BF16,
                "int64",
                ElementType.I64,
                "int32",
                ElementType.I32,
                "int16",
                ElementType.I16,
                "int8",
                ElementType.I8,
                "uint8",
                ElementType.U8,
                "bool",
                ElementType.BOOL));
        TYPES.putAll(Map.of("uint16", ElementType.U16, "uint32", ElementType.U32, "uint64", ElementType.U64));
    }

    /** What calls may copy in all; a short program could else have a large dict copied again and again. */
    private static final long MOST_COPIED = 1L << 26;

    private long copied;
    private final IdentityHashMap<String, byte[]> encoded = new IdentityHashMap<>();
    private final Footprint footprint;
    private final String where;
    private final BiFunction<Storage, Optional<Object>, Storage> onStorage;

    /**
     * @param onStorage told of every storage reference, with the view that legacy files may attach; gives the storage to use
     */
    TorchObjects(String where, BiFunction<Storage, Optional<Object>, Storage> onStorage) {
        this.where = where;
        this.footprint = new Footprint(where);
        this.onStorage = onStorage;
    }

    @Override
    public Object global(String module, String name) {
        return switch (module) {
            case "collections" ->
                switch (name) {
                    case "OrderedDict" -> (Callable) this::orderedDict;
                    case "Counter" -> (Callable) arguments -> copy(arguments, new PyDict());
                    default -> null;
                };
            case "torch._utils" ->
                switch (name) {
                    case "_rebuild_tensor" -> (Callable) a -> tensor(a, 4, null);
                    case "_rebuild_tensor_v2" -> (Callable) a -> tensor(a, 6, null);
                    case "_rebuild_tensor_v3" -> (Callable) a -> tensor(a, 7, a.get(6));
                    case "_rebuild_parameter", "_rebuild_parameter_with_state" -> (Callable) this::parameter;
                    default -> null;
                };
            case "torch" ->
                switch (name) {
                    case "Size" -> (Callable) a -> a.size() == 1 && a.get(0) instanceof PyTuple size ? size : a;
                    case "device" -> (Callable) a -> a;
                    default -> STORAGES.containsKey(name) ? STORAGES.get(name) : TYPES.get(name);
                };
            case "torch.storage" ->
                name.equals("UntypedStorage") || name.equals("TypedStorage") ? ElementType.U8 : null;
            case "argparse" -> name.equals("Namespace") ? (Callable) a -> new Namespace() : null;
            case "_codecs" -> name.equals("encode") ? (Callable) this::encode : null;
            case "builtins", "__builtin__" ->
                switch (name) {
                    case "set" ->
                        (Callable) a -> a.size() == 1 && a.get(0) instanceof PyList items ? items : new PyList();
                    case "bytearray", "bytes" -> (Callable) this::byteArray;
                    case "complex" -> (Callable) a -> a; // its real and imaginary part
                    default -> null;
                };
            default -> null;
        };
    }

    private Object orderedDict(PyTuple arguments) {
        PyDict dict = new PyDict();
        if (arguments.size() == 1 && arguments.get(0) instanceof PyList pairs) {
            charge(16L * pairs.size());
            for (Object pair : pairs) {
                List<Object> both = pair instanceof PyList list ? list : ((PyTuple) pair).items();
                dict.put((String) both.get(0), both.get(1));
            }
            return dict;
        }
        return copy(arguments, dict);
    }

    /** The options of a training script (fair-esm's checkpoints hold them as {@code cfg}): a bag of named values, read as a dict. */
    private final class Namespace extends PyDict implements Stateful {
        private static final long serialVersionUID = 1L;

        @Override
        public void state(Object state) {
            if (state instanceof PyDict dict) {
                charge(16L * dict.size());
                putAll(dict);
            }
        }
    }

    private void charge(long amount) {
        copied += amount;
        if (copied > MOST_COPIED) {
            throw new TorchException(where + " is refused: its pickle has the same content copied again and again.");
        }
    }

    private Object copy(PyTuple arguments, PyDict into) {
        if (arguments.size() > 0 && arguments.get(0) instanceof PyDict dict) {
            charge(16L * dict.size());
            into.putAll(dict);
        }
        return into;
    }

    private Object encode(PyTuple arguments) {
        if (arguments.size() == 2 && arguments.get(0) instanceof String text && "latin1".equals(arguments.get(1))) {
            return encoded.computeIfAbsent(text, t -> t.getBytes(StandardCharsets.ISO_8859_1)); // never written to
        }
        throw damaged("it encodes a text in an unknown way");
    }

    private Object byteArray(PyTuple arguments) {
        if (arguments.size() == 1 && arguments.get(0) instanceof byte[] bytes) {
            return bytes;
        }
        return arguments.size() == 0 ? new byte[0] : encode(arguments);
    }

    private Object parameter(PyTuple arguments) {
        if (arguments.size() > 0 && arguments.get(0) instanceof TensorRef tensor) {
            return tensor;
        }
        throw damaged("a parameter has no tensor");
    }

    private Object tensor(PyTuple a, int least, Object dtype) {
        if (a.size() < least
                || !(a.get(0) instanceof Storage storage)
                || !(a.get(1) instanceof Long offset)
                || !(a.get(2) instanceof PyTuple size)
                || !(a.get(3) instanceof PyTuple stride)
                || size.size() != stride.size()
                || size.size() > 64) {
            throw damaged("a tensor is not described as it should be");
        }
        ElementType type = dtype instanceof ElementType named ? named : storage.type();
        String what = "A tensor of " + where;
        Strided layout = new Strided(type, longs(size), longs(stride), false);
        long span = layout.span(what);
        long room = storage.elements() * storage.type().bytes() / type.bytes();
        if (offset < 0 || (span > 0 && offset > room - span)) {
            throw damaged("a tensor reaches beyond its storage");
        }
        footprint.tensor(Shapes.bytes(layout.shape(), type));
        return new TensorRef(storage, type, span == 0 ? 0 : offset, layout, span);
    }

    private long[] longs(PyTuple tuple) {
        long[] out = new long[tuple.size()];
        for (int i = 0; i < out.length; i++) {
            if (!(tuple.get(i) instanceof Long value)) {
                throw damaged("a shape has something that is no whole number");
            }
            out[i] = value;
        }
        return out;
    }

    /** ('storage', type, key, location, elements[, view]). */
    @Override
    public Object persistent(Object id) {
        if (!(id instanceof PyTuple t)
                || t.size() < 5
                || !"storage".equals(t.get(0))
                || !(t.get(1) instanceof ElementType type)
                || !(t.get(2) instanceof String key)
                || !(t.get(4) instanceof Long elements)
                || elements < 0) {
            throw new TorchException(where + " is refused: it holds a whole Python object, not only tensors."
                    + " Save the plain state dict, or safetensors.");
        }
        Shapes.bytes(new long[] {elements}, type);
        Optional<Object> view =
                t.size() > 5 && t.get(5) != PickleMachine.NONE ? Optional.of(t.get(5)) : Optional.empty();
        Storage storage = onStorage.apply(new Storage(type, key, elements), view);
        footprint.storage(key, Shapes.bytes(new long[] {elements}, type));
        return storage;
    }

    private TorchException damaged(String what) {
        return new TorchException(where + " is not a sound PyTorch file: " + what + ".");
    }
}
