package org.echelle.shell;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.api.Progress;
import org.echelle.runs.DirectExtraction;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunConfig;
import org.echelle.sae.Dictionary;
import org.echelle.sae.Evaluation;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.formats.DictionaryFormat;
import org.echelle.sae.formats.DictionaryFormats;
import org.echelle.sae.formats.ImportSettings;
import org.echelle.sae.formats.ImportedDictionary;
import org.echelle.store.RowSource;
import org.echelle.store.StoreInspection;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;
import org.echelle.torch.script.ScriptArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Says what is in a file or folder: a run, an activation store, a feature index, a dictionary, a matrix, "
                    + "weights.",
            "Of a dictionary, in ours or another program's format, also which formats hold it whole and what the "
                    + "others would lose. Of a TorchScript archive the module tree: types, parameters and, with --probe, what "
                    + "each module puts out. With --domain: opens weights as a subject and lists its inputs, outputs and hook "
                    + "points."
        },
        footer = {
            "",
            "Examples:",
            "  echelle inspect runs/demo",
            "  echelle inspect runs/demo/hooks/blocks.2/activations",
            "  echelle inspect sae/layer_11          # a SAELens folder, say",
            "  echelle inspect sae/layer_11 --rows layer_11.npy",
            "  echelle inspect resnet20.th",
            "  echelle inspect model.pt --probe 1,3,224,224",
            "  echelle inspect --domain vision resnet20.th",
            "  echelle inspect --domain vision --set subject.kind=shapes-vit"
        })
final class InspectVerb implements Verb {
    private static final int TENSORS = 400;

    private final HostServices host;

    @Parameters(arity = "0..1", paramLabel = "FILE|DIR", description = "what to look into")
    private Path path;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "opens FILE as a subject of this domain")
    private String domain;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "a key of the subject, such as subject.kind=resnet")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--probe",
            paramLabel = "SHAPE|FILE",
            description =
                    "runs a TorchScript archive once, on random numbers of this shape (1,3,224,224; whole numbers below 10:"
                            + " 1,16:int64; several inputs between semicolons) or on arrays of a file")
    private String probe;

    @Option(
            names = "--rows",
            paramLabel = "FILE|DIR",
            description = "rows to try a dictionary on: what it leaves unexplained (FVU), L0, features that never fire")
    private Path rows;

    InspectVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (path != null && domain == null && !Files.exists(path)) {
            throw new ShellException("There is no file or folder " + path + ".");
        }
        if (path == null && domain == null) {
            throw new ShellException("Say what to look into: a file or folder, or --domain with its own subject.");
        }
        for (String line : domain != null ? subject() : lines()) {
            host.console().line(line);
        }
        return 0;
    }

    private List<String> subject() {
        List<String> assignments = new ArrayList<>(List.of("domain=" + domain));
        if (path != null) {
            assignments.add("subject.weights=" + path.toAbsolutePath());
        }
        assignments.addAll(set);
        try (Job job = host.begin(true);
                OpenedDomain opened =
                        OpenedDomain.subject(RunConfig.of("inspect", assignments), job::domain, job.progress())) {
            return DirectExtraction.describe(opened);
        }
    }

    private List<String> lines() {
        if (Files.isRegularFile(path.resolve("run.json"))) {
            return RunSummary.lines(path);
        }
        if (Files.isRegularFile(path.resolve("dictionary.json"))) {
            return dictionary();
        }
        Optional<DictionaryFormat> format = rows == null ? Optional.empty() : DictionaryFormats.recognise(path);
        if (format.isPresent()) {
            return foreign(format.get());
        }
        if (rows != null) {
            throw new ShellException(
                    path + " is no dictionary in a format that is known, so there is nothing to try on " + rows
                            + "; `echelle convert --formats` lists the formats.");
        }
        if ((Files.isDirectory(path) && Files.exists(path.resolve("manifest.json"))) || isMatrix()) {
            return StoreInspection.lines(path);
        }
        if (ScriptArchive.isOne(path)) {
            return ScriptLines.of(path, Optional.ofNullable(probe));
        }
        return DictionaryFormats.recognise(path).map(this::foreign).orElseGet(this::tensors);
    }

    private boolean isMatrix() {
        String name = path.getFileName().toString();
        if (name.endsWith(".npy")) {
            return true;
        }
        if (!name.endsWith(".safetensors")) {
            return false;
        }
        try (Safetensors file = Safetensors.open(path)) {
            return file.names().contains("activations");
        }
    }

    private List<String> dictionary() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(path, manager)) {
            List<String> lines = new ArrayList<>(DictionaryLines.facts(dictionary.facts()));
            lines.addAll(onRows(dictionary));
            lines.addAll(DictionaryLines.losses(StoredDictionary.read(path)));
            return lines;
        }
    }

    private List<String> onRows(Dictionary dictionary) {
        return rows == null
                ? List.of()
                : DictionaryLines.evaluation(Evaluation.of(dictionary, RowSource.open(rows), 0, Progress.SILENT), rows);
    }

    private List<String> onRows(StoredDictionary stored) {
        if (rows == null) {
            return List.of();
        }
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(stored, manager)) {
            return onRows(dictionary);
        }
    }

    /** A dictionary of another program; where something about it must be said first, what, and the tensors. */
    private List<String> foreign(DictionaryFormat format) {
        try {
            ImportedDictionary found = DictionaryFormats.read(path, Optional.of(format.name()), ImportSettings.NONE);
            List<String> lines = new ArrayList<>(DictionaryLines.read(found));
            lines.addAll(onRows(found.dictionary()));
            lines.addAll(DictionaryLines.losses(found.dictionary()));
            return lines;
        } catch (SaeException e) {
            List<String> lines = new ArrayList<>();
            lines.add(String.format("%-16s a dictionary of %s", "looks like", format.name()));
            lines.add(String.format("%-16s %s", "but", e.getMessage()));
            if (Files.isRegularFile(path)) {
                lines.addAll(tensors());
            }
            return lines;
        }
    }

    /** The weights; a folder of several parts, such as a diffusion model's, is said to be one. */
    private Weights weights() {
        try {
            return Weights.read(path);
        } catch (TorchException e) {
            List<String> parts = folders();
            if (parts.isEmpty()) {
                throw e;
            }
            throw new ShellException(
                    "The folder " + path + " holds a model in parts (" + String.join(", ", parts)
                            + "); say which domain opens it, such as --domain diffusion, or look into one part, such as "
                            + path.resolve(parts.get(0)) + ".",
                    e);
        }
    }

    /** Folders with a config of their own. */
    private List<String> folders() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(path)) {
            return inside.filter(part -> Files.isRegularFile(part.resolve("config.json")))
                    .map(part -> part.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private List<String> tensors() {
        Weights weights = weights();
        List<String> lines = new ArrayList<>();
        lines.add("format           " + weights.format());
        lines.add("fingerprint      " + weights.fingerprint());
        lines.add("tensors          " + weights.names().size());
        long values = 0;
        for (String name : weights.names()) {
            HostTensor tensor = weights.tensor(name);
            values += tensor.elements();
            if (lines.size() < TENSORS) {
                lines.add(String.format("  %-60s %-4s %s", name, tensor.type(), Arrays.toString(tensor.shape())));
            }
        }
        lines.add(String.format("values           %,d", values));
        return lines;
    }
}
