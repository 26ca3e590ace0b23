package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.network.flow.FlowTransformer;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/** Class-conditional transformers on pixels that were trained by flow matching, such as the DiffusionViT on MNIST. */
public final class FlowKind implements SubjectKind<PixelOptions> {
    /** As published: 50 steps of Euler's method, guidance 2 in the middle of the way. */
    private static final SamplingPlan.Usual USUAL = new SamplingPlan.Usual(
            SchedulerConfig.cleanFlow(), 50, Guidance.of(2).between(0.3, 0.7));

    @Override
    public String name() {
        return "flow-transformer";
    }

    @Override
    public String description() {
        return "A small class-conditional transformer on pixels, trained by flow matching (DiffusionViT weights).";
    }

    @Override
    public Class<PixelOptions> options() {
        return PixelOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        try {
            return FlowTransformer.fits(Weights.read(weights));
        } catch (EchelleException e) {
            return false;
        }
    }

    @Override
    public Subject open(PixelOptions options, OpenContext context) {
        Weights weights = Weights.read(HubCache.local().resolve(options.weights()));
        NDManager manager = context.manager().newSubManager(context.device());
        try {
            FlowTransformer network = FlowTransformer.read(weights, manager);
            return new DiffusionSubject(
                    manager,
                    network,
                    new ClassConditioner(network.conditioning(), options.classes()),
                    new PictureDecoder.Pixels(0, 1, network.channels()),
                    SamplingPlan.of(options.sampling(), USUAL, network.conditioning()),
                    weights.fingerprint(),
                    options.weights().getFileName() + " (" + weights.format() + ")");
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }
}
