package org.echelle.diffusion.subject;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.Sampler;
import org.echelle.diffusion.sampling.SamplerKind;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.diffusion.sampling.SchedulerFacts;

/**
 * A sampler and its guidance, as a subject uses them.
 *
 * @param sampler with its steps
 * @param guidance none where the network takes no condition
 * @param recursion the same sampler with any number of steps
 * @param scheduler its schedule, for the reader
 */
public record SamplingPlan(
        Sampler sampler, Guidance guidance, IntFunction<Sampler> recursion, Map<String, String> scheduler) {
    /**
     * What a model does unless it is told otherwise.
     *
     * @param scheduler its schedule
     * @param steps its usual number
     * @param guidance its usual guidance
     */
    public record Usual(SchedulerConfig scheduler, int steps, Guidance guidance) {}

    /**
     * Puts options over what is usual.
     *
     * @throws DiffusionException where they do not fit each other or the network
     */
    public static SamplingPlan of(SamplingOptions options, Usual usual, Conditioning conditioning) {
        SchedulerConfig config = usual.scheduler();
        SamplerKind kind = options.sampler().isEmpty() ? config.kind() : SamplerKind.named(options.sampler());
        if (options.eta() < 0 || options.eta() > 1 || (options.eta() > 0 && kind != SamplerKind.DDIM)) {
            throw new DiffusionException("sampling: 'eta' is " + options.eta() + " for the sampler " + kind.key()
                    + "; it lies between 0 and 1 and belongs to ddim.");
        }
        IntFunction<Sampler> recursion = steps -> config.sampler(kind, steps, options.eta());
        Sampler sampler = recursion.apply(options.steps() == 0 ? usual.steps() : options.steps());
        return new SamplingPlan(
                sampler, guidance(options, usual.guidance(), conditioning), recursion, SchedulerFacts.of(config, kind));
    }

    private static Guidance guidance(SamplingOptions options, Guidance usual, Conditioning conditioning) {
        boolean guided = conditioning.textWidth() > 0 || conditioning.unconditional() >= 0;
        if (options.guidance() != 0 && options.guidance() != 1 && !guided) {
            throw new DiffusionException(
                    "sampling: 'guidance' is " + options.guidance()
                            + ", but this network knows no condition that stands for none, so it cannot be guided; leave it out.");
        }
        if (!guided) {
            return Guidance.NONE;
        }
        boolean first =
                switch (options.conditionHalf()) {
                    case "first" -> true;
                    case "second" -> false;
                    default ->
                        throw new DiffusionException("sampling: 'condition-half' is '" + options.conditionHalf()
                                + "'; it is first or second.");
                };
        boolean whole = options.guidanceFrom() == 0 && options.guidanceTo() == 1;
        return new Guidance(
                options.guidance() == 0 ? usual.scale() : options.guidance(),
                whole ? usual.from() : options.guidanceFrom(),
                whole ? usual.to() : options.guidanceTo(),
                options.guidanceRescale(),
                usual.channels(),
                first || usual.conditionFirst());
    }

    /** For the reader. */
    String describe() {
        String steps = sampler.name() + ", " + sampler.steps().size() + " steps";
        if (guidance.scale() == 1) {
            return steps + ", no guidance";
        }
        String range = guidance.from() == 0 && guidance.to() == 1
                ? ""
                : String.format(Locale.ROOT, " between noise shares of %.3g and %.3g", guidance.from(), guidance.to());
        return steps + ", guidance " + guidance.scale() + range
                + (guidance.rescale() == 0 ? "" : ", rescaled by " + guidance.rescale());
    }
}
