package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.nn.Precision;
import org.echelle.nn.subject.OwnMemory;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/** Models on pixels that are one weight file: what is left to say is which network, how it samples, and what black and white are. */
abstract class WeightFileKind implements SubjectKind<PixelOptions> {
    private final SamplingPlan.Usual usual;
    private final double black;
    private final double white;

    WeightFileKind(SamplingPlan.Usual usual, double black, double white) {
        this.usual = usual;
        this.black = black;
        this.white = white;
    }

    /** Whether the parameter names are this network's. */
    abstract boolean fits(Weights weights);

    /** Builds the network; the manager owns its parameters. */
    abstract Denoiser read(Weights weights, Precision precision, NDManager manager);

    @Override
    public final Class<PixelOptions> options() {
        return PixelOptions.class;
    }

    @Override
    public final boolean recognises(Path weights) {
        try {
            return fits(Weights.read(weights));
        } catch (EchelleException e) {
            return false;
        }
    }

    @Override
    public final Subject open(PixelOptions options, OpenContext context) {
        Weights weights = Weights.read(HubCache.local().resolve(options.weights()));
        Precision precision = Halves.of(options.precision(), context.device());
        return OwnMemory.of(context, manager -> {
            Denoiser network = read(weights, precision, manager);
            return new DiffusionSubject(
                    manager,
                    network,
                    new ClassConditioner(network.conditioning(), options.classes()),
                    new PictureDecoder.Pixels(black, white, network.channels()),
                    SamplingPlan.of(options.sampling(), usual, network.conditioning()),
                    weights.fingerprint() + Halves.mark(precision),
                    options.weights().getFileName() + " (" + weights.format() + ")" + Halves.mark(precision));
        });
    }
}
