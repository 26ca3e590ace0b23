package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * DDIM (Song et al. 2021, arXiv 2010.02502, equation 12): with the clean sample {@code x0} and the noise {@code e} of a prediction,
 *
 * <pre>
 * sd = eta sqrt((1 - abar_prev) / (1 - abar_t)) sqrt(1 - abar_t / abar_prev)
 * x' = sqrt(abar_prev) x0 + sqrt(1 - abar_prev - sd^2) e + sd noise
 * </pre>
 *
 * where {@code prev = t - T / S}; below timestep 0 {@code abar} is 1 or that of timestep 0, as the config says.
 */
final class DdimSampler implements Sampler {
    private final SchedulerConfig config;
    private final Diffused times;
    private final double eta;
    private final int stride;

    DdimSampler(SchedulerConfig config, int steps, double eta) {
        this.config = config;
        this.eta = eta;
        times = new Diffused(config, config.spacing().whole(config.timesteps(), steps, config.offset()));
        stride = config.timesteps() / steps;
    }

    @Override
    public String name() {
        return eta == 0 ? "DDIM" : "DDIM with eta " + eta;
    }

    @Override
    public List<Step> steps() {
        return times.steps();
    }

    @Override
    public int timesteps() {
        return config.timesteps();
    }

    @Override
    public Run begin(Noise noise, NDManager owner) {
        return new Run() {
            @Override
            public NDArray clean(int step, NDArray x, NDArray prediction) {
                return times.clean(step, x, prediction);
            }

            @Override
            public NDArray next(int step, NDArray x, NDArray prediction) {
                double before = previous(step);
                double here = times.product(step);
                double deviation = eta * Math.sqrt((1 - before) / (1 - here) * (1 - here / before));
                double direction = Math.sqrt(Math.max(0, 1 - before - deviation * deviation));
                try (NDArray clean = times.clean(step, x, prediction);
                        NDArray epsilon = times.noise(step, x, prediction)) {
                    if (deviation == 0) {
                        return Mix.of(Math.sqrt(before), clean, direction, epsilon);
                    }
                    try (NDArray fresh = noise.draw(step, x.getShape(), x.getManager())) {
                        return Mix.of(Math.sqrt(before), clean, direction, epsilon, deviation, fresh);
                    }
                }
            }
        };
    }

    private double previous(int step) {
        int t = times.timestep(step) - stride;
        return t >= 0 ? config.schedule().product(t) : config.finalProduct();
    }
}
