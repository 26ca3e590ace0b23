package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is written into program texts: for every tapped method a method of its name around it, and the class of the object that all
 * tapped modules share.
 *
 * <p>That object counts what passes it in one run. What comes after a given prefix of decisions is copied and kept, and a decision
 * says of one passing tensor what goes on in its place; so an edit made outside is a decision, and the run is made again up to the
 * next one. A run may be told to stop after so many.
 */
final class TapText {
    static final String FILE = "__torch__/echelle_taps.py";
    static final String TAP = "__torch__.echelle_taps.Tap";
    static final String STOPPED = "echelle: stopped as asked";
    private static final String PLAIN = "echelle_plain_";
    private static final String ID = "echelle_id_";
    private static final String DEF = "  def ";

    /** Tracing names the further calls of a module forward1, forward2, ...; overloads are forward__0, forward__1. */
    private static final Pattern FORWARD = Pattern.compile("forward(\\d+|__\\d+)?");

    // Empty lists of one type that nobody changes in sight are made one by libtorch's optimizer; clearing each keeps
    // them apart.
    // Element types by their numbers: int16 2, int32 3, float32 6, complex 8 to 10, bool 11, quantized 12 to 14,
    // bfloat16 15
    static final String CLASS = """
            class Tap:
              on : bool
              passed : int
              stop : int
              past : __torch__.echelle_taps.Past
              changed : List[int]
              swaps : List[Tensor]
              calls : List[int]
              seen : List[Tensor]
              where : List[int]
              parts : List[str]
              outs : List[Tensor]
              names : List[str]
              def begin(self, on: bool, stop: int, keep: int, hooks: int, changed: List[int], swaps: List[Tensor]) -> int:
                kept = self.past.begin(keep, stop > 0)
                return self.clear(on, stop, hooks, changed, swaps)
              def clear(self, on: bool, stop: int, hooks: int, changed: List[int], swaps: List[Tensor]) -> int:
                self.on = on
                self.passed = 0
                self.stop = stop
                self.changed = changed
                self.swaps = swaps
                self.calls = [0 for i in range(hooks)]
                seen = annotate(List[Tensor], [])
                where = annotate(List[int], [])
                parts = annotate(List[str], [])
                outs = annotate(List[Tensor], [])
                names = annotate(List[str], [])
                seen.clear()
                where.clear()
                parts.clear()
                outs.clear()
                names.clear()
                self.seen = seen
                self.where = where
                self.parts = parts
                self.outs = outs
                self.names = names
                return 0
              def entered(self, id: int) -> int:
                call = self.calls[id]
                self.calls[id] = call + 1
                return call
              def carried(self, x: Tensor) -> Tensor:
                y = x
                if y.is_quantized:
                  y = torch.dequantize(y)
                if y.is_sparse:
                  y = y.to_dense()
                t = ops.prim.dtype(y)
                if t == 2:
                  y = y.to(3)
                if t > 7 and t < 11:
                  y = torch.view_as_real(torch.resolve_conj(y)).to(6)
                if t > 11:
                  y = y.to(6)
                return y
              def at(self, id: int, call: int, part: str, x: Tensor) -> Tensor:
                k = self.passed
                self.passed = k + 1
                y = x
                if k < len(self.changed):
                  c = self.changed[k]
                  if c >= 0:
                    y = self.swaps[c].to(x.device, ops.prim.dtype(x), False, True)
                else:
                  self.seen.append(self.carried(torch.clone(x)))
                  self.where.append(id)
                  self.where.append(call)
                  self.where.append(self.past.turn)
                  self.parts.append(part)
                  if k + 1 == self.stop:
                    ops.prim.RaiseException("echelle: stopped as asked", "builtins.RuntimeError")
                return y
              def out(self, name: str, x: Tensor) -> Tensor:
                self.outs.append(self.carried(x))
                self.names.append(name)
                return x
              def forget(self) -> int:
                return self.clear(False, 0, 0, annotate(List[int], []), annotate(List[Tensor], []))
            """;

    private final Map<String, ClassText> classes;
    private final PastText past;

    TapText(Map<String, ClassText> classes) {
        this.classes = classes;
        past = new PastText(classes);
    }

    /** The methods of a class that a hook point's method means. */
    static List<ClassText.Method> meant(ClassText type, String method) {
        return type.methods().values().stream()
                .filter(m -> family(m.signature().name()).equals(method))
                .toList();
    }

    private static String family(String method) {
        return FORWARD.matcher(method).matches() ? "forward" : method;
    }

    /** The attribute that numbers a module's hook point for a method; -1 where nobody listens. */
    static String id(String method) {
        return ID + method;
    }

    /** The attribute that holds the shared object. */
    static String tap() {
        return "echelle_tap";
    }

    /**
     * What is written into one class.
     *
     * @param methods whose outputs are tapped, {@code forward} for all that it is named
     * @param inputs those of them whose inputs are, too
     * @param kept methods, each by its own name, whose outcomes are kept between runs
     */
    record Tapped(Set<String> methods, Set<String> inputs, Set<String> kept) {
        Tapped() {
            this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        }
    }

    private record Edit(int at, String text) {}

    /** A program text with taps in some of its classes. */
    String rewritten(String text, Map<ClassText, Tapped> tapped) {
        List<Edit> edits = new ArrayList<>();
        tapped.forEach((type, what) -> {
            StringBuilder fields = new StringBuilder("  " + tap() + " : " + TAP + "\n");
            what.methods().forEach(m -> field(fields, id(m)));
            what.kept().forEach(m -> field(fields, PastText.id(m)));
            edits.add(new Edit(type.bodyBegin(), fields.toString()));
            Map<String, String> families = new LinkedHashMap<>();
            what.methods().forEach(family -> meant(type, family)
                    .forEach(m -> families.put(m.signature().name(), family)));
            for (ClassText.Method each : type.methods().values()) {
                String name = each.signature().name();
                Optional<String> family = Optional.ofNullable(families.get(name));
                boolean kept = what.kept().contains(name);
                if (family.isEmpty() && !kept) {
                    continue;
                }
                StringBuilder methods = new StringBuilder();
                String inner = PLAIN + name;
                if (kept) {
                    String heading = text.substring(each.begin(), each.end());
                    methods.append(past.around(
                            family.isEmpty() ? heading : heading.replaceFirst(DEF, DEF + PastText.PREFIX),
                            each,
                            inner));
                    inner = PastText.PREFIX + name;
                }
                if (family.isPresent()) {
                    methods.append(
                            around(each, text, family.get(), what.inputs().contains(family.get()), inner));
                }
                edits.add(new Edit(each.begin(), methods.toString()));
                edits.add(new Edit(each.begin() + DEF.length(), PLAIN));
            }
        });
        edits.sort(Comparator.comparingInt(Edit::at).reversed());
        StringBuilder out = new StringBuilder(text);
        for (Edit edit : edits) {
            out.insert(edit.at(), edit.text());
        }
        return out.toString();
    }

    private static void field(StringBuilder fields, String name) {
        fields.append("  ").append(name).append(" : int\n");
    }

    /** It names the method that it is written around once: libtorch inlines every call, so that two a level would be 2^depth of them. */
    private String around(ClassText.Method method, String text, String family, boolean inputs, String plain) {
        String self = method.self();
        StringBuilder out = new StringBuilder(text.substring(method.begin(), method.end())).append('\n');
        List<String> given = new ArrayList<>();
        for (ScriptMethod.Parameter parameter : method.signature().parameters()) {
            given.add(parameter.name());
        }
        out.append("    echelle_tap = ").append(self).append(".echelle_tap\n");
        out.append("    echelle_id = ")
                .append(self)
                .append('.')
                .append(id(family))
                .append('\n');
        out.append("    echelle_on = echelle_id >= 0 and echelle_tap.on\n");
        out.append("    echelle_call = 0\n");
        out.append("    if echelle_on:\n");
        out.append("      echelle_call = (echelle_tap).entered(echelle_id, )\n");
        Flattening flat = new Flattening(
                classes,
                (part, variable) -> "(echelle_tap).at(echelle_id, echelle_call, " + part + ", " + variable + ", )",
                false);
        StringBuilder taken = new StringBuilder();
        if (inputs) {
            for (ScriptMethod.Parameter parameter : method.signature().parameters()) {
                String name = parameter.name();
                String changed = flat.apart(ScriptType.of(parameter.type()), name, "\"in." + name + "\"", true, 6);
                if (!changed.equals(name)) {
                    taken.append("      ")
                            .append(name)
                            .append(" = ")
                            .append(changed)
                            .append('\n');
                }
            }
        }
        String before = flat.text();
        ScriptType returns = ScriptType.of(method.signature().returns());
        String result = flat.apart(returns, "echelle_out", "\"\"", false, 6);
        out.append(before).append(taken);
        out.append("    echelle_out = ").append(call(self, plain, given)).append('\n');
        if (!result.equals("echelle_out")) {
            out.append("    if echelle_on:\n");
            out.append(flat.text().substring(before.length()));
            out.append("      echelle_out = ").append(result).append('\n');
        }
        out.append("    return echelle_out\n");
        return out.toString();
    }

    static String call(String self, String method, Collection<String> given) {
        return "(" + self + ")." + method + "("
                + String.join("", given.stream().map(g -> g + ", ").toList()) + ")";
    }
}
