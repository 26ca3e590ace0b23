package org.echelle.sae;

/**
 * How weights move.
 *
 * @param learningRate of Adam; 0: the architecture's published one
 * @param schedule after warm-up: {@code linear} (constant, then falling to 0 from {@code decayFrom} on), {@code cosine} (falling to
 *     0 from the end of warm-up) or {@code constant}
 * @param warmup steps over which the learning rate rises from 0; -1: a twentieth of the steps, at most 1000
 * @param decayFrom share of the steps after which the linear schedule falls
 * @param beta1 of Adam; -1: the architecture's (0 for Gated and JumpReLU as published, else 0.9)
 * @param beta2 of Adam
 * @param epsilon of Adam
 * @param clip largest global norm of the gradient; 0: none
 * @param average decay a step of an average of the weights, which is what is saved; 0: none, the last weights are saved
 */
public record Optimiser(
        double learningRate,
        String schedule,
        int warmup,
        double decayFrom,
        double beta1,
        double beta2,
        double epsilon,
        double clip,
        double average) {
    /** Everything at its default. */
    public static Optimiser standard() {
        return new Optimiser(0, "linear", -1, 0.8, -1, 0.999, 1e-8, 1, 0);
    }

    Optimiser resolve(TrainDefaults defaults, long steps) {
        Checks.require(
                learningRate >= 0 && Double.isFinite(learningRate),
                "learning-rate",
                learningRate,
                "0 (automatic) or more");
        Checks.requireWord("schedule", schedule, "linear", "cosine", "constant");
        Checks.require(decayFrom >= 0 && decayFrom <= 1, "decay-from", decayFrom, "a share from 0 to 1");
        Checks.require(beta1 == -1 || (beta1 >= 0 && beta1 < 1), "beta1", beta1, "at least 0 and below 1");
        Checks.require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "at least 0 and below 1");
        Checks.require(epsilon > 0, "epsilon", epsilon, "above 0");
        Checks.require(clip >= 0, "clip", clip, "0 (none) or more");
        Checks.require(average >= 0 && average < 1, "average", average, "0 (none), or a decay below 1 such as 0.999");
        return new Optimiser(
                learningRate > 0 ? learningRate : defaults.learningRate(),
                schedule,
                warmup >= 0 ? warmup : (int) Math.min(1000, steps / 20),
                decayFrom,
                beta1 >= 0 ? beta1 : defaults.beta1(),
                beta2,
                epsilon,
                clip,
                average);
    }

    /** Learning rate of a step (from 0) of a resolved optimiser. */
    double rateAt(long step, long steps) {
        if (step < warmup) {
            return learningRate * (step + 1.0) / warmup;
        }
        if (schedule.equals("cosine")) {
            double share = (step - warmup) / Math.max(1.0, (double) (steps - warmup));
            return learningRate * 0.5 * (1 + Math.cos(Math.PI * share));
        }
        double from = decayFrom * steps;
        if (schedule.equals("linear") && step >= from && steps > from) {
            return learningRate * (steps - step) / (steps - from);
        }
        return learningRate;
    }
}
