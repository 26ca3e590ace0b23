package org.echelle.diffusion.subject;

import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.nn.Precision;
import org.echelle.nn.subject.OwnMemory;
import org.echelle.torch.hub.HubCache;

/**
 * Models as diffusers lays them out, and as this plugin's trainers write them: U-Nets and transformers on pixels, those on latents with
 * their autoencoder, Stable Diffusion 1.x, 2.x and XL with their text encoders.
 */
public final class DiffusersKind implements SubjectKind<DiffusersOptions> {
    @Override
    public String name() {
        return "diffusers";
    }

    @Override
    public String description() {
        return "A folder in diffusers' layout: U-Nets and transformers (DiT) on pixels or latents, by class or by prompt (Stable"
                + " Diffusion 1.x, 2.x, XL); what train-subject writes.";
    }

    @Override
    public Class<DiffusersOptions> options() {
        return DiffusersOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return Files.isRegularFile(weights.resolve("unet").resolve("config.json"))
                || Files.isRegularFile(weights.resolve("transformer").resolve("config.json"));
    }

    @Override
    public Subject open(DiffusersOptions options, OpenContext context) {
        DiffusersFolder folder = DiffusersFolder.of(HubCache.local().resolve(options.weights()));
        Precision precision = Halves.of(options.precision(), context.device());
        return OwnMemory.of(context, manager -> {
            Denoiser network = folder.network(precision, manager);
            PictureDecoder decoder = folder.decoder(network, context.progress(), manager);
            SchedulerConfig scheduler = folder.scheduler(options.sampling().sampler());
            SamplingPlan plan = SamplingPlan.of(
                    options.sampling(),
                    new SamplingPlan.Usual(
                            scheduler,
                            Math.min(DiffusersFolder.steps(network), scheduler.timesteps()),
                            folder.guidance(network)),
                    network.conditioning());
            return new DiffusionSubject(
                    manager,
                    network,
                    folder.conditioner(
                            network, decoder, options.classes(), plan, precision, context.progress(), manager),
                    decoder,
                    plan,
                    folder.fingerprint() + Halves.mark(precision),
                    options.weights().getFileName() + " (diffusers)" + Halves.mark(precision));
        });
    }
}
