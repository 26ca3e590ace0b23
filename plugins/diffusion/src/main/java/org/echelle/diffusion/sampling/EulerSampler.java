package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.echelle.torch.Scalars;

/**
 * Euler's method on {@code dx/dsigma = (x - x0) / sigma} (Karras et al. 2022, arXiv 2206.00364, algorithm 1 on a given schedule), {@code x =
 * x0 + sigma noise}; the network sees {@code x / sqrt(sigma^2 + 1)}.
 */
final class EulerSampler implements Sampler {
    private final SchedulerConfig config;
    private final double[] times;
    private final double[] sigmas;

    EulerSampler(SchedulerConfig config, int steps) {
        this.config = config;
        times = config.spacing().timesteps(config.timesteps(), steps, config.offset());
        sigmas = new double[steps + 1];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = config.schedule().sigma(times[i]);
            if (Double.isInfinite(sigmas[i])) {
                sigmas[i] = 4096; // abar of 2^-24, the smallest that float32 tells from 1
            }
        }
        sigmas[steps] = config.endsAtSmallestSigma() ? config.schedule().sigma(0) : 0;
    }

    @Override
    public String name() {
        return "Euler";
    }

    @Override
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            steps.add(new Step(i, times[i], (int) Math.rint(times[i])));
        }
        return steps;
    }

    @Override
    public int timesteps() {
        return config.timesteps();
    }

    @Override
    public double initialScale() {
        return config.spacing() == Spacing.LEADING ? Math.sqrt(sigmas[0] * sigmas[0] + 1) : sigmas[0];
    }

    @Override
    public Run begin(Noise noise, NDManager owner) {
        return new Run() {
            @Override
            public NDArray input(int step, NDArray x) {
                return Scalars.times(x, 1 / Math.sqrt(sigmas[step] * sigmas[step] + 1));
            }

            @Override
            public NDArray clean(int step, NDArray x, NDArray prediction) {
                double s = sigmas[step];
                double root = Math.sqrt(s * s + 1);
                double[] weights =
                        switch (config.prediction()) {
                            case EPSILON -> new double[] {1, -s};
                            case V -> new double[] {1 / (s * s + 1), -s / root};
                            case SAMPLE -> new double[] {0, 1};
                            case VELOCITY -> throw SamplerKind.velocityNeedsFlow(config);
                        };
                return Mix.of(weights[0], x, weights[1], prediction);
            }

            @Override
            public NDArray next(int step, NDArray x, NDArray prediction) {
                double ratio = sigmas[step + 1] / sigmas[step];
                try (NDArray clean = clean(step, x, prediction)) {
                    return Mix.of(ratio, x, 1 - ratio, clean);
                }
            }
        };
    }
}
