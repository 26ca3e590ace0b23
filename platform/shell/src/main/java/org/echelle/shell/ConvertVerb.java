package org.echelle.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.echelle.sae.formats.DictionaryFormat;
import org.echelle.sae.formats.DictionaryFormats;
import org.echelle.sae.formats.ImportSettings;
import org.echelle.sae.formats.ImportedDictionary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a dictionary in another program's format, or reads one of another program.",
            "The format of SRC is recognised; what was assumed and folded is told. A format that cannot hold the "
                    + "dictionary whole is refused in a sentence that says what would be lost. Pickled files are read as data; "
                    + "nothing in them is run. echelle convert --formats lists the formats and their files."
        },
        footer = {
            "",
            "Examples:",
            "  echelle convert my-dictionary out/sae --to saelens",
            "  echelle convert gemma/params.npz my-dictionary --to echelle",
            "  echelle convert trainer_0 out --from dictionary_learning --to sparsify",
            "  echelle convert esm2_l24.safetensors out --k 64 --to interplm",
            "  echelle inspect trainer_0     # says what it is, and what each format would lose"
        })
final class ConvertVerb implements Verb {
    private final HostServices host;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SRC", description = "a dictionary: a file or folder")
    private Path source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DST",
            description = "what to write: a folder, or a file's name")
    private Path target;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "such as saelens, dictionary_learning, sparsify, echelle")
    private String to;

    @Option(names = "--from", paramLabel = "FORMAT", description = "of SRC; recognised where nothing is said")
    private String from;

    @Option(names = "--k", paramLabel = "K", description = "features a row, where SRC does not say")
    private Integer k;

    @Option(names = "--threshold", paramLabel = "T", description = "of all features, where SRC does not say")
    private Double threshold;

    @Option(
            names = "--scale",
            paramLabel = "S",
            description = "what rows were multiplied by in training, where SRC does not say")
    private Double scale;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "ours, such as topk or relu-l1, where SRC does not say")
    private String architecture;

    @Option(names = "--overwrite", description = "replaces what lies at DST")
    private boolean overwrite;

    @Option(names = "--formats", description = "lists the formats and their files")
    private boolean formats;

    ConvertVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (formats) {
            for (DictionaryFormat format : DictionaryFormats.all()) {
                host.console().line(String.format("%-20s %s", format.name(), format.layout()));
            }
            return 0;
        }
        if (source == null || target == null || to == null) {
            throw new ShellException(
                    "Say what to convert, where to, and to which format: echelle convert SRC DST --to FORMAT"
                            + " (echelle convert --formats lists them).");
        }
        DictionaryFormat format = DictionaryFormats.named(to);
        if (isThere(target) && !overwrite) {
            throw new ShellException("There is something at " + target
                    + " already; replace it with --overwrite, or choose another place.");
        }
        ImportedDictionary found = DictionaryFormats.read(place(source), Optional.ofNullable(from), settings());
        for (String line : DictionaryLines.read(found)) {
            host.console().line(line);
        }
        List<String> said = format.write(found.dictionary(), target);
        host.console().line(String.format("%-16s %s as %s", "written", target, format.name()));
        said.forEach(note -> host.console().line(String.format("%-16s %s", "note", note)));
        return 0;
    }

    private ImportSettings settings() {
        return new ImportSettings(
                k == null ? OptionalInt.empty() : OptionalInt.of(k),
                threshold == null ? OptionalDouble.empty() : OptionalDouble.of(threshold),
                scale == null ? OptionalDouble.empty() : OptionalDouble.of(scale),
                Optional.ofNullable(architecture));
    }

    /** The dictionary of a hook point's folder in a run lies one folder deeper. */
    private static Path place(Path path) {
        Path within = path.resolve("dictionary");
        return !Files.exists(path.resolve("dictionary.json")) && Files.exists(within.resolve("dictionary.json"))
                ? within
                : path;
    }

    private static boolean isThere(Path path) {
        if (!Files.isDirectory(path)) {
            return Files.exists(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new ShellException("The folder " + path + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }
}
