package org.echelle.diffusion.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.echelle.diffusion.sampling.NoiseSchedule;

/** What a network learns to predict of a noisy picture, at times drawn evenly. */
public enum Objective {
    /** The noise of {@code sqrt(abar_t) picture + sqrt(1 - abar_t) noise} (Ho et al. 2020, arXiv 2006.11239, algorithm 1). */
    EPSILON {
        @Override
        Draw draw(NoiseSchedule schedule, RandomGenerator random) {
            int t = random.nextInt(schedule.timesteps());
            double abar = schedule.product(t);
            return new Draw(t, Math.sqrt(abar), Math.sqrt(1 - abar), 1, 0);
        }

        @Override
        Map<String, Object> scheduler(TrainingOptions o) {
            return ancestral(o, "epsilon");
        }
    },
    /**
     * {@code v = sqrt(abar_t) noise - sqrt(1 - abar_t) picture} (Salimans and Ho 2022, arXiv 2202.00512): where there is almost nothing but
     * noise, what is asked for decides all of it, so that small networks soon learn to listen.
     */
    V {
        @Override
        Draw draw(NoiseSchedule schedule, RandomGenerator random) {
            int t = random.nextInt(schedule.timesteps());
            double abar = schedule.product(t);
            double share = Math.sqrt(abar);
            double amount = Math.sqrt(1 - abar);
            return new Draw(t, share, amount, share, -amount);
        }

        @Override
        Map<String, Object> scheduler(TrainingOptions o) {
            return ancestral(o, "v_prediction");
        }
    },
    /** {@code noise - picture}, the velocity of {@code (1 - s) picture + s noise} (Liu et al. 2022, arXiv 2209.03003). */
    FLOW {
        @Override
        Draw draw(NoiseSchedule schedule, RandomGenerator random) {
            double sigma = random.nextDouble();
            return new Draw(sigma * schedule.timesteps(), 1 - sigma, sigma, 1, -1);
        }

        @Override
        Map<String, Object> scheduler(TrainingOptions o) {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("_class_name", "FlowMatchEulerDiscreteScheduler");
            config.put("num_train_timesteps", o.timesteps());
            config.put("shift", 1.0);
            return config;
        }
    };

    /**
     * A time, and what is made of a picture and noise: the network sees {@code picture * share + noise * amount} and is to say
     * {@code noise * ofNoise + picture * ofPicture}.
     *
     * @param told to the network
     */
    record Draw(double told, double share, double amount, double ofNoise, double ofPicture) {}

    private static Map<String, Object> ancestral(TrainingOptions o, String prediction) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "DDPMScheduler");
        config.put("num_train_timesteps", o.timesteps());
        config.put("beta_start", o.betaStart());
        config.put("beta_end", o.betaEnd());
        config.put("beta_schedule", "linear");
        config.put("variance_type", "fixed_small");
        config.put("clip_sample", true);
        config.put("clip_sample_range", 1.0);
        config.put("prediction_type", prediction);
        config.put("timestep_spacing", "leading");
        config.put("steps_offset", 0);
        return config;
    }

    /** Draws a time. */
    abstract Draw draw(NoiseSchedule schedule, RandomGenerator random);

    /** What diffusers' {@code scheduler_config.json} says, in order. */
    abstract Map<String, Object> scheduler(TrainingOptions o);
}
