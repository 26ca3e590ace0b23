package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.ddpm.DdpmUNet;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.nn.Precision;
import org.echelle.torch.Weights;

/** Small unconditional U-Nets on pixels that predict noise. */
public final class DdpmKind extends WeightFileKind {
    /** Ancestral sampling with clean samples clipped: without, published weights drift in brightness; pixels from -1 to 1. */
    public DdpmKind() {
        super(new SamplingPlan.Usual(SchedulerConfig.ddpm(), 200, Guidance.NONE), -1, 1);
    }

    @Override
    public String name() {
        return "ddpm-unet";
    }

    @Override
    public String description() {
        return "A small unconditional U-Net on pixels (the MNIST weights of PapersReimplementations).";
    }

    @Override
    boolean fits(Weights weights) {
        return DdpmUNet.fits(weights);
    }

    @Override
    Denoiser read(Weights weights, Precision precision, NDManager manager) {
        return DdpmUNet.read(weights, precision, manager);
    }
}
