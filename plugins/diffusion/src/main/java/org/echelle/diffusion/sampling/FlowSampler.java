package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Euler's method on the straight path {@code x = (1 - sigma) x0 + sigma noise} (rectified flow, Liu et al. 2022, arXiv 2209.03003; flow
 * matching, Lipman et al. 2022, arXiv 2210.02747): {@code x' = x + (sigma' - sigma) v}, {@code v = noise - x0 = (x - x0) / sigma}.
 */
final class FlowSampler implements Sampler {
    private static final int THOUSAND = 1000;

    private final SchedulerConfig config;
    private final double[] sigmas;

    FlowSampler(SchedulerConfig config, int steps) {
        this.config = config;
        sigmas = new double[steps + 1];
        double shift = config.shift();
        double smallest = config.evenFlow() ? 1.0 / steps : shifted(1.0 / config.timesteps(), shift);
        for (int i = 0; i < steps; i++) {
            double even = steps == 1 ? 1 : 1 - (1 - smallest) * i / (steps - 1);
            sigmas[i] = shifted(even, shift);
        }
    }

    private static double shifted(double sigma, double shift) {
        return shift * sigma / (1 + (shift - 1) * sigma);
    }

    @Override
    public String name() {
        return "flow matching by Euler's method";
    }

    @Override
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i + 1 < sigmas.length; i++) {
            double sigma = sigmas[i];
            steps.add(new Step(i, config.unitTime() ? 1 - sigma : sigma * config.timesteps(), (int)
                    Math.min(THOUSAND - 1, Math.rint(sigma * THOUSAND))));
        }
        return steps;
    }

    @Override
    public int timesteps() {
        return THOUSAND;
    }

    @Override
    public Run begin(Noise noise, NDManager owner) {
        return new Run() {
            @Override
            public NDArray clean(int step, NDArray x, NDArray prediction) {
                double[] weights = config.prediction().clean(1 - sigmas[step], sigmas[step]);
                return Mix.of(weights[0], x, weights[1], prediction);
            }

            @Override
            public NDArray next(int step, NDArray x, NDArray prediction) {
                if (config.prediction() == PredictionType.VELOCITY) {
                    return Mix.of(1, x, sigmas[step + 1] - sigmas[step], prediction);
                }
                double ratio = sigmas[step + 1] / sigmas[step];
                try (NDArray clean = clean(step, x, prediction)) {
                    return Mix.of(ratio, x, 1 - ratio, clean);
                }
            }
        };
    }
}
