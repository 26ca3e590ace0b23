package org.echelle.sae;

/**
 * What is done for features that do not fire.
 *
 * @param auxWeight weight of the auxiliary loss (Gao et al., arXiv 2406.04093); 0 turns it off; -1: the architecture's (1/32 for the
 *     TopK family, else 0)
 * @param auxK dead features a row that may help; 0: d / 2
 * @param deadAfterRows rows without firing after which a feature is dead; 0: a twentieth of the run, at least 5 batches and at most
 *     10 million
 * @param resampleEvery steps between resamplings of dead features from badly reconstructed rows (Bricken et al. 2023); 0: none
 */
public record Revival(double auxWeight, int auxK, long deadAfterRows, int resampleEvery) {
    /** Everything at its default. */
    public static Revival standard() {
        return new Revival(-1, 0, 0, 0);
    }

    Revival resolve(TrainDefaults defaults, int width, int batch, long steps) {
        Checks.require(
                auxWeight == -1 || (auxWeight >= 0 && Double.isFinite(auxWeight)),
                "aux-weight",
                auxWeight,
                "0 or more");
        Checks.require(auxK >= 0, "aux-k", auxK, "0 (automatic) or more");
        Checks.require(deadAfterRows >= 0, "dead-after-rows", deadAfterRows, "0 (automatic) or more");
        Checks.require(resampleEvery >= 0, "resample-every", resampleEvery, "0 (never) or more");
        return new Revival(
                auxWeight >= 0 ? auxWeight : defaults.auxWeight(),
                auxK > 0 ? auxK : Math.max(1, width / 2),
                deadAfterRows > 0 ? deadAfterRows : Math.max(5L * batch, Math.min(10_000_000L, steps * batch / 20)),
                resampleEvery);
    }
}
