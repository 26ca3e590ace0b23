package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.flow.FlowTransformer;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.nn.Precision;
import org.echelle.torch.Weights;

/** Class-conditional transformers on pixels that were trained by flow matching, such as the DiffusionViT on MNIST. */
public final class FlowKind extends WeightFileKind {
    /** As published: 50 steps of Euler's method, guidance 2 in the middle of the way; pixels from 0 to 1. */
    public FlowKind() {
        super(
                new SamplingPlan.Usual(
                        SchedulerConfig.cleanFlow(), 50, Guidance.of(2).between(0.3, 0.7)),
                0,
                1);
    }

    @Override
    public String name() {
        return "flow-transformer";
    }

    @Override
    public String description() {
        return "A small class-conditional transformer on pixels, trained by flow matching (DiffusionViT weights).";
    }

    @Override
    boolean fits(Weights weights) {
        return FlowTransformer.fits(weights);
    }

    @Override
    Denoiser read(Weights weights, Precision precision, NDManager manager) {
        return FlowTransformer.read(weights, precision, manager);
    }
}
