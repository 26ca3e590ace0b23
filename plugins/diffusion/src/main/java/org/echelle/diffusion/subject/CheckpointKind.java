package org.echelle.diffusion.subject;

import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.unet.LdmCheckpoint;
import org.echelle.nn.Precision;
import org.echelle.nn.subject.OwnMemory;
import org.echelle.torch.Weights;

/** Stable Diffusion in one file, as its authors and most people who train it further publish it. Hook points have diffusers' names. */
public final class CheckpointKind implements SubjectKind<CheckpointOptions> {
    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public String description() {
        return "Stable Diffusion 1.x, 2.x or XL in one file (.safetensors, .ckpt) with CLIP's tokenizer beside it.";
    }

    @Override
    public Class<CheckpointOptions> options() {
        return CheckpointOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        try {
            return Files.isRegularFile(weights) && LdmCheckpoint.isOne(Weights.read(weights));
        } catch (EchelleException e) {
            return false;
        }
    }

    @Override
    public Subject open(CheckpointOptions options, OpenContext context) {
        CheckpointFile file = CheckpointFile.of(options);
        Precision precision = Halves.of(options.precision(), context.device());
        return OwnMemory.of(context, manager -> {
            Denoiser network = file.network(precision, manager);
            PictureDecoder decoder = file.decoder(network, context.progress(), manager);
            SamplingPlan plan = SamplingPlan.of(
                    options.sampling(),
                    new SamplingPlan.Usual(
                            file.scheduler(), DiffusersFolder.STEPS, DiffusersFolder.guidance(network, true)),
                    network.conditioning());
            return new DiffusionSubject(
                    manager,
                    network,
                    file.conditioner(network, decoder, plan, precision, context.progress(), manager),
                    decoder,
                    plan,
                    file.fingerprint() + Halves.mark(precision),
                    options.weights().getFileName() + " (one file)" + Halves.mark(precision));
        });
    }
}
