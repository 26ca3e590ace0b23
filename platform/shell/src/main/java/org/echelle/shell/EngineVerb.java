package org.echelle.shell;

import ai.djl.util.Utils;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Shows, installs and chooses the engine (libtorch). Without a subcommand: which one is chosen.",
        footer = {
            "",
            "Examples:",
            "  echelle engine",
            "  echelle engine install cuda",
            "  echelle engine use cpu",
            "  echelle engine use /opt/libtorch/lib --flavor cu128"
        })
final class EngineVerb implements Verb {
    static final String SERVER = "https://publish.djl.ai/pytorch/" + EngineFolder.LIBTORCH;

    private final HostServices host;

    @Spec
    private CommandSpec spec;

    EngineVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        host.console().line("chosen     " + folder().choice());
        Path cuda = folder().cuda();
        host.console().line("cuda       " + (folder().isLibtorch(cuda) ? "installed in " + cuda : "not installed"));
        return 0;
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = {
                "Downloads an engine, after showing its size, source and licence. A broken download is resumed by the same command.",
                "It is chosen at once; `echelle engine use cpu` goes back."
            },
            footer = {
                "",
                "Examples:",
                "  echelle engine install cuda",
                "  echelle engine install cuda --yes --from /media/usb/pytorch-2.7.1"
            })
    int install(
            @Parameters(paramLabel = "ENGINE", description = "cuda") String engine,
            @Option(
                            names = "--from",
                            paramLabel = "URL|DIR",
                            defaultValue = SERVER,
                            description = "a mirror or folder laid out as DJL's server (default: ${DEFAULT-VALUE})")
                    String from,
            @Option(names = "--yes", description = "do not ask") boolean yes,
            @Option(names = "--quiet", description = "no progress") boolean quiet) {
        if (!engine.equals("cuda")) {
            throw new ParameterException(
                    spec.commandLine(), "There is no engine \"" + engine + "\" to install; there is cuda.");
        }
        Console console = host.console();
        EngineInstall install = new EngineInstall(
                EngineSource.of(from),
                EngineFolder.CUDA + "/" + EngineFolder.CLASSIFIER + "/native/lib/",
                folder().cuda());
        console.say("libtorch " + EngineFolder.LIBTORCH + " for CUDA 12.8, Linux x86-64: " + install.files()
                + " files, " + Sizes.text(install.bytes()) + " to fetch, about twice that on disk");
        console.say("from     " + from);
        console.say("to       " + folder().cuda());
        console.say(
                "licence  PyTorch: BSD-3-Clause; the CUDA and cuDNN libraries in it: NVIDIA's, see"
                        + " https://docs.nvidia.com/cuda/eula and https://docs.nvidia.com/deeplearning/cudnn/latest/reference/eula.html");
        if (!yes && !console.agrees()) {
            throw new ShellException("Nothing was fetched; say --yes to agree without being asked.");
        }
        try (Job job = host.begin(quiet)) {
            install.run(job.progress());
        }
        folder().use(folder().cuda(), EngineFolder.CUDA);
        console.say("Installed and chosen; `echelle doctor` shows whether it sees your GPU.");
        return 0;
    }

    @Command(
            name = "use",
            mixinStandardHelpOptions = true,
            description = "Chooses the engine from the next start on.",
            footer = {
                "",
                "Examples:",
                "  echelle engine use cuda",
                "  echelle engine use /opt/libtorch/lib --flavor cu128"
            })
    int use(
            @Parameters(paramLabel = "cpu|cuda|DIR", description = "cpu, cuda, or the folder of an installed libtorch")
                    String engine,
            @Option(
                            names = "--flavor",
                            defaultValue = EngineFolder.CUDA,
                            description =
                                    "what the libtorch in DIR was built for, such as cu128 or cpu (default: ${DEFAULT-VALUE})")
                    String flavor) {
        switch (engine.toLowerCase(Locale.ROOT)) {
            case "cpu" -> folder().useCpu();
            case "cuda" -> folder().use(folder().cuda(), EngineFolder.CUDA);
            default -> folder().use(Path.of(engine), flavor);
        }
        host.console().line("chosen     " + folder().choice());
        return 0;
    }

    private EngineFolder folder() {
        return new EngineFolder(Utils.getEngineCacheDir("pytorch"), host.state());
    }
}
