package org.echelle.recommender.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.HostView;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptMethod;

/**
 * What a method takes.
 *
 * @param method its name
 * @param items the argument for rows of items
 * @param lengths the argument for numbers of actions that are shown, where there is one
 */
record Signature(String method, String items, Optional<String> lengths) {
    /** @throws RecommenderException if the method needs something else */
    static Signature of(ScriptArchive archive, ScriptOptions options) {
        ScriptMethod found = archive.method(options.method());
        List<ScriptMethod.Parameter> all = found.parameters();
        long needed = all.stream().filter(p -> p.preset().isEmpty()).count();
        Shown shown = options.inputs()
                .orElseGet(() ->
                        all.size() > 1 && (needed == 2 || all.get(1).name().contains("len"))
                                ? Shown.ITEMS_LENGTH
                                : Shown.ITEMS);
        int given = shown == Shown.ITEMS ? 1 : 2;
        if (all.size() < given
                || all.stream().skip(given).anyMatch(p -> p.preset().isEmpty())) {
            throw new RecommenderException("The method " + found + " of " + archive.path() + " does not take "
                    + (given == 1 ? "rows of items alone" : "rows of items and the histories' lengths")
                    + "; save a module that takes the items [batch, length], and their numbers [batch] if it needs them"
                    + (options.inputs().isPresent() ? ", or correct subject.inputs." : "."));
        }
        return new Signature(
                options.method(),
                all.get(0).name(),
                given == 2 ? Optional.of(all.get(1).name()) : Optional.empty());
    }

    /**
     * Arguments by their names.
     *
     * @param rows int64 {@code [batch, length]}
     * @param shown how many of a sample's rows are actions
     * @param owner owns the lengths
     */
    Map<String, NDArray> inputs(NDArray rows, long[] shown, NDManager owner) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        inputs.put(items, rows);
        lengths.ifPresent(name -> inputs.put(name, HostView.array(owner, shown, new Shape(shown.length))));
        return inputs;
    }

    @Override
    public String toString() {
        return method + "(" + items + lengths.map(l -> ", " + l).orElse("") + ")";
    }
}
