package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One class in a program text: where it stands, and where its methods begin. Archives are written by libtorch's printer, which
 * indents a class's own lines by two blanks and nothing else in it by two.
 */
final class ClassText {
    private static final Pattern METHOD = Pattern.compile("  def ([A-Za-z_]\\w*)\\(");

    /**
     * A method.
     *
     * @param begin of its line in the text
     * @param end behind its heading's colon
     * @param self what it calls its module
     */
    record Method(ScriptMethod signature, String self, int begin, int end) {}

    private final String file;
    private final String name;
    private final String base;
    private final int bodyBegin;
    private final Map<String, Method> methods = new LinkedHashMap<>();
    private final Map<String, ScriptType> fields = new LinkedHashMap<>();

    private ClassText(String file, String name, String base, int bodyBegin) {
        this.file = file;
        this.name = name;
        this.base = base;
        this.bodyBegin = bodyBegin;
    }

    /** The classes of one text, by their full names. */
    static Map<String, ClassText> all(String file, String text) {
        Map<String, ClassText> out = new LinkedHashMap<>();
        String qualifier = file.substring(0, file.length() - ".py".length()).replace('/', '.');
        ClassText current = null;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            if (text.startsWith("class ", at)) {
                String heading = text.substring(at + 6, end).strip();
                int bracket = heading.indexOf('(');
                String bare = heading.replaceAll("[(:].*", "");
                String base = bracket < 0 ? "" : heading.substring(bracket + 1).replaceAll("\\).*", "");
                current = new ClassText(file, qualifier + "." + bare, base, Math.min(text.length(), end + 1));
                out.put(current.name, current);
            } else if (text.startsWith("def ", at)) {
                current = null;
            } else if (current != null && text.startsWith("  ", at) && !text.startsWith("   ", at)) {
                current.line(text, at, end);
            }
            at = end + 1;
        }
        return out;
    }

    private void line(String text, int at, int end) {
        Matcher heading = METHOD.matcher(text);
        heading.region(at, text.length());
        if (heading.lookingAt()) {
            method(heading.group(1), text, at, heading.end()).ifPresent(m -> methods.put(m.signature.name(), m));
            return;
        }
        int colon = text.indexOf(" : ", at);
        if (colon > 0 && colon < end) {
            fields.put(
                    text.substring(at + 2, colon),
                    ScriptType.of(text.substring(colon + 3, end).replaceAll(" = .*", "")));
        }
    }

    private static Optional<Method> method(String name, String text, int begin, int from) {
        List<String> parts = new ArrayList<>();
        int close = split(text, from, parts);
        if (close < 0 || parts.isEmpty()) {
            return Optional.empty();
        }
        int colon = close + 1;
        String returns = "NoneType";
        if (text.startsWith(" -> ", colon)) {
            int type = colon + 4;
            colon = type;
            int depth = 0;
            while (colon < text.length() && (depth > 0 || text.charAt(colon) != ':')) {
                depth += "[(".indexOf(text.charAt(colon)) >= 0 ? 1 : "])".indexOf(text.charAt(colon)) >= 0 ? -1 : 0;
                colon++;
            }
            returns = text.substring(type, colon).strip();
        }
        if (colon >= text.length() || text.charAt(colon) != ':') {
            return Optional.empty();
        }
        List<ScriptMethod.Parameter> parameters = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            Optional<ScriptMethod.Parameter> parameter = parameter(part);
            if (parameter.isEmpty()) {
                return Optional.empty();
            }
            parameters.add(parameter.get());
        }
        String self = parts.get(0).replaceAll(":.*", "").strip();
        return Optional.of(new Method(new ScriptMethod(name, parameters, returns), self, begin, colon + 1));
    }

    private static Optional<ScriptMethod.Parameter> parameter(String part) {
        int colon = part.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String rest = part.substring(colon + 1).strip();
        int equals = rest.indexOf('=');
        return Optional.of(new ScriptMethod.Parameter(
                part.substring(0, colon).strip(),
                equals < 0 ? rest : rest.substring(0, equals).strip(),
                equals < 0
                        ? Optional.empty()
                        : Optional.of(rest.substring(equals + 1).strip())));
    }

    /** Splits what stands between brackets at its commas; gives where the bracket closes, or -1. */
    private static int split(String text, int from, List<String> parts) {
        int depth = 0;
        int begin = from;
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
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
            } else if (depth > 0 && (c == ')' || c == ']' || c == '}')) {
                depth--;
            } else if (depth == 0 && (c == ',' || c == ')')) {
                String part = text.substring(begin, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                begin = i + 1;
                if (c == ')') {
                    return i;
                }
            }
        }
        return -1;
    }

    String file() {
        return file;
    }

    /** Its full name. */
    String name() {
        return name;
    }

    /** What it extends: Module, NamedTuple, ModuleInterface, or nothing. */
    String base() {
        return base;
    }

    /** Where its first line begins in the text. */
    int bodyBegin() {
        return bodyBegin;
    }

    Map<String, Method> methods() {
        return methods;
    }

    /** Its declared attributes, or the fields of a named tuple, in order. */
    Map<String, ScriptType> fields() {
        return fields;
    }
}
