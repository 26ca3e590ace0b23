package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes program text that takes a value of any type apart into its tensors, hands each to a given expression, and puts the results
 * together again. What holds no tensor passes as it is.
 */
final class Flattening {
    /** What becomes of one tensor. */
    @FunctionalInterface
    interface Leaf {
        /**
         * @param part an expression for its place, a text
         * @param variable that holds it
         * @return an expression for what goes in its place
         */
        String of(String part, String variable);
    }

    private final Map<String, ClassText> classes;
    private final Leaf leaf;
    private final boolean numbers;
    private final StringBuilder out = new StringBuilder();
    private int variables;

    /**
     * @param classes of the archive, among them its named tuples
     * @param numbers whether numbers and truth values are handed on as tensors too, which stay what they are in what is put together
     */
    Flattening(Map<String, ClassText> classes, Leaf leaf, boolean numbers) {
        this.classes = classes;
        this.leaf = leaf;
        this.numbers = numbers;
    }

    String text() {
        return out.toString();
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text).append('\n');
    }

    private String fresh() {
        return "echelle_v" + variables++;
    }

    boolean holdsTensors(ScriptType type) {
        if (type.tensor() || (numbers && isNumber(type))) {
            return true;
        }
        return switch (type.name()) {
            case "Tuple", "List", "Optional" -> type.arguments().stream().anyMatch(this::holdsTensors);
            case "Dict" ->
                type.arguments().size() == 2
                        && (type.arguments().get(0).is("str")
                                || type.arguments().get(0).is("int"))
                        && holdsTensors(type.arguments().get(1));
            default ->
                named(type)
                        .map(c -> c.fields().values().stream().anyMatch(this::holdsTensors))
                        .orElse(false);
        };
    }

    private static boolean isNumber(ScriptType type) {
        return type.is("int") || type.is("float") || type.is("bool");
    }

    private Optional<ClassText> named(ScriptType type) {
        return Optional.ofNullable(classes.get(type.name()))
                .filter(c -> c.base().equals("NamedTuple"));
    }

    /**
     * Writes what takes a variable apart.
     *
     * @param part an expression for the place so far
     * @param dot whether something stands there already
     * @return the variable that holds the result
     */
    String apart(ScriptType type, String variable, String part, boolean dot, int indent) {
        if (!holdsTensors(type)) {
            return variable;
        }
        String result = fresh();
        if (type.tensor()) {
            line(indent, result + " = " + leaf.of(part, variable));
        } else if (isNumber(type)) {
            line(indent, result + " = " + leaf.of(part, "torch.tensor(" + variable + ")"));
            return variable;
        } else if (type.is("Optional")) {
            line(indent, result + " : " + type + " = " + variable);
            line(indent, "if torch.__isnot__(" + variable + ", None):");
            String inner = fresh();
            line(indent + 2, inner + " = unchecked_cast(" + type.arguments().get(0) + ", " + variable + ")");
            String made = apart(type.arguments().get(0), inner, part, dot, indent + 2);
            line(indent + 2, result + " = " + made);
        } else if (type.is("List")) {
            line(indent, result + " = annotate(" + type + ", [])");
            String index = fresh();
            line(indent, "for " + index + " in range(torch.len(" + variable + ")):");
            String item = fresh();
            line(indent + 2, item + " = " + variable + "[" + index + "]");
            String made =
                    apart(type.arguments().get(0), item, below(part, dot, "str(" + index + ")"), true, indent + 2);
            line(indent + 2, fresh() + " = torch.append(" + result + ", " + made + ")");
        } else if (type.is("Dict")) {
            line(indent, result + " = annotate(" + type + ", {})");
            String keys = fresh();
            line(indent, keys + " = torch.keys(" + variable + ")");
            String index = fresh();
            line(indent, "for " + index + " in range(torch.len(" + keys + ")):");
            String key = fresh();
            line(indent + 2, key + " = " + keys + "[" + index + "]");
            String item = fresh();
            line(indent + 2, item + " = " + variable + "[" + key + "]");
            String made = apart(type.arguments().get(1), item, below(part, dot, "str(" + key + ")"), true, indent + 2);
            line(indent + 2, result + "[" + key + "] = " + made);
        } else {
            tuple(type, variable, part, dot, indent, result);
        }
        return result;
    }

    private void tuple(ScriptType type, String variable, String part, boolean dot, int indent, String result) {
        Optional<ClassText> named = named(type);
        List<ScriptType> types =
                named.map(c -> List.copyOf(c.fields().values())).orElse(type.arguments());
        List<String> names = named.map(c -> List.copyOf(c.fields().keySet())).orElse(List.of());
        List<String> items = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            items.add(fresh());
        }
        line(indent, String.join(", ", items) + ", = " + variable);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String place = "\"" + (names.isEmpty() ? String.valueOf(i) : names.get(i)) + "\"";
            made.add(apart(types.get(i), items.get(i), below(part, dot, place), true, indent));
        }
        String all = String.join(", ", made);
        String whole = named.map(c -> c.name() + "(" + all + ")").orElse("(" + all + (made.size() == 1 ? ",)" : ")"));
        line(indent, result + " = " + whole);
    }

    private static String below(String part, boolean dot, String place) {
        return dot ? "torch.add(torch.add(" + part + ", \".\"), " + place + ")" : place;
    }
}
