package org.echelle.sae;

/**
 * How weights begin.
 *
 * @param atoms {@code random} directions, or directions of random rows of the {@code data}
 * @param encoder {@code transpose} (the encoder begins as the decoder), {@code rescaled} (so, and by one factor such that rows of
 *     norm 1 are given back with norm 1; Gao et al. 2024, arXiv 2406.04093, appendix A.1) or {@code independent}
 * @param norm of the atoms; 0: the architecture's (1 where atoms have unit norm)
 * @param bias b_dec: {@code zero}, {@code mean} or {@code geometric-median} of rows; "auto": the architecture's
 */
public record FirstValues(String atoms, String encoder, double norm, String bias) {
    /** Everything at its default. */
    public static FirstValues standard() {
        return new FirstValues("random", "transpose", 0, "auto");
    }

    FirstValues resolve(TrainDefaults defaults) {
        Checks.requireWord("start-atoms", atoms, "random", "data");
        Checks.requireWord("start-encoder", encoder, "transpose", "rescaled", "independent");
        Checks.requireWord("start-bias", bias, "auto", "zero", "mean", "geometric-median");
        Checks.require(norm >= 0 && Double.isFinite(norm), "start-norm", norm, "0 (automatic) or more");
        return new FirstValues(
                atoms, encoder, norm > 0 ? norm : defaults.startNorm(), bias.equals("auto") ? defaults.bias() : bias);
    }
}
