package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a module that is put around an archive's own: it makes arguments of any type out of named tensors, runs a method, and
 * takes the result apart into named tensors.
 *
 * <p>A model works on copies, since it may change what it is given. A run that is to stop keeps its own for the one that goes on, which makes
 * another of those that have been changed.
 */
final class HostText {
    static final String NAME = "__torch__.echelle_taps.Host";
    private static final String METHODS = """
              def begin(self, on: bool, stop: int, keep: int, hooks: int, changed: List[int], swaps: List[Tensor], names: str, ins: List[Tensor]) -> int:
                self.names = names.split("\\n")
                self.ins = ins
                if len(changed) == 0:
                  forgotten = self.forget()
                return self.tap.begin(on, stop, keep, hooks, changed, swaps)
              def taken(self) -> Tuple[List[Tensor], str, List[Tensor], List[int], str]:
                outs = self.tap.outs
                names = "\\n".join(self.tap.names)
                seen = self.tap.seen
                where = self.tap.where
                parts = "\\n".join(self.tap.parts)
                self.ins = annotate(List[Tensor], [])
                if self.tap.stop == 0:
                  done = self.forget()
                forgotten = self.tap.forget()
                return (outs, names, seen, where, parts)
              def drop(self) -> int:
                forgotten = self.forget()
                return self.tap.past.begin(0, False)
              def forget(self) -> int:
                self.copies = self.copies[0:0]
                self.versions = self.versions[0:0]
                return 0
              def copied(self, i: int) -> Tensor:
                known = i < len(self.copies)
                if known:
                  if torch._version(self.copies[i]) == self.versions[i]:
                    return self.copies[i]
                x = self.input(self.ins[i])
                if self.tap.stop > 0:
                  if known:
                    self.copies[i] = x
                    self.versions[i] = torch._version(x)
                  else:
                    self.copies.append(x)
                    self.versions.append(torch._version(x))
                return x
              def given(self) -> Dict[str, Tensor]:
                d = annotate(Dict[str, Tensor], {})
                for i in range(len(self.ins)):
                  d[self.names[i]] = self.copied(i)
                return d
            """;

    private final Map<String, ClassText> classes;
    private final StringBuilder out = new StringBuilder();
    private int variables;

    private HostText(Map<String, ClassText> classes) {
        this.classes = classes;
    }

    /**
     * @param root class of the archive's own outermost module
     * @param methods of it that can be run, see {@link #obstacle}
     * @param cast number of the element type of floating inputs, or -1 to leave them
     */
    static String of(ClassText root, List<ScriptMethod> methods, int cast, Map<String, ClassText> classes) {
        HostText text = new HostText(classes);
        text.out.append("class Host(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        text.out.append("  tap : ").append(TapText.TAP).append("\n  names : List[str]\n  ins : List[Tensor]\n");
        text.out.append("  copies : List[Tensor]\n  versions : List[int]\n");
        text.out.append("  model : ").append(root.name()).append('\n');
        text.out.append(METHODS.indent(2).replaceAll("(?m)^    ", "  "));
        text.line(
                2,
                "def input(self, x: Tensor) -> Tensor:"); // a model may change its inputs in place; the caller's stay
        if (cast >= 0) {
            text.line(4, "if torch.is_floating_point(x):");
            text.line(6, "return x.to(" + cast + ", False, True)");
        }
        text.line(4, "return torch.clone(x)");
        methods.forEach(text::method);
        return text.out.toString();
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text).append('\n');
    }

    private String fresh() {
        return "a" + variables++;
    }

    private void method(ScriptMethod method) {
        line(2, "def run_" + method.name() + "(self) -> List[Tensor]:");
        line(4, "d = self.given()");
        List<String> arguments = new ArrayList<>();
        for (ScriptMethod.Parameter parameter : method.parameters()) {
            arguments.add(argument(parameter));
        }
        line(
                4,
                "result = (self.model)." + method.name() + "("
                        + String.join("", arguments.stream().map(a -> a + ", ").toList()) + ")");
        Flattening flat = new Flattening(classes, (part, v) -> "(self.tap).out(" + part + ", " + v + ", )", true);
        flat.apart(ScriptType.of(method.returns()), "result", "\"\"", false, 4);
        out.append(flat.text());
        line(4, "return self.tap.outs");
        line(
                2,
                "def go_" + method.name()
                        + "(self, on: bool, stop: int, keep: int, hooks: int, changed: List[int], swaps: List[Tensor], names: str, ins: List[Tensor])"
                        + " -> Tuple[List[Tensor], str, List[Tensor], List[int], str]:");
        line(4, "begun = self.begin(on, stop, keep, hooks, changed, swaps, names, ins)");
        line(4, "done = self.run_" + method.name() + "()");
        line(4, "return self.taken()");
    }

    private String argument(ScriptMethod.Parameter parameter) {
        ScriptType type = ScriptType.of(parameter.type());
        String key = "\"" + parameter.name() + "\"";
        boolean optional = type.is("Optional");
        ScriptType inner = optional ? type.arguments().get(0) : type;
        String present = inner.is("Tuple") || inner.is("List") ? "\"" + parameter.name() + ".0\"" : key;
        if (parameter.preset().isPresent() || optional) {
            String v = fresh();
            line(4, v + " : " + type + " = " + parameter.preset().orElse("None"));
            if (obstacle(inner).isEmpty()) {
                line(4, "if " + present + " in d:");
                line(6, v + " = " + built(inner, key, 6));
            }
            return v;
        }
        return type.is("NoneType") ? "None" : built(type, key, 4);
    }

    /** What keeps a value of this type from being made of tensors. */
    static Optional<String> obstacle(ScriptType type) {
        return switch (type.name()) {
            case "Tensor", "int", "float", "bool", "number" -> Optional.empty();
            case "Tuple" ->
                type.arguments().stream()
                        .map(HostText::obstacle)
                        .flatMap(Optional::stream)
                        .findFirst();
            case "List" -> type.arguments().get(0).tensor() ? Optional.empty() : Optional.of(type.toString());
            case "Dict" ->
                type.arguments().get(0).is("str") && type.arguments().get(1).tensor()
                        ? Optional.empty()
                        : Optional.of(type.toString());
            default -> Optional.of(type.toString());
        };
    }

    /** What keeps a method from being run with tensors. */
    static Optional<String> obstacle(ScriptMethod method) {
        return method.parameters().stream()
                .filter(HostText::required)
                .flatMap(p ->
                        obstacle(ScriptType.of(p.type())).map(t -> "its argument " + p.name() + " is a " + t).stream())
                .findFirst();
    }

    static boolean required(ScriptMethod.Parameter parameter) {
        return parameter.preset().isEmpty()
                && !parameter.type().startsWith("Optional[")
                && !parameter.type().equals("NoneType");
    }

    private String built(ScriptType type, String key, int indent) {
        String v = fresh();
        switch (type.name()) {
            case "Tensor" -> line(indent, v + " = d[" + key + "]");
            case "int", "float", "bool" -> line(indent, v + " = " + type.name() + "(d[" + key + "])");
            case "number" -> line(indent, v + " = d[" + key + "].item()");
            case "Tuple" -> {
                List<String> items = new ArrayList<>();
                for (int i = 0; i < type.arguments().size(); i++) {
                    items.add(built(type.arguments().get(i), key + " + \"." + i + "\"", indent));
                }
                line(indent, v + " = (" + String.join(", ", items) + (items.size() == 1 ? ",)" : ")"));
            }
            case "List" -> {
                String i = fresh();
                line(indent, v + " = annotate(List[Tensor], [])");
                line(indent, i + " = 0");
                line(indent, "while (" + key + " + \".\" + str(" + i + ")) in d:");
                line(indent + 2, v + ".append(d[" + key + " + \".\" + str(" + i + ")])");
                line(indent + 2, i + " = " + i + " + 1");
            }
            default -> {
                String k = fresh();
                line(indent, v + " = annotate(Dict[str, Tensor], {})");
                line(indent, "for " + k + " in d.keys():");
                line(indent + 2, "if " + k + ".startswith(" + key + " + \".\"):");
                line(indent + 4, v + "[" + k + "[len(" + key + ") + 1:]] = d[" + k + "]");
            }
        }
        return v;
    }
}
