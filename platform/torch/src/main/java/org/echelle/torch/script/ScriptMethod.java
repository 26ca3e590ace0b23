package org.echelle.torch.script;

import java.util.List;
import java.util.Optional;

/**
 * A method of a module.
 *
 * @param name such as {@code forward}
 * @param parameters what it takes, without the module itself
 * @param returns the type of its result, as the archive writes it
 */
public record ScriptMethod(String name, List<Parameter> parameters, String returns) {
    /**
     * What a method takes.
     *
     * @param name as the archive names it
     * @param type as the archive writes it
     * @param preset the value when none is given, as the archive writes it
     */
    public record Parameter(String name, String type, Optional<String> preset) {}

    public ScriptMethod {
        parameters = List.copyOf(parameters);
    }

    /** How the archive would declare it, without the module itself. */
    @Override
    public String toString() {
        List<String> each = parameters.stream()
                .map(p -> p.name() + ": " + p.type()
                        + p.preset().map(v -> "=" + v).orElse(""))
                .toList();
        return name + "(" + String.join(", ", each) + ") -> " + returns;
    }
}
