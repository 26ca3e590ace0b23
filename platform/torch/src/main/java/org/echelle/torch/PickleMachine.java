package org.echelle.torch;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pickle interpreter that can build numbers, texts, containers and, through its {@link Vocabulary}, tensors; and nothing else.
 *
 * <p>A pickle is a program for a stack machine, and one of its instructions imports a name and another calls it. Python's own
 * loader calls whatever the file names; this one knows a short list of names, refuses every other by name, and never loads a
 * class. Amounts are bounded before memory is taken: the program and its memo by the bytes that are there, nesting by {@link
 * #DEPTH}, the number of made objects by {@link #OBJECTS}, a text by {@link #TEXT}. Protocols 1 to 5 are read; in protocol 0
 * PyTorch cannot save a tensor.
 *
 * <p>Python values become Java values: {@code None} → {@link #NONE}, int → Long, float → Double, str → String, bytes → {@code
 * byte[]}, list and set → {@link PyList}, tuple → {@link PyTuple}, dict → {@link PyDict}.
 */
final class PickleMachine {
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };
    private static final Object MARK = new Object();
    private static final int DEPTH = 200;
    private static final int OBJECTS = 4_000_000;
    private static final int TEXT = 64 << 20;

    /** What a file may name, and what its storage references mean. */
    interface Vocabulary {
        /** The value or {@link Callable} of a global, or null if it is not on the list. */
        Object global(String module, String name);

        /** The object that a persistent id stands for. */
        Object persistent(Object id);
    }

    /** A global that may be called. */
    @FunctionalInterface
    interface Callable {
        /** Makes an object from the arguments. */
        Object call(PyTuple arguments);
    }

    /** An object that takes its content after it was made. */
    @FunctionalInterface
    interface Stateful {
        /** Takes the content. */
        void state(Object state);
    }

    /** A list or a set. */
    static final class PyList extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
    }

    /** An immutable sequence; a Java list of its own type so that it can be told from a list. */
    record PyTuple(List<Object> items) {
        Object get(int i) {
            return items.get(i);
        }

        int size() {
            return items.size();
        }
    }

    /** A dict in its own order; keys may be any hashable value. */
    static class PyDict extends LinkedHashMap<Object, Object> {
        private static final long serialVersionUID = 1L;
    }

    private final ByteBuffer in;
    private final Vocabulary vocabulary;
    private final String where;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int made;

    /**
     * @param in the program, from its position on; after {@link #run} the position is behind its end
     * @param where the file, for errors
     */
    PickleMachine(ByteBuffer in, Vocabulary vocabulary, String where) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.vocabulary = vocabulary;
        this.where = where;
    }

    /**
     * Runs the program to its STOP.
     *
     * @throws TorchException if it is damaged or names something that is not on the list
     */
    Object run() {
        try {
            while (true) {
                int opcode = in.get() & 0xff;
                if (opcode == '.') {
                    Object result = pop();
                    Nesting.check(result, DEPTH, where);
                    return result;
                }
                step(opcode);
                if (++made > OBJECTS) {
                    throw damaged("it makes more than " + OBJECTS + " objects");
                }
            }
        } catch (BufferUnderflowException e) {
            throw new TorchException(where + " is not a sound pickle: it ends in the middle.", e);
        } catch (IndexOutOfBoundsException | ClassCastException e) {
            throw new TorchException(where + " is not a sound pickle: an instruction lacks what it works on.", e);
        }
    }

    /** One more than the largest number under which something was kept. */
    long memoized() {
        return 1
                + memo.keySet().stream()
                        .mapToLong(Integer::toUnsignedLong)
                        .max()
                        .orElse(-1);
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(in.get() & 0xff);
            case 0x95 -> frame(in.getLong());
            case '(' -> push(MARK);
            case '0' -> stack.remove(stack.size() - 1);
            case '1' -> popToMark();
            case '2' -> push(top());
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.getInt());
            case 'K' -> push((long) (in.get() & 0xff));
            case 'M' -> push((long) (in.getShort() & 0xffff));
            case 0x8a -> push(wholeNumber(in.get() & 0xff));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
            case 'I' -> push(textNumber(line()));
            case 'L' -> push(longText(line()));
            case 'F' -> push(floatText(line()));
            case 'X' -> push(text(in.getInt()));
            case 0x8c -> push(text(in.get() & 0xff));
            case 0x8d -> push(text(length(in.getLong())));
            case 'U' -> push(latin(in.get() & 0xff));
            case 'T' -> push(latin(in.getInt()));
            case 'C' -> push(bytes(in.get() & 0xff));
            case 'B' -> push(bytes(in.getInt()));
            case 0x8e, 0x96 -> push(bytes(length(in.getLong())));
            case ')' -> push(new PyTuple(List.of()));
            case 't' -> push(new PyTuple(popToMark()));
            case 0x85 -> push(tuple(1));
            case 0x86 -> push(tuple(2));
            case 0x87 -> push(tuple(3));
            case ']', 0x8f -> push(new PyList());
            case '}' -> push(new PyDict());
            case 'l' -> {
                List<Object> items = popToMark();
                PyList list = new PyList();
                list.addAll(items);
                push(list);
            }
            case 'd' -> {
                List<Object> items = popToMark();
                push(new PyDict());
                setItems(items);
            }
            case 'a' -> {
                Object item = pop();
                list().add(item);
            }
            case 'e', 0x90 -> {
                List<Object> items = popToMark();
                list().addAll(items);
            }
            case 's' -> {
                Object value = pop();
                Object key = pop();
                setItems(List.of(key, value));
            }
            case 'u' -> setItems(popToMark());
            case 'q' -> memo.put(in.get() & 0xff, top());
            case 'r' -> memo.put(in.getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> push(recall(in.get() & 0xff));
            case 'j' -> push(recall(in.getInt()));
            case 'c' -> push(global(line(), line()));
            case 0x93 -> {
                Object name = pop();
                Object module = pop();
                push(global((String) module, (String) name));
            }
            case 'R', 0x81 -> {
                Object arguments = pop();
                Object callable = pop();
                push(call(callable, arguments));
            }
            case 'b' -> {
                Object state = pop();
                if (top() instanceof Stateful object) {
                    object.state(state);
                } else if (!(top() instanceof PyDict || top() instanceof PyList)) {
                    throw damaged("it sets the state of something that has none");
                } // the state of a container, such as a state dict's _metadata, is nothing that a reader of tensors
                // needs
            }
            case 'Q' -> push(vocabulary.persistent(pop()));
            default -> throw refuse(opcode);
        }
    }

    private TorchException refuse(int opcode) {
        String name =
                switch (opcode) {
                    case 'i' ->
                        "INST, which makes an object of any class (here "
                                + SafetensorsHeader.shown(line() + "." + line()) + ")";
                    case 'o' -> "OBJ, which makes an object of any class";
                    case 0x92 -> "NEWOBJ_EX, which makes an object of any class";
                    case 0x82, 0x83, 0x84 -> "EXT, which names classes by number";
                    case 'P' -> "PERSID, by which a text stands for an object";
                    case 0x97, 0x98 -> "NEXT_BUFFER, whose bytes lie outside the file";
                    case 'p', 'g', 'S', 'V' ->
                        "0x" + Integer.toHexString(opcode) + " of protocol 0, in which no tensor can be saved";
                    default -> String.format("0x%02x, which is no instruction of a weight file", opcode);
                };
        return new TorchException(where + " is refused: its pickle uses the instruction " + name
                + ". Save the plain state dict, or safetensors.");
    }

    private void protocol(int version) {
        if (version > 5) {
            throw damaged("it has the unknown protocol " + version);
        }
    }

    private void frame(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw damaged("it ends in the middle");
        }
    }

    private Object global(String module, String name) {
        Object known = vocabulary.global(module, name);
        if (known == null) {
            throw new TorchException(where + " is refused: its pickle asks for " + SafetensorsHeader.shown(module) + "."
                    + SafetensorsHeader.shown(name) + ", and a weight file may only ask for tensors and containers."
                    + " Save the plain state dict, or safetensors.");
        }
        return known;
    }

    private Object call(Object callable, Object arguments) {
        if (!(callable instanceof Callable known) || !(arguments instanceof PyTuple tuple)) {
            throw damaged("it calls something that cannot be called");
        }
        return known.call(tuple);
    }

    private Object recall(int key) {
        Object value = memo.get(key);
        if (value == null) {
            throw damaged("it recalls something that it never kept");
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() {
        Object top = stack.get(stack.size() - 1);
        if (top == MARK) {
            throw damaged("an instruction lacks what it works on");
        }
        return top;
    }

    private Object pop() {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw damaged("a mark is missing");
        }
        List<Object> top = stack.subList(mark + 1, stack.size());
        List<Object> items = Collections.unmodifiableList(new ArrayList<>(top));
        stack.subList(mark, stack.size()).clear();
        return items;
    }

    private PyTuple tuple(int size) {
        List<Object> top = stack.subList(stack.size() - size, stack.size());
        if (top.contains(MARK)) {
            throw damaged("a mark stands where a value should");
        }
        PyTuple tuple = new PyTuple(Collections.unmodifiableList(new ArrayList<>(top)));
        top.clear();
        return tuple;
    }

    private PyList list() {
        return (PyList) top();
    }

    private void setItems(List<Object> items) {
        PyDict dict = (PyDict) top();
        if (items.size() % 2 != 0) {
            throw damaged("a dict has a key without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            // only leaves as keys: a container's hash code would walk, and could walk for ever
            if (!(key instanceof String || key instanceof Long || key instanceof Double || key instanceof Boolean)
                    && key != NONE) {
                throw damaged("a dict has a key that is neither a text nor a number");
            }
            dict.put(key, items.get(i + 1));
        }
    }

    private int length(long length) {
        if (length < 0 || length > in.remaining()) {
            throw damaged("it ends in the middle");
        }
        return (int) length;
    }

    private byte[] bytes(int length) {
        byte[] out = new byte[length(length)];
        in.get(out);
        return out;
    }

    private String text(int length) {
        if (length > TEXT) {
            throw damaged("a text is longer than 64 MiB");
        }
        byte[] utf8 = bytes(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TorchException(where + " is not a sound pickle: a text is not UTF-8.", e);
        }
    }

    private String latin(int length) {
        return new String(bytes(length), StandardCharsets.ISO_8859_1);
    }

    private String line() {
        int start = in.position();
        while (in.get() != '\n') {
            if (in.position() - start > 4096) {
                throw damaged("a line is too long");
            }
        }
        byte[] line = new byte[in.position() - 1 - start];
        in.get(start, line);
        return new String(line, StandardCharsets.UTF_8);
    }

    /** A little-endian two's complement number. What does not fit 64 bits can only be the legacy magic number: kept as text. */
    private Object wholeNumber(int length) {
        byte[] little = bytes(length);
        if (length == 0) {
            return 0L;
        }
        byte[] big = new byte[length];
        for (int i = 0; i < length; i++) {
            big[i] = little[length - 1 - i];
        }
        BigInteger value = new BigInteger(big);
        return value.bitLength() < 64 ? (Object) value.longValue() : value.toString(16);
    }

    private Object textNumber(String line) {
        return switch (line) {
            case "00" -> false;
            case "01" -> true;
            default -> longText(line);
        };
    }

    private Long longText(String line) {
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new TorchException(where + " is not a sound pickle: a whole number cannot be read.", e);
        }
    }

    private Double floatText(String line) {
        try {
            return Double.valueOf(line);
        } catch (NumberFormatException e) {
            throw new TorchException(where + " is not a sound pickle: a number cannot be read.", e);
        }
    }

    private TorchException damaged(String what) {
        return new TorchException(where + " is not a sound pickle: " + what + ".");
    }
}
