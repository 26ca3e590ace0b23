package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * DPM-Solver++ 2M (Lu et al. 2022, arXiv 2211.01095, algorithm 2, data prediction). With {@code lambda = log(alpha / sigma)}, {@code h} its
 * step, {@code r} the step before over {@code h}, {@code m} the clean sample and {@code D = (m - m_before) / r}:
 *
 * <pre>
 * x' = (sigma' / sigma) x - alpha' (e^-h - 1) m - 1/2 alpha' (e^-h - 1) D                      midpoint
 *                                          ... + alpha' ((e^-h - 1) / h + 1) D in place of the last term   heun
 * </pre>
 *
 * First order (without D) at the first step, and at the last one where sigma ends at 0 or there are fewer than 15 steps.
 */
final class DpmSolverSampler implements Sampler {
    private static final int FEW = 15;

    private final SchedulerConfig config;
    private final int[] times;
    private final double[] sigmas;
    private final int order;

    DpmSolverSampler(SchedulerConfig config, int steps) {
        this.config = config;
        order = config.solverOrder();
        times = timesteps(config, steps);
        sigmas = new double[steps + 1];
        for (int i = 0; i < steps; i++) {
            double sigma = config.schedule().sigma(times[i]);
            sigmas[i] = Double.isInfinite(sigma) ? 4096 : sigma;
        }
        sigmas[steps] = config.endsAtSmallestSigma() ? config.schedule().sigma(0) : 0;
    }

    private static int[] timesteps(SchedulerConfig config, int steps) {
        int all = config.timesteps();
        int[] chosen = new int[steps];
        for (int i = 0; i < steps; i++) {
            int fromEnd = steps - i;
            chosen[i] = switch (config.spacing()) {
                case LINSPACE -> (int) Math.rint((all - 1.0) * fromEnd / steps);
                case LEADING -> fromEnd * (all / (steps + 1)) + config.offset();
                case TRAILING -> (int) Math.rint(all - i * ((double) all / steps)) - 1;
            };
        }
        return chosen;
    }

    @Override
    public String name() {
        return "DPM-Solver++ of order " + order;
    }

    @Override
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            steps.add(new Step(i, times[i], times[i]));
        }
        return steps;
    }

    @Override
    public int timesteps() {
        return config.timesteps();
    }

    private double alpha(int at) {
        return 1 / Math.sqrt(sigmas[at] * sigmas[at] + 1);
    }

    private double lambda(int at) {
        return -Math.log(sigmas[at]);
    }

    @Override
    public Run begin(Noise noise, NDManager owner) {
        return new Way(owner);
    }

    private final class Way implements Run {
        private final NDManager owner;
        private NDArray before;

        Way(NDManager owner) {
            this.owner = owner;
        }

        @Override
        public NDArray clean(int step, NDArray x, NDArray prediction) {
            double alpha = alpha(step);
            double[] weights = config.prediction().clean(alpha, sigmas[step] * alpha);
            return Mix.of(weights[0], x, weights[1], prediction);
        }

        @Override
        public NDArray next(int step, NDArray x, NDArray prediction) {
            NDArray clean = clean(step, x, prediction);
            int to = step + 1;
            boolean last = to == times.length;
            boolean first = step == 0
                    || order == 1
                    || (last && (sigmas[to] == 0 || (config.lowerOrderFinal() && times.length < FEW)));
            double ratio = sigmas[to] * alpha(to) / (sigmas[step] * alpha(step));
            double h = lambda(to) - lambda(step);
            double decay = sigmas[to] == 0 ? -1 : Math.expm1(-h);
            NDArray result;
            if (first) {
                result = Mix.of(ratio, x, -alpha(to) * decay, clean);
            } else {
                double r = (lambda(step) - lambda(step - 1)) / h;
                double second = config.heun() ? alpha(to) * (decay / h + 1) : -0.5 * alpha(to) * decay;
                result = Mix.of(ratio, x, -alpha(to) * decay + second / r, clean, -second / r, before);
            }
            if (before != null) {
                before.close();
            }
            clean.attach(owner);
            before = clean;
            return result;
        }
    }
}
