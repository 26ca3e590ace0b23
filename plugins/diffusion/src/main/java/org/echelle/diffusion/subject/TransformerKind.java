package org.echelle.diffusion.subject;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ModelFolder;
import org.echelle.diffusion.network.dit.DiffusionTransformer;
import org.echelle.diffusion.network.dit.DitOptions;
import org.echelle.diffusion.network.vae.Vae;
import org.echelle.diffusion.sampling.Guidance;
import org.echelle.diffusion.sampling.SamplerKind;
import org.echelle.diffusion.sampling.SchedulerConfig;
import org.echelle.nn.Precision;
import org.echelle.nn.subject.OwnMemory;
import org.echelle.torch.Checksums;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/**
 * DiT (Peebles and Xie 2023, arXiv 2212.09748) and PixArt-alpha (Chen et al. 2024, arXiv 2310.00426) as their authors publish them: the
 * transformer alone in one file. Hook points have diffusers' names. Unless told otherwise DiT samples as facebook's program does (250
 * ancestral steps with the learned variance, guidance of 4), PixArt as its own (20 steps of DPM-Solver++, guidance of 4.5).
 */
public final class TransformerKind implements SubjectKind<TransformerOptions> {
    private static final int STEPS = 250;
    private static final double SCALE = 4;
    private static final int TEXT_STEPS = 20;
    private static final double TEXT_SCALE = 4.5;
    private static final int THREE = 3;

    @Override
    public String name() {
        return "dit";
    }

    @Override
    public String description() {
        return "A diffusion transformer in one file: DiT in facebook's layout or diffusers', PixArt-alpha from given embeddings; its"
                + " autoencoder beside it.";
    }

    @Override
    public Class<TransformerOptions> options() {
        return TransformerOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        try {
            return Files.isRegularFile(weights) && DiffusionTransformer.fits(Weights.read(weights));
        } catch (EchelleException e) {
            return false;
        }
    }

    @Override
    public Subject open(TransformerOptions options, OpenContext context) {
        Weights weights = Weights.read(HubCache.local().resolve(options.weights()));
        Optional<Path> vaeAt =
                options.vae().map(p -> ModelFolder.part(HubCache.local().resolve(p), "vae"));
        Precision precision = Halves.of(options.precision(), context.device());
        return OwnMemory.of(context, manager -> {
            Optional<Vae> vae = vaeAt.map(p -> Vae.read(p, manager));
            DiffusionTransformer network = DiffusionTransformer.read(
                    weights, told(options, vae.map(v -> v.config().factor()).orElse(1)), precision, manager);
            PictureDecoder decoder = PictureDecoder.of(
                    network,
                    weights.path(),
                    vae,
                    vaeAt,
                    "no autoencoder was named: set subject.vae to the folder of one, such as sd-vae-ft-mse,",
                    context.progress());
            boolean text = network.conditioning().textWidth() > 0;
            return new DiffusionSubject(
                    manager,
                    network,
                    text
                            ? new GivenText(weights.path())
                            : new ClassConditioner(network.conditioning(), options.classes()),
                    decoder,
                    SamplingPlan.of(
                            options.sampling(),
                            new SamplingPlan.Usual(
                                    scheduler(options.sampling().sampler(), text),
                                    text ? TEXT_STEPS : STEPS,
                                    guidance(options.guidedChannels(), network)),
                            network.conditioning()),
                    fingerprint(weights, options) + Halves.mark(precision),
                    options.weights().getFileName() + " (" + network.facts().get("layout") + " layout)"
                            + Halves.mark(precision));
        });
    }

    private static DitOptions told(TransformerOptions options, int factor) {
        if (options.size() < 0 || options.size() % factor != 0 || options.heads() < 0) {
            throw new DiffusionException("subject: 'size' is " + options.size() + " and 'heads' " + options.heads()
                    + "; the size is a multiple of " + factor + " pixels, and neither is below 0.");
        }
        return new DitOptions(
                Optional.of(options.heads()).filter(h -> h > 0),
                Optional.of(options.size() / factor).filter(s -> s > 0),
                options.timeShift());
    }

    /** Betas as both programs have them. facebook's goes by evenly spaced timesteps, but for DDIM by every n-th. */
    private static SchedulerConfig scheduler(String chosen, boolean text) {
        SamplerKind usual = text ? SamplerKind.DPM_SOLVER : SamplerKind.DDPM;
        return SchedulerConfig.diffusionTransformer(chosen.isEmpty() ? usual : SamplerKind.named(chosen));
    }

    private static Guidance guidance(String channels, DiffusionTransformer network) {
        boolean text = network.conditioning().textWidth() > 0;
        boolean facebook = !text && network.authors();
        int guided =
                switch (channels) {
                    case "" -> facebook ? THREE : network.channels();
                    case "three" -> THREE;
                    case "all" -> network.channels();
                    default ->
                        throw new DiffusionException(
                                "subject: 'guided-channels' is '" + channels + "'; it is three or all.");
                };
        return new Guidance(text ? TEXT_SCALE : SCALE, 0, 1, 0, guided, facebook);
    }

    private static String fingerprint(Weights weights, TransformerOptions o) {
        String all = weights.fingerprint() + " " + o.timeShift() + " " + o.heads() + " " + o.size();
        return Checksums.sha256(all.getBytes(StandardCharsets.UTF_8));
    }
}
