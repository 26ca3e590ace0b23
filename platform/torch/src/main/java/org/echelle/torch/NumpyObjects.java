package org.echelle.torch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.echelle.torch.PickleMachine.Callable;
import org.echelle.torch.PickleMachine.PyList;
import org.echelle.torch.PickleMachine.PyTuple;
import org.echelle.torch.PickleMachine.Stateful;

/**
 * What a pickle of NumPy arrays may name, beside what a state dict may: arrays, element types, scalars. Only for those who ask
 * for it, see {@link PickledArrays}. Sources: {@code array_reduce} and {@code arraydescr_reduce} of NumPy 1.26 and 2.3 ({@code
 * numpy/core/src/multiarray}).
 */
final class NumpyObjects implements PickleMachine.Vocabulary {
    /** An element type; its byte order arrives as its state. */
    static final class Dtype implements Stateful {
        private final String code;
        private final String where;
        private String order = "";

        Dtype(String code, String where) {
            this.code = code;
            this.where = where;
        }

        /** (version, order, subdtype, names, fields, size, alignment, flags[, metadata]). */
        @Override
        public void state(Object state) {
            if (!(state instanceof PyTuple t) || t.size() < 5 || !(t.get(1) instanceof String given)) {
                throw NpyHeader.damaged(where, "an element type is not described as it should be");
            }
            if (t.get(2) != PickleMachine.NONE || t.get(3) != PickleMachine.NONE) {
                throw new TorchException(where + " holds records of several fields, which is no tensor.");
            }
            order = given;
        }

        boolean isObject() {
            return code.equals("O") || code.equals("O8");
        }

        boolean isBigEndian() {
            return order.equals(">");
        }

        ElementType type() {
            return NpyHeader.type(order + code, where);
        }
    }

    /** What {@code numpy.ndarray} stands for where it is an argument. */
    private static final Object NDARRAY = new Object();

    private final PickleMachine.Vocabulary tensors;
    private final String where;
    private final Footprint footprint;

    /** @param tensors knows everything else */
    NumpyObjects(PickleMachine.Vocabulary tensors, String where) {
        this.tensors = tensors;
        this.where = where;
        this.footprint = new Footprint(where);
    }

    @Override
    public Object global(String module, String name) {
        return switch (module) {
            case "numpy" ->
                switch (name) {
                    case "ndarray" -> NDARRAY;
                    case "dtype" -> (Callable) this::dtype;
                    default -> null;
                };
            case "numpy.core.multiarray", "numpy._core.multiarray" ->
                switch (name) {
                    case "_reconstruct" -> (Callable) this::reconstruct;
                    case "scalar" -> (Callable) this::scalar;
                    default -> null;
                };
            case "numpy.core.numeric", "numpy._core.numeric" ->
                name.equals("_frombuffer") ? (Callable) this::fromBuffer : null;
            default -> tensors.global(module, name);
        };
    }

    @Override
    public Object persistent(Object id) {
        return tensors.persistent(id);
    }

    private Object dtype(PyTuple a) {
        if (a.size() < 1 || !(a.get(0) instanceof String code) || code.length() > 16) {
            throw damaged("an element type is not described as it should be");
        }
        return new Dtype(code.toLowerCase(Locale.ROOT).startsWith("o") ? "O" : code, where);
    }

    private Object reconstruct(PyTuple a) {
        if (a.size() != 3 || a.get(0) != NDARRAY) {
            throw damaged("an array is not made as it should be");
        }
        return new NumpyArray(where, footprint);
    }

    /** (bytes, dtype, shape, order): what protocol 5 makes an array from. */
    private Object fromBuffer(PyTuple a) {
        if (a.size() != 4 || !(a.get(3) instanceof String order)) {
            throw damaged("an array is not made as it should be");
        }
        NumpyArray array = new NumpyArray(where, footprint);
        array.fill(a.get(2), a.get(1), order.equals("F"), a.get(0));
        return array;
    }

    private Object scalar(PyTuple a) {
        if (a.size() != 2 || !(a.get(0) instanceof Dtype dtype)) {
            throw damaged("a number is not described as it should be");
        }
        NumpyArray one = new NumpyArray(where, footprint);
        one.fill(new PyTuple(java.util.List.of()), dtype, false, a.get(1));
        if (dtype.isObject()) {
            throw damaged("a number is an object");
        }
        HostTensor tensor = one.read();
        if (tensor.type() == ElementType.F64) {
            return tensor.data().getDouble(0);
        }
        if (tensor.type().isFloat()) {
            return (double) tensor.toFloats()[0];
        }
        return tensor.type() == ElementType.BOOL ? (Object) (tensor.toLongs()[0] != 0) : (Object) tensor.toLongs()[0];
    }

    private TorchException damaged(String what) {
        return NpyHeader.damaged(where, what);
    }

    /** An array; numbers, or Python values if its type is object. It is empty until its state arrives. */
    static final class NumpyArray implements Stateful, StateDict.StoredTensor {
        private final String where;
        private final Footprint footprint;
        private byte[] bytes = new byte[0];
        private Strided layout = new Strided(ElementType.F32, new long[] {0}, new long[] {1}, false);
        private PyList objects = new PyList();
        private boolean holdsObjects;

        NumpyArray(String where, Footprint footprint) {
            this.where = where;
            this.footprint = footprint;
        }

        /** (version, shape, dtype, fortran, content). */
        @Override
        public void state(Object state) {
            if (!(state instanceof PyTuple t) || t.size() != 5 || !(t.get(3) instanceof Boolean fortran)) {
                throw NpyHeader.damaged(where, "an array is not described as it should be");
            }
            fill(t.get(1), t.get(2), fortran, t.get(4));
        }

        private void fill(Object sizes, Object dtype, boolean fortran, Object content) {
            if (!(sizes instanceof PyTuple given) || !(dtype instanceof Dtype known) || given.size() > 64) {
                throw NpyHeader.damaged(where, "an array is not described as it should be");
            }
            long[] shape = new long[given.size()];
            for (int i = 0; i < shape.length; i++) {
                if (!(given.get(i) instanceof Long size)) {
                    throw NpyHeader.damaged(where, "a shape has something that is no whole number");
                }
                shape[i] = size;
            }
            holdsObjects = known.isObject();
            if (holdsObjects) {
                if (!(content instanceof PyList list) || list.size() != Shapes.elements(shape)) {
                    throw NpyHeader.damaged(where, "an array of objects has another number of them than its shape");
                }
                objects = list;
                return;
            }
            objects = new PyList();
            bytes = content instanceof String text ? text.getBytes(StandardCharsets.ISO_8859_1) : bytes;
            bytes = content instanceof byte[] raw ? raw : bytes;
            if (!(content instanceof String || content instanceof byte[])
                    || bytes.length != Shapes.bytes(shape, known.type())) {
                throw NpyHeader.damaged(where, "an array has another number of bytes than its shape");
            }
            footprint.storage(content, bytes.length);
            footprint.tensor(bytes.length);
            layout = new Strided(
                    known.type(),
                    shape,
                    fortran ? Strided.columnMajor(shape) : Strided.rowMajor(shape),
                    known.isBigEndian());
        }

        boolean holdsObjects() {
            return holdsObjects;
        }

        PyList objects() {
            return objects;
        }

        @Override
        public HostTensor read() {
            return layout.read(java.nio.ByteBuffer.wrap(bytes));
        }
    }
}
