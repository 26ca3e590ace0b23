package org.echelle.protein.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.protein.subject.SubjectException;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptMethod;

/**
 * What a method takes.
 *
 * @param method its name
 * @param tokens the argument for tokens, int64 {@code [batch, positions]}
 * @param mask the argument that is 1 at tokens and 0 at padding, where there is one
 */
record Signature(String method, String tokens, Optional<String> mask) {
    /** @throws SubjectException if the method needs more than tokens and a mask */
    static Signature of(ScriptArchive archive, String method) {
        ScriptMethod found = archive.method(method);
        List<ScriptMethod.Parameter> all = found.parameters();
        List<ScriptMethod.Parameter> needed =
                all.stream().filter(p -> p.preset().isEmpty()).toList();
        Optional<String> mask = all.stream()
                .skip(1)
                .map(ScriptMethod.Parameter::name)
                .filter(name -> name.contains("mask"))
                .findFirst()
                .or(() -> needed.size() == 2 ? Optional.of(needed.get(1).name()) : Optional.empty());
        if (all.isEmpty()
                || needed.stream().skip(1).anyMatch(p -> !Optional.of(p.name()).equals(mask))) {
            throw new SubjectException("The method " + found + " of " + archive.path()
                    + " takes something else than tokens and an attention mask; save a module that takes these two.");
        }
        return new Signature(method, all.get(0).name(), mask);
    }

    /** @param ids tokens; its manager owns the mask */
    Map<String, NDArray> inputs(NDArray ids, int padding) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        inputs.put(tokens, ids);
        mask.ifPresent(name -> {
            try (NDArray kept = ids.neq(padding)) {
                inputs.put(name, kept.toType(DataType.INT64, true));
            }
        });
        return inputs;
    }

    @Override
    public String toString() {
        return method + "(" + tokens + mask.map(m -> ", " + m).orElse("") + ")";
    }
}
