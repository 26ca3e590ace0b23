package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.network.ddpm.DdpmUNet;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/** Small unconditional U-Nets on pixels that predict noise. */
public final class DdpmKind implements SubjectKind<PixelOptions> {
    /** Ancestral sampling with clean samples clipped: without, published weights drift in brightness. */
    private static final SamplingPlan.Usual USUAL = new SamplingPlan.Usual(SchedulerConfig.ddpm(), 200, Guidance.NONE);

    @Override
    public String name() {
        return "ddpm-unet";
    }

    @Override
    public String description() {
        return "A small unconditional U-Net on pixels (the MNIST weights of PapersReimplementations).";
    }

    @Override
    public Class<PixelOptions> options() {
        return PixelOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        try {
            return DdpmUNet.fits(Weights.read(weights));
        } catch (EchelleException e) {
            return false;
        }
    }

    @Override
    public Subject open(PixelOptions options, OpenContext context) {
        Weights weights = Weights.read(HubCache.local().resolve(options.weights()));
        NDManager manager = context.manager().newSubManager(context.device());
        try {
            DdpmUNet network = DdpmUNet.read(weights, manager);
            return new DiffusionSubject(
                    manager,
                    network,
                    new ClassConditioner(network.conditioning(), options.classes()),
                    new PictureDecoder.Pixels(-1, 1, network.channels()),
                    SamplingPlan.of(options.sampling(), USUAL, network.conditioning()),
                    weights.fingerprint(),
                    options.weights().getFileName() + " (" + weights.format() + ")");
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }
}
