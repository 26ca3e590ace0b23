package org.echelle.sae;

/**
 * What an architecture chooses where a config says "choose for me".
 *
 * @param learningRate of Adam
 * @param beta1 of Adam
 * @param normalise of the rows, see {@link Normalisation}
 * @param decoderNorm {@code unit}, {@code free} or {@code rescaled}, see {@link TrainConfig}
 * @param startNorm norm of the atoms at the start
 * @param bias how b_dec starts: {@code zero}, {@code mean} or {@code geometric-median}
 * @param auxWeight weight of the auxiliary loss
 */
record TrainDefaults(
        double learningRate,
        double beta1,
        String normalise,
        String decoderNorm,
        double startNorm,
        String bias,
        double auxWeight) {
    /**
     * The TopK family's: learning rate 2e-4 / sqrt(n / 2^14) and at most 3e-3 (Gao et al.'s scaling as the peers use it), three
     * times that for runs under 10 000 steps, which have no time for small steps; centred rows; unit atoms; geometric median.
     */
    static TrainDefaults topk(int features, long steps) {
        double rate = Math.min(3e-3, 2e-4 / Math.sqrt(features / 16384.0) * (steps < 10_000 ? 3 : 1));
        return new TrainDefaults(rate, 0.9, "centre", "unit", 1, "geometric-median", 1 / 32.0);
    }

    /**
     * The penalty family's (ReLU, Gated, JumpReLU): 3e-4 as in the peers' sweeps, three times that for runs under 10 000 steps; rows
     * of unit mean square; b_dec from 0; no auxiliary loss.
     */
    static TrainDefaults penalty(long steps, double beta1, String decoderNorm, double startNorm) {
        return new TrainDefaults(
                steps < 10_000 ? 9e-4 : 3e-4, beta1, "unit-mean-square", decoderNorm, startNorm, "zero", 0);
    }
}
