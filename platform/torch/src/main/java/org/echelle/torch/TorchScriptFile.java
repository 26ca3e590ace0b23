package org.echelle.torch;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.echelle.torch.TorchObjects.Storage;

/**
 * A TorchScript archive as {@code torch.jit.save} writes it: a zip with the text of its classes under {@code code/}, the state of its
 * objects in {@code data.pkl}, constants in {@code constants.pkl}, and numbers beside both. It is read, checked, and given out again
 * with texts and state changed; the file itself is never written.
 *
 * <p>libtorch trusts what such a file says of its tensors; here every tensor is held against its storage first.
 */
public final class TorchScriptFile {
    private static final int MOST_TEXT = 64 << 20;
    private static final int MOST_PICKLE = 256 << 20;
    private static final int MOST_NESTING = 600;
    private static final String CODE = "code/";
    private static final String TEXT = ".py";

    private final Path file;
    private final String top;
    private final Map<String, ZipIndex.Entry> entries;
    private final Map<String, String> texts = new TreeMap<>();
    private final byte[] state;
    private final ScriptObject root;
    private int memo;

    private TorchScriptFile(Path file, String top, Map<String, ZipIndex.Entry> entries) {
        this.file = file;
        this.top = top;
        this.entries = entries;
        long left = MOST_TEXT;
        for (ZipIndex.Entry entry : entries.values()) {
            if (entry.name().startsWith(top + CODE) && entry.name().endsWith(TEXT)) {
                byte[] text = content(entry, left, "more program text than 64 MiB");
                left -= text.length;
                String source = new String(text, StandardCharsets.UTF_8);
                checkNesting(source, entry.name());
                texts.put(entry.name().substring(top.length() + CODE.length()), source);
            }
        }
        state = content(entry("data.pkl"), MOST_PICKLE, "a pickle larger than 256 MiB");
        Object made = read(state, "data/");
        if (!(made instanceof ScriptObject object)) {
            throw refused("its state is no module");
        }
        root = object;
        if (entries.containsKey(top + "constants.pkl")) {
            read(content(entry("constants.pkl"), MOST_PICKLE, "a pickle larger than 256 MiB"), "constants/");
        }
    }

    /**
     * Reads and checks an archive; weights stay in the file.
     *
     * @throws TorchException if it is no TorchScript archive (the message says what it is and what to do), damaged, or made to harm
     */
    public static TorchScriptFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new TorchException("There is no file " + file + ".");
        }
        if (!startsAsZip(file)) {
            throw new TorchException(file + " is not a TorchScript archive, which is a zip file; save the model with"
                    + " torch.jit.save(torch.jit.script(model), ...) or torch.jit.trace.");
        }
        Map<String, ZipIndex.Entry> entries = ZipIndex.of(file);
        OtherArchives.refuse(file, entries);
        List<String> pickles = entries.keySet().stream()
                .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - "/data.pkl".length())
                .toList();
        if (pickles.size() != 1) {
            throw new TorchException(file + " is not a TorchScript archive: it has "
                    + (pickles.isEmpty() ? "no" : pickles.size()) + " data.pkl.");
        }
        String top = pickles.get(0).substring(0, pickles.get(0).length() - "data.pkl".length());
        if (entries.keySet().stream().noneMatch(name -> name.startsWith(top + CODE))) {
            throw new TorchException(
                    file + " holds weights or a Python object and no program, so nothing in it can be run;"
                            + " save the model with torch.jit.save(torch.jit.script(model), ...) or torch.jit.trace.");
        }
        return new TorchScriptFile(file, top, entries);
    }

    /** Whether a file looks like a TorchScript archive; never throws for one that cannot be read. */
    public static boolean isOne(Path file) {
        try {
            return Files.isRegularFile(file)
                    && startsAsZip(file)
                    && ZipIndex.of(file).keySet().stream()
                            .anyMatch(name -> name.contains("/" + CODE) && name.endsWith(TEXT));
        } catch (TorchException e) {
            return false;
        }
    }

    private static boolean startsAsZip(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 'P' && in.read() == 'K';
        } catch (java.io.IOException e) {
            throw new TorchException("Cannot read " + file + ": " + Failures.reason(e) + ".", e);
        }
    }

    private ZipIndex.Entry entry(String name) {
        return Optional.ofNullable(entries.get(top + name))
                .orElseThrow(() -> refused("its part " + name + " is missing"));
    }

    /** libtorch's parser descends once for each bracket and indentation, on a stack that ends the JVM when it is full. */
    private void checkNesting(String text, String name) {
        int depth = 0;
        int indent = 0;
        boolean begins = true;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                begins = true;
                indent = 0;
                quote = 0; // no text goes on over a line
                continue;
            }
            if (begins && c == ' ') {
                indent++;
                continue;
            }
            begins = false;
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            }
            if (depth > MOST_NESTING || indent > 2 * MOST_NESTING) {
                throw refused(
                        "the program text " + SafetensorsHeader.shown(name) + " is nested deeper than " + MOST_NESTING);
            }
        }
    }

    private Object read(byte[] pickle, String storages) {
        String where = file.toString();
        Map<String, Storage> known = new HashMap<>();
        TorchObjects objects = new TorchObjects(where, (storage, view) -> {
            ZipIndex.Entry entry = entry(storages + storage.key());
            if (entry.method() != 0 || entry.size() != entry.raw().length()) {
                throw refused("the numbers " + SafetensorsHeader.shown(entry.name()) + " are compressed");
            }
            storage.placeAt(entry.raw(), false, where);
            Storage before =
                    known.putIfAbsent(storage.key() + ' ' + storage.type() + ' ' + storage.elements(), storage);
            return before == null ? storage : before;
        });
        ByteBuffer program = ByteBuffer.wrap(pickle);
        PickleMachine machine = new PickleMachine(program, new ScriptVocabulary(objects, program, where), where);
        Object made = machine.run();
        if (machine.memoized() > pickle.length) { // libtorch makes a table of that length
            throw refused("its pickle keeps objects under numbers that are too large");
        }
        if (storages.equals("data/")) {
            memo = (int) machine.memoized();
        }
        return ScriptVocabulary.unwrapped(made);
    }

    private byte[] content(ZipIndex.Entry entry, long most, String what) {
        if (entry.size() > most) {
            throw refused("it has " + what);
        }
        ByteBuffer raw = entry.raw().map();
        byte[] out = new byte[(int) entry.size()];
        if (entry.method() == 0 && raw.remaining() == out.length) {
            raw.get(out);
        } else if (entry.method() == 8 && entry.size() / 1100 <= raw.remaining()) { // deflate cannot exceed 1032 to 1
            inflate(raw, out, entry.name());
        } else {
            throw refused("its part " + SafetensorsHeader.shown(entry.name()) + " is compressed in an unknown way");
        }
        CRC32 crc = new CRC32();
        crc.update(out);
        if ((int) crc.getValue() != entry.crc()) {
            throw refused(
                    "the bytes of " + SafetensorsHeader.shown(entry.name()) + " do not agree with their checksum");
        }
        return out;
    }

    private void inflate(ByteBuffer raw, byte[] out, String name) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(raw);
            int at = 0;
            while (at < out.length) {
                int n = inflater.inflate(out, at, out.length - at);
                if (n == 0) {
                    throw refused("the compressed bytes of " + SafetensorsHeader.shown(name) + " end early");
                }
                at += n;
            }
        } catch (DataFormatException e) {
            throw new TorchException(
                    file + " is refused: the compressed bytes of " + SafetensorsHeader.shown(name) + " are damaged.",
                    e);
        } finally {
            inflater.end();
        }
    }

    private TorchException refused(String why) {
        return new TorchException(file + " is refused: " + why + ".");
    }

    /** The file. */
    public Path path() {
        return file;
    }

    /** SHA-256 of the whole file, 64 hexadecimal digits; reads all of it. */
    public String fingerprint() {
        return Checksums.sha256(file);
    }

    /** Program texts by their names below {@code code/}, such as {@code __torch__/torch/nn/modules/linear.py}. */
    public Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    /** The outermost module. */
    public ScriptObject root() {
        return root;
    }

    /** Writes a few pickle instructions. */
    public static final class Instructions {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final int memo;

        private Instructions(int memo) {
            this.memo = memo;
        }

        private Instructions raw(String latin) {
            out.writeBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** A text. */
        public Instructions text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            return number(utf8.length).bytes(utf8);
        }

        private Instructions bytes(byte[] some) {
            out.writeBytes(some);
            return this;
        }

        private Instructions number(int value) {
            return bytes(ByteBuffer.allocate(4)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        /** A whole number. */
        public Instructions whole(int value) {
            out.write('J');
            return number(value);
        }

        /** False. */
        public Instructions no() {
            out.write(0x89);
            return this;
        }

        /** An empty list of {@code int}, {@code tensor}, {@code double} or {@code bool}. */
        public Instructions list(String of) {
            return raw("ctorch.jit._pickle\nbuild_" + of + "list\n(](etR");
        }

        /** An empty list of texts. */
        public Instructions texts() {
            return raw("ctorch.jit._pickle\nrestore_type_tag\n](e")
                    .text("List[str]")
                    .raw("\u0086R");
        }

        /** Begins an object; its attributes follow, each a text and a value, then {@link #end}. */
        public Instructions begin(String className) {
            int dot = className.lastIndexOf('.');
            return raw("c" + className.substring(0, dot) + "\n" + className.substring(dot + 1) + "\n)\u0081}(");
        }

        /** Ends an object. */
        public Instructions end() {
            return raw("ub");
        }

        /** Keeps what was written last, under a number that the archive does not use. */
        public Instructions keep() {
            out.write('r');
            return number(memo);
        }

        /** What was kept. */
        public Instructions kept() {
            out.write('j');
            return number(memo);
        }
    }

    /** Changes to be made to an archive when it is given out. */
    public final class Changes {
        private final Map<String, String> newTexts = new LinkedHashMap<>();
        private final TreeMap<Integer, byte[]> insertions = new TreeMap<>();
        private byte[] before = {};
        private byte[] after = {};

        private Changes() {}

        /** Replaces or adds a program text; its name as in {@link #texts}. */
        public Changes text(String name, String text) {
            newTexts.put(name, text);
            return this;
        }

        /**
         * Adds attributes to an object.
         *
         * @param object one with a plain state
         * @param pairs texts and values, in turn
         */
        public Changes attributes(ScriptObject object, java.util.function.Consumer<Instructions> pairs) {
            if (!object.plain()) {
                throw new IllegalArgumentException("no plain state");
            }
            Instructions more = new Instructions(memo).raw("(");
            pairs.accept(more);
            insertions.put(object.stateEnd(), more.raw("u").out.toByteArray());
            return this;
        }

        /**
         * Puts the outermost object into another one.
         *
         * @param opening the new object up to the name of the attribute that holds the old one
         * @param closing what follows it
         */
        public Changes around(
                java.util.function.Consumer<Instructions> opening, java.util.function.Consumer<Instructions> closing) {
            Instructions first = new Instructions(memo);
            opening.accept(first);
            before = first.out.toByteArray();
            Instructions last = new Instructions(memo);
            closing.accept(last);
            after = last.out.toByteArray();
            return this;
        }

        /** The changed archive; numbers are read from the file as the stream is. */
        public InputStream stream() {
            ZipSplice zip = new ZipSplice();
            entries.forEach((name, entry) -> {
                String inner = name.startsWith(top + CODE) ? name.substring(top.length() + CODE.length()) : "";
                boolean replaced = newTexts.containsKey(inner)
                        || (inner.endsWith(".debug_pkl")
                                && newTexts.containsKey(inner.substring(0, inner.length() - ".debug_pkl".length())));
                // the bytecode of an archive for phones tells the same program once more, without the changes
                boolean second = name.equals(top + "bytecode.pkl") || name.equals(top + "mobile_debug_handles.pkl");
                if (!replaced && !second && !name.equals(top + "data.pkl")) {
                    zip.keep(entry);
                }
            });
            newTexts.forEach((name, text) -> zip.put(top + CODE + name, text.getBytes(StandardCharsets.UTF_8)));
            zip.put(top + "data.pkl", changedState());
            return zip.stream();
        }

        private byte[] changedState() {
            ByteArrayOutputStream out = new ByteArrayOutputStream(state.length + 4096);
            int from = 0;
            if (state.length > 1 && (state[0] & 0xff) == 0x80) {
                out.write(state, 0, 2);
                from = 2;
            }
            out.writeBytes(before);
            for (Map.Entry<Integer, byte[]> insertion : insertions.entrySet()) {
                out.write(state, from, insertion.getKey() - from);
                out.writeBytes(insertion.getValue());
                from = insertion.getKey();
            }
            out.write(state, from, state.length - 1 - from); // all but STOP
            out.writeBytes(after);
            out.write('.');
            return out.toByteArray();
        }
    }

    /** Begins a list of changes. */
    public Changes changes() {
        return new Changes();
    }
}
