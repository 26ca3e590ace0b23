package org.echelle.torch.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.echelle.torch.ElementType;
import org.echelle.torch.Nearest;
import org.echelle.torch.ScriptObject;
import org.echelle.torch.TorchException;
import org.echelle.torch.TorchScriptFile;

/**
 * A TorchScript archive ({@code torch.jit.save}), scripted or traced: what is in it, and programs of it that can be tapped.
 *
 * <pre>{@code
 * ScriptArchive archive = ScriptArchive.open(Path.of("model.pt"));
 * try (NDManager manager = Torch.newManager(Device.cpu());
 *         ScriptProgram program = archive.load(Device.cpu(), List.of("blocks.3"))) {
 *     Map<String, NDArray> inputs = Map.of("0", x);
 *     program.run(manager, "forward", inputs, (hook, call, y) -> Scalars.times(y, 0.5).add(1));
 * }
 * }</pre>
 */
public final class ScriptArchive {
    private static final Pattern DRAWS = Pattern.compile(
            "torch\\.(rand\\w*|normal_?|bernoulli_?|multinomial|uniform_?|exponential_?|poisson|dropout\\w*|native_dropout)\\(");
    private static final Pattern FORKS = Pattern.compile("[=(\\s]fork\\(");

    private final TorchScriptFile file;
    private final Map<String, ClassText> classes = new LinkedHashMap<>();
    private final ModuleTree tree;
    private final boolean draws;
    /** Whether it runs parts of itself at the same time. */
    private final boolean forks;

    private ScriptArchive(TorchScriptFile file) {
        this.file = file;
        new TreeMap<>(file.texts()).forEach((name, text) -> classes.putAll(ClassText.all(name, text)));
        this.tree = new ModuleTree(file.root(), classes, file.path().toString());
        this.forks = file.texts().values().stream()
                .anyMatch(text -> FORKS.matcher(text).find());
        this.draws = file.texts().values().stream()
                .anyMatch(text -> DRAWS.matcher(text).find());
        if (!classes.containsKey(file.root().className())) {
            throw new TorchException(file.path() + " is refused: the program text of its outermost module is missing.");
        }
    }

    /**
     * Opens an archive; weights stay in the file until it is {@linkplain #load loaded}.
     *
     * @throws TorchException if it is none, or damaged; the message says what it is and what to do
     */
    public static ScriptArchive open(Path file) {
        return new ScriptArchive(TorchScriptFile.open(file));
    }

    /**
     * Opens an archive of which something can be tapped.
     *
     * @throws TorchException as {@link #open}, and where there is an {@linkplain #obstacle obstacle}
     */
    public static ScriptArchive openToTap(Path file) {
        ScriptArchive archive = open(file);
        archive.obstacle().ifPresent(why -> {
            throw new TorchException(why);
        });
        return archive;
    }

    /** Whether a file looks like a TorchScript archive; never throws for one that cannot be read. */
    public static boolean isOne(Path file) {
        return TorchScriptFile.isOne(file);
    }

    /** The file. */
    public Path path() {
        return file.path();
    }

    /** SHA-256 of the whole file, 64 hexadecimal digits; reads all of it. */
    public String fingerprint() {
        return file.fingerprint();
    }

    /** Every module, outermost first; a module that stands at several places comes several times. */
    public List<ScriptModule> modules() {
        return tree.modules();
    }

    /** The methods of the outermost module that can be run with tensors. */
    public List<ScriptMethod> methods() {
        return tree.modules().get(0).methods().stream()
                .filter(m -> HostText.obstacle(m).isEmpty())
                .toList();
    }

    /**
     * A method of the outermost module that can be run with tensors.
     *
     * @throws TorchException if there is none of that name, or one whose arguments cannot be made of tensors
     */
    public ScriptMethod method(String name) {
        List<ScriptMethod> all = tree.modules().get(0).methods();
        return methods().stream()
                .filter(m -> m.name().equals(name) || m.name().equals(name + "__0"))
                .findFirst()
                .orElseThrow(() -> {
                    Optional<String> why = all.stream()
                            .filter(m -> m.name().equals(name))
                            .flatMap(m -> HostText.obstacle(m).stream())
                            .findFirst();
                    String others = String.join(
                            ", ", methods().stream().map(ScriptMethod::name).toList());
                    return new TorchException(path()
                            + why.map(w -> " cannot be run by its method " + name + ": " + w
                                            + ". Save a module around it whose method takes tensors and numbers alone.")
                                    .orElse(" has no method " + name
                                            + (others.isEmpty()
                                                    ? ", and none that takes tensors."
                                                    : "; it has " + others + ".")));
                });
    }

    /**
     * Why nothing in it can be tapped, with the way out; empty where something can.
     */
    public Optional<String> obstacle() {
        if (tree.modules().size() == 1) {
            boolean frozen = file.texts().values().stream().anyMatch(text -> text.contains("CONSTANTS.c"))
                    && tree.modules().get(0).parameters() == 0;
            return Optional.of(
                    file.path()
                            + (frozen
                                    ? " is frozen: its submodules were inlined and their weights became constants. Save the model without"
                                            + " torch.jit.freeze (and without optimize_for_inference) to tap it."
                                    : " has no submodules: it is a single function or module, or its submodules were inlined. Save the"
                                            + " whole torch.nn.Module with torch.jit.script or torch.jit.trace to tap its parts."));
        }
        if (forks) {
            return Optional.of(
                    file.path() + " cannot be tapped: it runs parts of itself at the same time (torch.jit.fork)."
                            + " Save the model without fork and wait.");
        }
        return Optional.empty();
    }

    /**
     * Loads the program with taps at some places.
     *
     * @param device where it runs
     * @param hooks places such as {@code blocks.3}, {@code blocks.3:in}, {@code lstm:0}, {@code shared#1}, {@code codec~encode}
     * @return the caller closes it
     * @throws TorchException if a place does not exist or cannot be tapped, in a sentence with the way out
     */
    public ScriptProgram load(Device device, Collection<String> hooks) {
        List<HookName> names = hooks.stream().map(HookName::of).toList();
        Map<ClassText, TapText.Tapped> tapped = new LinkedHashMap<>();
        Map<String, Integer> ids = new LinkedHashMap<>();
        Map<HookName, Integer> idOf = new LinkedHashMap<>();
        IdentityHashMap<ScriptObject, Map<String, Integer>> byObject = new IdentityHashMap<>();
        for (HookName name : names) {
            ScriptObject object = place(name);
            ClassText type = classes.get(object.className());
            TapText.Tapped what = tapped.computeIfAbsent(type, t -> new TapText.Tapped());
            what.methods().add(name.method());
            if (name.input()) {
                what.inputs().add(name.method());
            }
            Map<String, Integer> own = byObject.computeIfAbsent(object, o -> new LinkedHashMap<>());
            idOf.put(name, own.computeIfAbsent(name.method(), m -> {
                ids.put(name.text(), ids.size());
                return ids.size() - 1;
            }));
        }
        PastCalls past = draws || hooks.isEmpty()
                ? PastCalls.none()
                : PastCalls.of(classes, tree.objects().values(), byObject.keySet());
        past.methods().forEach((type, methods) -> tapped.computeIfAbsent(type, t -> new TapText.Tapped())
                .kept()
                .addAll(methods));
        return ScriptProgram.load(this, device, rewritten(tapped, byObject, past), idOf, ids.size());
    }

    /** Whether a place exists and can be tapped. */
    public boolean tappable(String hook) {
        try {
            place(HookName.of(hook));
            return true;
        } catch (TorchException e) {
            return false;
        }
    }

    /**
     * Runs a method once and tells what passed where, in order: every module's output and first input; parts of an output and further
     * inputs; and where a module is called several times, each call.
     *
     * @param inputs makes its arguments, as {@link ScriptProgram#run(ai.djl.ndarray.NDManager, String, Map)} takes them
     * @param more further places, such as {@code codec~encode}
     */
    public List<ScriptPlace> probe(
            Device device, String method, Function<NDManager, Map<String, NDArray>> inputs, List<String> more) {
        return new Probe(this, device).places(method, inputs, more);
    }

    /** Whether it has operators that draw random numbers. */
    boolean draws() {
        return draws;
    }

    private ScriptObject place(HookName name) {
        obstacle().ifPresent(why -> {
            throw new TorchException(why);
        });
        ScriptObject object = tree.objects().get(name.path());
        if (object == null || name.path().isEmpty()) {
            throw new TorchException(file.path() + " has no submodule " + name.path()
                    + Nearest.question(name.path(), tree.objects().keySet()) + " `echelle inspect` lists them.");
        }
        ClassText type = classes.get(object.className());
        if (type == null || !object.plain()) {
            throw new TorchException("The submodule " + name.path() + " of " + file.path()
                    + " cannot be tapped: its class " + object.className()
                    + " keeps a state of its own (as quantized layers do). Tap the module around it.");
        }
        List<ClassText.Method> meant = TapText.meant(type, name.method());
        if (meant.isEmpty()) {
            String others = String.join(
                    ", ",
                    tree.objects().keySet().stream()
                            .filter(p -> p.startsWith(name.path() + "."))
                            .limit(4)
                            .toList());
            throw new TorchException("The submodule " + name.path() + " of " + file.path() + " has no method "
                    + name.method()
                    + ": it is a " + ScriptType.of(object.className()).name().replaceAll(".*\\.", "")
                    + (name.method().equals("forward")
                            ? ", which is never called itself or was inlined when the archive was saved."
                            : ".")
                    + (others.isEmpty() ? "" : " Tap what is inside it, such as " + others + "."));
        }
        Flattening flat = new Flattening(classes, (part, v) -> v, false);
        boolean tensors = meant.stream()
                .anyMatch(m -> name.input()
                        ? m.signature().parameters().stream().anyMatch(p -> flat.holdsTensors(ScriptType.of(p.type())))
                        : flat.holdsTensors(ScriptType.of(m.signature().returns())));
        if (!tensors) {
            throw new TorchException("The submodule " + name.path() + " of " + file.path() + " cannot be tapped: "
                    + meant.get(0).signature() + " has no tensor there that can be reached.");
        }
        return object;
    }

    private InputStream rewritten(
            Map<ClassText, TapText.Tapped> tapped,
            IdentityHashMap<ScriptObject, Map<String, Integer>> ids,
            PastCalls past) {
        TapText text = new TapText(classes);
        TorchScriptFile.Changes changes = file.changes();
        Map<String, Map<ClassText, TapText.Tapped>> byFile = new LinkedHashMap<>();
        tapped.forEach((type, what) ->
                byFile.computeIfAbsent(type.file(), f -> new LinkedHashMap<>()).put(type, what));
        byFile.forEach(
                (name, inIt) -> changes.text(name, text.rewritten(file.texts().get(name), inIt)));
        ClassText root = classes.get(file.root().className());
        changes.text(TapText.FILE, PastText.CLASS + TapText.CLASS + HostText.of(root, methods(), cast(), classes));
        Set<ScriptObject> done = new HashSet<>();
        for (ScriptObject object : tree.objects().values()) {
            TapText.Tapped what = tapped.get(classes.get(object.className()));
            if (what != null && done.add(object) && object.plain()) {
                Map<String, Integer> own = ids.getOrDefault(object, Map.of());
                changes.attributes(object, pairs -> {
                    pairs.text(TapText.tap()).kept();
                    what.methods().forEach(m -> pairs.text(TapText.id(m)).whole(own.getOrDefault(m, -1)));
                    what.kept().forEach(m -> pairs.text(PastText.id(m)).whole(past.id(object, m)));
                });
            }
        }
        Consumer<TorchScriptFile.Instructions> opening = first -> first.begin(HostText.NAME)
                .text("tap")
                .begin(TapText.TAP)
                .text("on")
                .no()
                .text("passed")
                .whole(0)
                .text("stop")
                .whole(0)
                .text("past")
                .begin(PastText.PAST)
                .text("recording")
                .no()
                .text("within")
                .no()
                .text("turn")
                .whole(0)
                .text("total")
                .whole(0)
                .text("shared")
                .no()
                .text("ids")
                .list("int")
                .text("begins")
                .list("int")
                .text("again")
                .list("bool")
                .text("tensors")
                .list("tensor")
                .text("versions")
                .list("int")
                .text("fresh")
                .list("tensor")
                .text("arguments")
                .list("tensor")
                .end()
                .text("changed")
                .list("int")
                .text("swaps")
                .list("tensor")
                .text("calls")
                .list("int")
                .text("seen")
                .list("tensor")
                .text("where")
                .list("int")
                .text("parts")
                .texts()
                .text("outs")
                .list("tensor")
                .text("names")
                .texts()
                .end()
                .keep()
                .text("training")
                .no()
                .text("names")
                .texts()
                .text("ins")
                .list("tensor")
                .text("copies")
                .list("tensor")
                .text("versions")
                .list("int")
                .text("model");
        return changes.around(opening, TorchScriptFile.Instructions::end).stream();
    }

    /** The number of the floating type that all parameters have, to which floating inputs are brought; -1 for a mixture. */
    private int cast() {
        Set<ElementType> types = new HashSet<>();
        for (ScriptObject object : tree.objects().values()) {
            object.tensors().values().stream().map(ScriptObject.Tensor::type).forEach(types::add);
        }
        Map<ElementType, Integer> floating =
                Map.of(ElementType.F16, 5, ElementType.F32, 6, ElementType.F64, 7, ElementType.BF16, 15);
        List<Integer> found = new ArrayList<>();
        types.forEach(type -> Optional.ofNullable(floating.get(type)).ifPresent(found::add));
        return found.size() == 1 ? found.get(0) : -1;
    }
}
