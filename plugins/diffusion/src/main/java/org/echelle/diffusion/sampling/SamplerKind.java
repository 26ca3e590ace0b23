package org.echelle.diffusion.sampling;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.echelle.diffusion.DiffusionException;

/** Recursions that are built, under the names that people give them and the classes of scheduler configs. */
public enum SamplerKind {
    DDPM("DDPMScheduler", Spacing.LEADING) {
        @Override
        Sampler build(SchedulerConfig config, int steps, double eta) {
            return new DdpmSampler(config, steps);
        }
    },
    DDIM("DDIMScheduler", Spacing.LEADING) {
        @Override
        Sampler build(SchedulerConfig config, int steps, double eta) {
            return new DdimSampler(config, steps, eta);
        }
    },
    DPM_SOLVER("DPMSolverMultistepScheduler", Spacing.LINSPACE) {
        @Override
        Sampler build(SchedulerConfig config, int steps, double eta) {
            return new DpmSolverSampler(config, steps);
        }
    },
    EULER("EulerDiscreteScheduler", Spacing.LINSPACE) {
        @Override
        Sampler build(SchedulerConfig config, int steps, double eta) {
            return new EulerSampler(config, steps);
        }
    },
    FLOW("FlowMatchEulerDiscreteScheduler", Spacing.LINSPACE) {
        @Override
        Sampler build(SchedulerConfig config, int steps, double eta) {
            return new FlowSampler(config, steps);
        }
    };

    private final String className;
    private final Spacing usual;

    SamplerKind(String className, Spacing usual) {
        this.className = className;
        this.usual = usual;
    }

    /** The name in a run config. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String className() {
        return className;
    }

    /** The spacing of timesteps where a config names none. */
    Spacing usualSpacing() {
        return usual;
    }

    abstract Sampler build(SchedulerConfig config, int steps, double eta);

    /** By the name in a run config. */
    public static SamplerKind named(String name) {
        for (SamplerKind kind : values()) {
            if (kind.key().equals(name) || kind.className.equals(name)) {
                return kind;
            }
        }
        throw new DiffusionException("The sampler '" + name + "' is not known; known are " + keys() + ".");
    }

    static SamplerKind ofClass(String className, String where) {
        for (SamplerKind kind : values()) {
            if (kind.className.equals(className)) {
                return kind;
            }
        }
        String betas = Arrays.stream(values())
                .filter(kind -> kind != FLOW)
                .map(SamplerKind::key)
                .collect(Collectors.joining(", "));
        throw new DiffusionException(where + ": the scheduler " + className + " is not built here"
                + (className.startsWith("FlowMatch")
                        ? "; of flows, " + FLOW.className + " is."
                        : "; to sample on its betas set subject.sampling.sampler to one of " + betas
                                + ", on the command line with --set subject.sampling.sampler=ddim."));
    }

    /** Whether a class of scheduler configs is one of these. */
    static boolean isBuilt(String className) {
        return Arrays.stream(values()).anyMatch(kind -> kind.className.equals(className));
    }

    private static String keys() {
        return Arrays.stream(values()).map(SamplerKind::key).collect(Collectors.joining(", "));
    }

    static DiffusionException velocityNeedsFlow(SchedulerConfig config) {
        return new DiffusionException(
                config.origin() + ": this network predicts a velocity, which only the sampler 'flow' takes.");
    }
}
