package org.echelle.diffusion.sampling;

import java.util.OptionalDouble;
import org.echelle.diffusion.DiffusionException;

/**
 * What a scheduler config says, defaults filled in.
 *
 * @param origin where it stands, for messages
 * @param kind the recursion that it was written for
 * @param schedule noise at each timestep; also kept, and not used, for a flow
 * @param prediction what the network predicts
 * @param spacing which timesteps are visited
 * @param offset added to leading timesteps
 * @param clip bound of the clean sample; empty for none
 * @param finalProduct {@code abar} below timestep 0 (DDIM)
 * @param largeVariance DDPM: whether the larger of the two fixed variances is used
 * @param solverOrder DPM-Solver++: 1 or 2
 * @param heun DPM-Solver++: the other correction of second order
 * @param lowerOrderFinal DPM-Solver++: first order at the last of fewer than 15 steps
 * @param endsAtSmallestSigma DPM-Solver++ and Euler: whether the last sigma is that of timestep 0, else 0
 * @param shift flow: how much more of the way is spent in noise; 1 for evenly
 * @param unitTime flow: the network is told 1 less the noise, from 0 to 1, in place of thousandths of noise
 * @param evenFlow flow: sigmas 1, 1 - 1/S, ... in place of those that end at one thousandth
 */
public record SchedulerConfig(
        String origin,
        SamplerKind kind,
        NoiseSchedule schedule,
        PredictionType prediction,
        Spacing spacing,
        int offset,
        OptionalDouble clip,
        double finalProduct,
        boolean largeVariance,
        int solverOrder,
        boolean heun,
        boolean lowerOrderFinal,
        boolean endsAtSmallestSigma,
        double shift,
        boolean unitTime,
        boolean evenFlow) {
    /** Ho et al.'s: betas from 1e-4 to 0.02 over 1000 timesteps, noise predicted, clean samples clipped to [-1, 1]. */
    public static SchedulerConfig ddpm() {
        return new SchedulerConfig(
                "the usual DDPM schedule",
                SamplerKind.DDPM,
                NoiseSchedule.linear(1e-4, 0.02, 1000),
                PredictionType.EPSILON,
                Spacing.LEADING,
                0,
                OptionalDouble.of(1),
                1,
                false,
                2,
                false,
                true,
                false,
                1,
                false,
                false);
    }

    /** A straight path, the network told a time from 0 (noise) to 1 and predicting the clean sample. */
    public static SchedulerConfig cleanFlow() {
        SchedulerConfig d = ddpm();
        return new SchedulerConfig(
                "straight paths",
                SamplerKind.FLOW,
                d.schedule,
                PredictionType.SAMPLE,
                Spacing.LINSPACE,
                0,
                OptionalDouble.empty(),
                1,
                false,
                2,
                false,
                true,
                false,
                1,
                true,
                true);
    }

    /**
     * Stable Diffusion's (Rombach et al. 2022, arXiv 2112.10752; its published configs): betas from 0.00085 to 0.012, evenly spaced in
     * their roots, over 1000 timesteps, of which every n-th is visited, beginning with 1; nothing clipped.
     *
     * @param kind DDIM, as its program samples; of XL Euler
     */
    public static SchedulerConfig stableDiffusion(SamplerKind kind, PredictionType prediction) {
        NoiseSchedule schedule = NoiseSchedule.scaledLinear(0.00085, 0.012, 1000);
        return new SchedulerConfig(
                "Stable Diffusion's schedule",
                kind,
                schedule,
                prediction,
                Spacing.LEADING,
                1,
                OptionalDouble.empty(),
                schedule.product(0),
                false,
                2,
                false,
                true,
                false,
                1,
                false,
                false);
    }

    /**
     * DiT's and PixArt-alpha's: {@link #ddpm}'s betas, nothing clipped; the timesteps of facebook's program, which are evenly spaced from
     * the first to the last, but for DDIM every n-th from 0.
     */
    public static SchedulerConfig diffusionTransformer(SamplerKind kind) {
        SchedulerConfig d = ddpm();
        return new SchedulerConfig(
                "the usual schedule of diffusion transformers",
                kind,
                d.schedule,
                PredictionType.EPSILON,
                kind == SamplerKind.DDIM ? Spacing.LEADING : Spacing.LINSPACE,
                0,
                OptionalDouble.empty(),
                1,
                false,
                2,
                false,
                true,
                false,
                1,
                false,
                false);
    }

    /** Number of timesteps of training. */
    public int timesteps() {
        return schedule.timesteps();
    }

    /**
     * A sampler of this config's own kind.
     *
     * @param steps questions to the network
     */
    public Sampler sampler(int steps) {
        return sampler(kind, steps, 0);
    }

    /**
     * A sampler on this config's schedule.
     *
     * @param steps questions to the network, from 1 to the number of timesteps
     * @param eta DDIM: share of the ancestral noise, 0 for none
     * @throws DiffusionException where schedule and sampler do not fit
     */
    public Sampler sampler(SamplerKind other, int steps, double eta) {
        if (steps < 1 || steps > timesteps()) {
            throw new DiffusionException("The number of steps is " + steps + "; it lies between 1 and the "
                    + timesteps() + " timesteps of the schedule.");
        }
        int noisiest = (steps - 1) * (timesteps() / steps) + offset;
        if (spacing == Spacing.LEADING && (offset < 0 || noisiest > timesteps())) {
            throw new DiffusionException(origin + ": 'steps_offset' is " + offset + ", so that " + steps
                    + " steps would begin at timestep " + noisiest + " of " + timesteps()
                    + "; published ones are 0 and 1.");
        }
        if ((other == SamplerKind.FLOW) != (kind == SamplerKind.FLOW)) {
            throw new DiffusionException(origin + ": the schedule is "
                    + (kind == SamplerKind.FLOW
                            ? "a flow's, which takes the sampler flow"
                            : "a diffusion's, not a flow's")
                    + "; the sampler '" + other.key() + "' does not fit.");
        }
        if (other != SamplerKind.FLOW && prediction == PredictionType.VELOCITY) {
            throw SamplerKind.velocityNeedsFlow(this);
        }
        SchedulerConfig own = other == kind ? this : spaced(other);
        return other.build(own, steps, eta);
    }

    /** Another recursion on the same betas keeps spacing and offset, as they are known to have been trained or tuned for. */
    private SchedulerConfig spaced(SamplerKind other) {
        return new SchedulerConfig(
                origin,
                other,
                schedule,
                prediction,
                spacing,
                offset,
                clip,
                finalProduct,
                largeVariance,
                solverOrder,
                heun,
                lowerOrderFinal,
                endsAtSmallestSigma,
                shift,
                unitTime,
                evenFlow);
    }
}
