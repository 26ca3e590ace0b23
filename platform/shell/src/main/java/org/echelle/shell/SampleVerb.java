package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunConfig;
import org.echelle.runs.pictures.PictureSampling;
import org.echelle.torch.hub.HubCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description = {
            "Makes pictures with a model that makes them out of noise.",
            "With --inputs: from given tensors, and every step is kept in trajectory.safetensors (samples, predictions, "
                    + "timesteps, pictures), to be held against another implementation. Else: of what is asked for with --ask, "
                    + "a picture a seed in pictures/ASKED/SEED.png, and all of them side by side in sheet.png."
        },
        footer = {
            "",
            "Examples:",
            "  echelle sample --domain diffusion --ask 'a red circle' --ask 'a blue cross' --out shapes",
            "  echelle sample --model DiffusionViT_mnist.safetensors --ask 3 --ask 7 --seeds 0..9 --out digits",
            "  echelle sample --model sd-folder --ask 'a red cat' --out cats --set subject.sampling.sampler=ddim",
            "  echelle sample --model unet-folder --inputs given.safetensors --guidance 2 --out trajectory",
            "",
            "Tensors of --inputs are noise [B, C, H, W] and, as the model takes them, labels [B] or condition [B, T, W],",
            "unconditional (of the same shape), timesteps [S], step_noise [S, B, C, H, W] and guidance_scale."
        })
final class SampleVerb implements Verb {
    private static final int MOST_ASKED = 20;

    private final HostServices host;

    @Option(
            names = "--model",
            paramLabel = "FILE|DIR",
            description = "weights or model folder (default: the model that comes with --domain)")
    private String model;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "domain that opens it (default: who knows it)")
    private String domain;

    @Option(names = "--inputs", paramLabel = "FILE.safetensors", description = "tensors to sample from")
    private Path inputs;

    @Option(names = "--guidance", paramLabel = "SCALE", description = "scale of guidance for --inputs; 1 for none")
    private Double guidance;

    @Option(
            names = "--ask",
            paramLabel = "CLASS|PROMPT",
            description = "what to show; may be given again (default: every class, or nothing)")
    private List<String> asks = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "FROM..TO",
            defaultValue = "0..9",
            converter = Seeds.Converter.class,
            description = "seeds, such as 0..9 or 3,5,8 (default: ${DEFAULT-VALUE})")
    private Seeds seeds;

    @Option(names = "--avoid", paramLabel = "TEXT", description = "what guidance leads away from (negative prompt)")
    private String avoid = "";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "a new or empty folder")
    private Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "a key of a config, such as subject.sampling.steps=20; may be given again")
    private List<String> set = new ArrayList<>();

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or gpu:N")
    private String device;

    @Option(names = "--quiet", description = "notes and results only, no progress")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    SampleVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        check();
        List<String> assignments = new ArrayList<>();
        String from = domain;
        if (model != null) {
            Path path = HubCache.local().resolve(Path.of(model));
            from = domain == null ? knows(path) : domain;
            assignments.add("subject.weights=" + path.toAbsolutePath());
        }
        assignments.add("domain=" + from);
        assignments.addAll(set);
        if (device != null) {
            assignments.add("device=" + device);
        }
        try (Job job = host.begin(quiet);
                OpenedDomain opened =
                        OpenedDomain.subject(RunConfig.of("sample", assignments), job.domain(from), job.progress())) {
            PictureSampling sampling = new PictureSampling(opened);
            if (inputs != null) {
                List<String> lines = sampling.fromTensors(
                        inputs, guidance == null ? OptionalDouble.empty() : OptionalDouble.of(guidance), out);
                job.progress().close();
                lines.forEach(line -> host.console().line(line));
            } else {
                int made = sampling.asked(asked(sampling), seeds.all(), avoid, out, job.progress());
                job.progress().close();
                host.console().line(made + (made == 1 ? " picture" : " pictures"));
            }
        }
        host.console()
                .line("sample: "
                        + out.resolve(inputs != null ? PictureSampling.TRAJECTORY : PictureSampling.SHEET)
                                .toAbsolutePath()
                                .normalize()
                                .toUri());
        return 0;
    }

    private void check() {
        if (model == null && domain == null) {
            throw misused("Say what makes the pictures: --model FILE or DIR, or --domain DOMAIN for the model that"
                    + " comes with a plugin.");
        }
        if (inputs != null && (!asks.isEmpty() || !avoid.isEmpty())) {
            throw misused("--inputs says by itself what is sampled; leave --ask and --avoid out.");
        }
        if (inputs == null && guidance != null) {
            throw misused("--guidance belongs to --inputs; for --ask set the model's own option with --set"
                    + " (`echelle plugins info DOMAIN` lists them).");
        }
        if (inputs != null && !Files.isRegularFile(inputs)) {
            throw new ShellException("There is no file " + inputs + " for --inputs.");
        }
    }

    private ParameterException misused(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    /** The domain that knows what the model is. */
    private String knows(Path path) {
        List<String> knowing = host.domains().list().stream()
                .map(DomainRegistry.Installed::domain)
                .filter(d -> d.subjects().stream().anyMatch(kind -> kind.recognises(path)))
                .map(d -> d.name())
                .toList();
        if (knowing.size() == 1) {
            return knowing.get(0);
        }
        throw new ShellException(
                knowing.isEmpty()
                        ? "No installed domain knows what " + model + " is; say with --domain which one opens it."
                        : "More than one domain opens " + model + " (" + String.join(", ", knowing)
                                + "); say with --domain which.");
    }

    private List<String> asked(PictureSampling sampling) {
        if (!asks.isEmpty()) {
            return asks;
        }
        List<String> all = sampling.conditions();
        return all.isEmpty() || all.size() > MOST_ASKED ? List.of("") : all;
    }
}
