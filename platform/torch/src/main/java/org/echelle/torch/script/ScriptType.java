package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.List;

/** A type as program texts of TorchScript archives write it, such as {@code Dict[str, Tuple[Tensor, Optional[Tensor]]]}. */
record ScriptType(String name, List<ScriptType> arguments) {
    private static final int DEPTH = 50;

    ScriptType {
        arguments = List.copyOf(arguments);
    }

    static ScriptType of(String text) {
        Reader reader = new Reader(text.strip());
        ScriptType type = reader.type(0);
        return reader.at == reader.text.length() ? type : new ScriptType(text.strip(), List.of());
    }

    boolean is(String word) {
        return name.equals(word);
    }

    boolean tensor() {
        return is("Tensor");
    }

    @Override
    public String toString() {
        if (is("Tuple") && arguments.isEmpty()) {
            return "Tuple[()]";
        }
        if (arguments.isEmpty()) {
            return name;
        }
        return name + "["
                + String.join(", ", arguments.stream().map(ScriptType::toString).toList()) + "]";
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        private ScriptType type(int depth) {
            int begin = at;
            while (at < text.length() && "[],()".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String name = text.substring(begin, at).strip();
            if (at == text.length() || text.charAt(at) != '[' || depth > DEPTH) {
                return new ScriptType(name, List.of());
            }
            at++;
            if (text.startsWith("()]", at)) {
                at += 3;
                return new ScriptType(name, List.of());
            }
            List<ScriptType> arguments = new ArrayList<>();
            while (at < text.length() && text.charAt(at) != ']') {
                int before = at;
                arguments.add(type(depth + 1));
                if (at < text.length() && text.charAt(at) == ',') {
                    at++;
                    while (at < text.length() && text.charAt(at) == ' ') {
                        at++;
                    }
                }
                if (at == before) {
                    break;
                }
            }
            at = Math.min(text.length(), at + 1);
            return new ScriptType(name, arguments);
        }
    }
}
