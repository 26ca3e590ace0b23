package org.echelle.protein.script;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.echelle.torch.script.ScriptPlace;

/**
 * A tensor with a row for each token.
 *
 * @param tokensFirst whether tokens come before samples, as fair-esm's layers have it
 * @param width of a row
 */
record TokenPlace(boolean tokensFirst, int width) {
    private static final Set<String> FLOATING = Set.of("float16", "bfloat16", "float32", "float64");

    /**
     * Whether a shape is {@code [samples, tokens, width]} or {@code [tokens, samples, width]}, by two runs of other sizes.
     *
     * @param samples of both runs
     * @param tokens of both runs
     */
    static Optional<TokenPlace> of(List<Long> one, List<Long> two, int[] samples, int[] tokens) {
        if (one.size() != 3 || two.size() != 3 || !one.get(2).equals(two.get(2)) || one.get(2) < 1) {
            return Optional.empty();
        }
        int width = Math.toIntExact(one.get(2));
        if (fits(one, samples[0], tokens[0]) && fits(two, samples[1], tokens[1])) {
            return Optional.of(new TokenPlace(false, width));
        }
        if (fits(one, tokens[0], samples[0]) && fits(two, tokens[1], samples[1])) {
            return Optional.of(new TokenPlace(true, width));
        }
        return Optional.empty();
    }

    private static boolean fits(List<Long> shape, int first, int second) {
        return shape.get(0) == first && shape.get(1) == second;
    }

    /** The same of what passed a submodule; empty for what passes several times, or is no floating number. */
    static Optional<TokenPlace> of(ScriptPlace one, ScriptPlace two, int[] samples, int[] tokens) {
        return one.calls() == 1 && one.steady() && FLOATING.contains(one.type())
                ? of(one.shape(), two.shape(), samples, tokens)
                : Optional.empty();
    }

    /** {@code [samples, tokens, width]} of what passed, or what passed of that. */
    NDArray turned(NDArray x) {
        return tokensFirst ? x.swapAxes(0, 1) : x;
    }
}
