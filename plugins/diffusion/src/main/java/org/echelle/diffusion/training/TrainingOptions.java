package org.echelle.diffusion.training;

import org.echelle.api.Option;

/**
 * How a network learns from pictures: what all kinds share.
 *
 * @param steps see the options' sentences
 */
public record TrainingOptions(
        @Option(value = "Number of training steps", fallback = "5000")
        int steps,

        @Option(value = "Pictures a step", fallback = "64") int batch,

        @Option(value = "Highest learning rate, reached after the warm-up", fallback = "1e-3")
        double learningRate,

        @Option(
                value =
                        "What the learning rate does after the warm-up: cosine (falls to zero along half a cosine) or constant",
                fallback = "cosine")
        Course course,

        @Option(value = "Steps of linear warm-up", fallback = "100")
        int warmup,

        @Option(value = "Decoupled weight decay of matrices", fallback = "0")
        double weightDecay,

        @Option(value = "Decay of the weights' running means, which are what is written", fallback = "0.999")
        double ema,

        @Option(
                value =
                        "Share of the pictures whose class or caption is withheld, so that samples can be guided; 0 for no guidance",
                fallback = "0.1")
        double labelDropout,

        @Option(
                value =
                        "What is predicted: epsilon (the noise, betas linear), v (a mix of noise and picture, betas linear; learns"
                                + " prompts soonest), or flow (noise less picture, on a straight path)",
                fallback = "epsilon")
        Objective prediction,

        @Option(value = "Number of timesteps", fallback = "1000")
        int timesteps,

        @Option(value = "epsilon and v: the first beta", fallback = "1e-4")
        double betaStart,

        @Option(value = "epsilon and v: the last beta", fallback = "0.02")
        double betaEnd,

        @Option(value = "Number of pictures that training never sees and the loss is measured on", fallback = "500")
        int heldOut,

        @Option(
                value = "Write weights in half precision, which takes half the room; they are widened when opened",
                fallback = "false")
        boolean half,

        @Option(value = "Decides first weights, held-out pictures, batches and noise", fallback = "2026")
        long seed) {
    /** What the learning rate does after the warm-up. */
    public enum Course {
        /** It falls to zero along half a cosine. */
        COSINE,
        /** It stays. */
        CONSTANT
    }
}
