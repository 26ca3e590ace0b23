package org.echelle.torch.script;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.torch.TorchException;

/**
 * A place that can be tapped: {@code PATH[~METHOD][#CALL][:PART]}.
 *
 * <table>
 * <caption>examples</caption>
 * <tr><td>{@code blocks.3}</td><td>the output of that submodule, at every call; of several tensors the first</td></tr>
 * <tr><td>{@code blocks.3:in}</td><td>its first input</td></tr>
 * <tr><td>{@code blocks.3:in.mask}</td><td>the input of that name</td></tr>
 * <tr><td>{@code lstm:1.0}</td><td>of an output in several parts (tuple, list, dict, named tuple) the one that stands there; parts of
 *     dicts and named tuples have their names</td></tr>
 * <tr><td>{@code shared#1}</td><td>the second call only</td></tr>
 * <tr><td>{@code codec~encode}</td><td>the output of another method than {@code forward}</td></tr>
 * </table>
 *
 * @param text as the user wrote it
 * @param path of the submodule
 * @param method {@code forward}, or another
 * @param call counted from 0 in one run; empty for every call
 * @param part empty for the first output, {@code in} for the first input, else its place
 */
record HookName(String text, String path, String method, OptionalInt call, Optional<String> part) {
    private static final Pattern FORM =
            Pattern.compile("([^~#:]+)(?:~([A-Za-z_]\\w*))?(?:#(\\d{1,9}))?(?::([^~#:]+))?");

    static HookName of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TorchException("\"" + text
                    + "\" names no place in a model; write a path such as blocks.3, which may be followed by"
                    + " ~METHOD, #CALL and :PART, such as blocks.3:in or lstm:0.");
        }
        return new HookName(
                text,
                matcher.group(1),
                Optional.ofNullable(matcher.group(2)).orElse("forward"),
                matcher.group(3) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(3))),
                Optional.ofNullable(matcher.group(4)));
    }

    boolean input() {
        return part.isPresent() && isInput(part.get());
    }

    static boolean isInput(String part) {
        return part.equals("in") || part.startsWith("in.");
    }

    /**
     * Whether something that passed is meant.
     *
     * @param first whether it is the first input or the first output of its call
     */
    boolean means(int itsCall, String itsPart, boolean first) {
        if (call.isPresent() && call.getAsInt() != itsCall) {
            return false;
        }
        if (part.isEmpty() || part.get().equals("in")) {
            return first && isInput(itsPart) == part.isPresent();
        }
        return part.get().equals(itsPart);
    }
}
