package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.echelle.torch.Scalars;

/**
 * Ancestral sampling (Ho et al. 2020, arXiv 2006.11239, equations 6 and 7; Nichol and Dhariwal 2021, arXiv 2102.09672, equation 15), between
 * the timesteps that were chosen: with {@code b = 1 - abar_t / abar_prev},
 *
 * <pre>
 * mean = sqrt(abar_prev) b / (1 - abar_t) x0 + sqrt(1 - b) (1 - abar_prev) / (1 - abar_t) x
 * small variance = (1 - abar_prev) / (1 - abar_t) b,  large variance = b,  learned: log v = f log b + (1 - f) log small
 * </pre>
 *
 * Without noise at timestep 0.
 */
final class DdpmSampler implements Sampler {
    private final SchedulerConfig config;
    private final Diffused times;

    DdpmSampler(SchedulerConfig config, int steps) {
        this.config = config;
        times = new Diffused(config, config.spacing().whole(config.timesteps(), steps, config.offset()));
    }

    @Override
    public String name() {
        return "DDPM";
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
    public boolean readsVariance() {
        return true;
    }

    @Override
    public Run begin(Noise noise, NDManager owner) {
        return new Run() {
            @Override
            public NDArray clean(int step, NDArray x, NDArray prediction) {
                if (!learned(x, prediction)) {
                    return times.clean(step, x, prediction);
                }
                try (NDList halves = prediction.split(2, 1)) {
                    return times.clean(step, x, halves.get(0));
                }
            }

            @Override
            public NDArray next(int step, NDArray x, NDArray prediction) {
                double here = times.product(step);
                double before = step + 1 < times.count() ? times.product(step + 1) : 1;
                double beta = 1 - here / before;
                double small = Math.max((1 - before) / (1 - here) * beta, 1e-20);
                try (NDArray clean = clean(step, x, prediction);
                        NDArray mean = Mix.of(
                                Math.sqrt(before) * beta / (1 - here),
                                clean,
                                Math.sqrt(1 - beta) * (1 - before) / (1 - here),
                                x)) {
                    if (times.timestep(step) == 0) {
                        return mean.duplicate();
                    }
                    try (NDArray fresh = noise.draw(step, x.getShape(), x.getManager())) {
                        return learned(x, prediction)
                                ? addLearned(mean, fresh, prediction, Math.log(beta), Math.log(small))
                                : Mix.of(1, mean, Math.sqrt(config.largeVariance() ? beta : small), fresh);
                    }
                }
            }
        };
    }

    private static boolean learned(NDArray x, NDArray prediction) {
        return prediction.getShape().get(1) == 2 * x.getShape().get(1);
    }

    private static NDArray addLearned(
            NDArray mean, NDArray fresh, NDArray prediction, double largest, double smallest) {
        try (NDList halves = prediction.split(2, 1);
                NDArray half = Scalars.times(halves.get(1), (largest - smallest) / 4);
                NDArray logarithm = half.add((largest + smallest) / 4);
                NDArray deviation = logarithm.exp();
                NDArray noise = deviation.mul(fresh)) {
            return mean.add(noise);
        }
    }
}
