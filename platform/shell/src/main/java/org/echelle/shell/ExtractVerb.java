package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.runs.DirectExtraction;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.Run;
import org.echelle.runs.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        description = {
            "Reads a subject's activations.",
            "With CONFIG: the first step of a run, into its activation store. With --domain: one safetensors file a "
                    + "hook point, holding `activations` [rows, d] and one integer tensor a coordinate axis."
        },
        footer = {
            "",
            "Examples:",
            "  echelle extract sample-configs/vision-shapes.yaml",
            "  echelle extract --domain vision --model resnet20.th --hooks layer2.0,layer3.0 --samples pictures/ --out acts",
            "  echelle extract --domain torchscript --model model.pt --hooks blocks.2 --samples x.npy --out acts",
            "  echelle extract --domain vision --model vit-folder --hooks blocks.3 --samples inputs.safetensors --out acts",
            "",
            "A .safetensors given as --samples holds raw input tensors under the subject's input names; `echelle inspect",
            "--domain vision MODEL` lists inputs and hook points."
        })
final class ExtractVerb implements Verb {
    private final HostServices host;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CONFIG", description = "a run config, or the folder of a run")
    private Path config;

    @Mixin
    private RunFlags flags;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "domain that opens the model")
    private String domain;

    @Option(names = "--model", paramLabel = "FILE|DIR", description = "weights (default: the domain's own subject)")
    private Path model;

    @Option(
            names = "--hooks",
            split = ",",
            paramLabel = "NAME",
            description = "hook points (default: one in the middle)")
    private List<String> hooks = new ArrayList<>();

    @Option(names = "--samples", paramLabel = "FILE|DIR", description = "samples, or a .safetensors of input tensors")
    private Path samples;

    @Option(names = "--type", paramLabel = "TYPE", description = "f32 (default), f16 or bf16")
    private String type;

    ExtractVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if ((config == null) == (domain == null)) {
            throw new ParameterException(spec.commandLine(), "extract takes either a CONFIG or --domain with --out");
        }
        if (config != null) {
            if (type != null) {
                flags.set.add("extract.type=" + type);
            }
            Path folder = new RunSteps(host).go(config, flags, Run.Step.EXTRACT, false);
            host.console().line("run: " + folder);
            return 0;
        }
        if (flags.out == null) {
            throw new ParameterException(spec.commandLine(), "--domain needs --out DIR");
        }
        return direct();
    }

    private int direct() {
        boolean raw = samples != null && samples.toString().endsWith(".safetensors");
        if (samples != null && !Files.exists(samples)) {
            throw new ShellException("There is no file or folder " + samples + " for --samples.");
        }
        if (model != null && !Files.exists(model)) {
            throw new ShellException("There is no file or folder " + model + " for --model.");
        }
        List<String> assignments = new ArrayList<>(List.of("domain=" + domain));
        if (model != null) {
            assignments.add("subject.weights=" + model.toAbsolutePath());
        }
        if (samples != null) { // raw tensors, too, show the shapes of inputs to a subject that asks for an example
            assignments.add("samples.path=" + samples.toAbsolutePath());
        }
        if (type != null) {
            assignments.add("extract.type=" + type);
        }
        assignments.addAll(flags.assignments());
        if (!hooks.isEmpty()) {
            assignments.add("hooks=[" + String.join(", ", hooks) + "]");
        }
        RunConfig direct = RunConfig.of("extract", assignments);
        try (Job job = host.begin(flags.quiet);
                OpenedDomain opened = raw
                        ? OpenedDomain.subject(direct, job::domain, job.progress())
                        : OpenedDomain.subjectAndSamples(direct, job::domain, job.progress())) {
            for (Path file : DirectExtraction.write(opened, raw ? samples : null, flags.out, job.progress())) {
                host.console().line(file.toString());
            }
        }
        return 0;
    }
}
