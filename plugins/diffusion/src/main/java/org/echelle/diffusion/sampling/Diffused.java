package org.echelle.diffusion.sampling;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.echelle.diffusion.DiffusionException;

/** What recursions on a {@link NoiseSchedule} share: whole timesteps, and the clean sample, clipped where the config says so. */
final class Diffused {
    private final SchedulerConfig config;
    private final NoiseSchedule schedule;
    private final int[] timesteps;

    Diffused(SchedulerConfig config, int[] timesteps) {
        this.config = config;
        this.schedule = config.schedule();
        this.timesteps = timesteps;
        for (int t : timesteps) {
            if (schedule.product(t) == 0 && config.prediction() == PredictionType.EPSILON) {
                throw new DiffusionException(
                        config.origin() + ": at timestep " + t
                                + " the schedule leaves noise alone (rescale_betas_zero_snr), of which a predicted noise tells no picture;"
                                + " set prediction_type to v_prediction if the network predicts that, or timestep_spacing to leading.");
            }
        }
    }

    List<Sampler.Step> steps() {
        List<Sampler.Step> steps = new ArrayList<>();
        for (int i = 0; i < timesteps.length; i++) {
            steps.add(new Sampler.Step(i, timesteps[i], timesteps[i]));
        }
        return steps;
    }

    int count() {
        return timesteps.length;
    }

    int timestep(int step) {
        return timesteps[step];
    }

    double product(int step) {
        return schedule.product(timesteps[step]);
    }

    /** The clean sample that a prediction tells. */
    NDArray clean(int step, NDArray x, NDArray prediction) {
        double product = product(step);
        double[] weights = config.prediction().clean(Math.sqrt(product), Math.sqrt(1 - product));
        NDArray clean = Mix.of(weights[0], x, weights[1], prediction);
        if (!config.clip().isPresent()) {
            return clean;
        }
        double range = config.clip().getAsDouble();
        try (clean) {
            return clean.clip(-range, range);
        }
    }

    /** The noise that a prediction tells. */
    NDArray noise(int step, NDArray x, NDArray prediction) {
        double a = Math.sqrt(product(step));
        double s = Math.sqrt(1 - product(step));
        return switch (config.prediction()) {
            case EPSILON -> prediction.duplicate();
            case V -> Mix.of(a, prediction, s, x);
            case SAMPLE -> Mix.of(1 / s, x, -a / s, prediction);
            case VELOCITY -> Mix.of(1 / (a + s), x, a / (a + s), prediction);
        };
    }
}
