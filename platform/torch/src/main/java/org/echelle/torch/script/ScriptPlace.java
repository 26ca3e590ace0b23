package org.echelle.torch.script;

import java.util.List;

/**
 * A place that something passed in a probing run.
 *
 * @param hook its name, such as {@code blocks.3}, {@code blocks.3:in}, {@code lstm:1.0}
 * @param module path of its module
 * @param input whether it is an input
 * @param shape of what passed in the first call
 * @param type its element type, {@code float32} say
 * @param calls how often it was passed
 * @param steady whether every call had that shape
 */
public record ScriptPlace(
        String hook, String module, boolean input, List<Long> shape, String type, int calls, boolean steady) {
    public ScriptPlace {
        shape = List.copyOf(shape);
    }
}
