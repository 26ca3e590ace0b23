package org.echelle.vision.shapes;

import org.echelle.api.Option;

/**
 * How the shapes transformer is trained.
 *
 * @param steps see the options' sentences
 */
public record ShapesTrainOptions(
        @Option(value = "Number of training steps", fallback = "4400")
        int steps,

        @Option(value = "Pictures a step, all freshly generated", fallback = "64")
        int batch,

        @Option(
                value = "Highest learning rate, reached after the warm-up and falling to zero along a half cosine",
                fallback = "2e-3")
        double learningRate,

        @Option(value = "Steps of linear warm-up", fallback = "200")
        int warmup,

        @Option(value = "Decoupled weight decay of matrices", fallback = "0.02")
        double weightDecay,

        @Option(value = "Width of the residual stream", fallback = "64")
        int width,

        @Option(value = "Number of blocks", fallback = "4") int depth,

        @Option(value = "Heads of each attention", fallback = "4")
        int heads,

        @Option(value = "Edge of a patch, in pixels", fallback = "8")
        int patch,

        @Option(value = "Number of held-out pictures that the accuracy is measured on", fallback = "4000")
        int heldOut,

        @Option(value = "Decides first weights and pictures", fallback = "2026")
        long seed) {}
