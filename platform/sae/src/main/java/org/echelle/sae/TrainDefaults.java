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
public record TrainDefaults(
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
    public static TrainDefaults topk(int features, long steps) {
        return new TrainDefaults(scaled(features, steps), 0.9, "centre", "unit", 1, "geometric-median", 1 / 32.0);
    }

    private static double scaled(int features, long steps) {
        return Math.min(3e-3, 2e-4 / Math.sqrt(features / 16384.0) * (steps < 10_000 ? 3 : 1));
    }

    /**
     * The penalty family's (ReLU, Gated, JumpReLU): 3e-4 as in the peers' sweeps, three times that for runs under 10 000 steps, and
     * for few features the TopK family's larger rate: 128 features trained for 1000 steps find 98 to 100 % of 64 known directions at
     * 3e-3, and 75 to 84 % at 9e-4 (ReLU, Gated; {@code SUPERPOSITION.md}). Rows of unit mean square; b_dec from 0; no auxiliary loss.
     */
    public static TrainDefaults penalty(int features, long steps, double beta1, String decoderNorm, double startNorm) {
        double rate = Math.max(steps < 10_000 ? 9e-4 : 3e-4, scaled(features, steps));
        return new TrainDefaults(rate, beta1, "unit-mean-square", decoderNorm, startNorm, "zero", 0);
    }
}
