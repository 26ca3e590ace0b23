package org.echelle.torch;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.echelle.torch.PickleMachine.Callable;
import org.echelle.torch.PickleMachine.PyDict;
import org.echelle.torch.PickleMachine.PyTuple;
import org.echelle.torch.PickleMachine.Stateful;

/**
 * What the pickle of a TorchScript archive may name beside tensors: objects of classes in the archive's own code, and lists with a
 * type. Source: {@code torch/csrc/jit/serialization/pickler.cpp} of PyTorch 2.7.
 */
final class ScriptVocabulary implements PickleMachine.Vocabulary {
    private static final String CODE = "__torch__";
    private static final Set<String> LISTS =
            Set.of("build_intlist", "build_tensorlist", "build_doublelist", "build_boollist", "restore_type_tag");

    private final TorchObjects tensors;
    private final ByteBuffer program;
    private final String where;

    /** @param program the buffer that the machine reads, whose position says where an object's state ends */
    ScriptVocabulary(TorchObjects tensors, ByteBuffer program, String where) {
        this.tensors = tensors;
        this.program = program;
        this.where = where;
    }

    /** An object while the pickle is read; the machine asks for this interface. */
    private final class Made implements Stateful {
        private final ScriptObject object;

        Made(String className) {
            this.object = new ScriptObject(className);
        }

        @Override
        public void state(Object state) {
            if (state instanceof PyDict dict) {
                Map<String, Object> found = new LinkedHashMap<>();
                dict.forEach((key, value) -> found.put(String.valueOf(key), unwrapped(value)));
                // the instruction that sets the state is the last byte read, and more may be set before it
                object.state(found, program.position() - 1);
            }
        }
    }

    /** The object itself, for a value that the machine made. */
    static Object unwrapped(Object value) {
        return value instanceof Made made ? made.object : value;
    }

    @Override
    public Object global(String module, String name) {
        if (module.equals(CODE) || module.startsWith(CODE + ".")) {
            return (Callable) arguments -> arguments.size() == 0 ? new Made(module + "." + name) : arguments;
        }
        if (module.equals("torch.jit._pickle") && LISTS.contains(name)) {
            return (Callable) this::first;
        }
        if (name.equals("_rebuild_qtensor") || (name.startsWith("Q") && name.endsWith("Storage"))) {
            throw new TorchException(where + " is refused: it holds quantized tensors, which cannot be read or tapped."
                    + " Save the model as it was before quantization.");
        }
        return tensors.global(module, name);
    }

    private Object first(PyTuple arguments) {
        if (arguments.size() < 1) {
            throw new TorchException(
                    where + " is not a sound TorchScript archive: a list of its pickle has no content.");
        }
        return arguments.get(0);
    }

    @Override
    public Object persistent(Object id) {
        return tensors.persistent(id);
    }
}
