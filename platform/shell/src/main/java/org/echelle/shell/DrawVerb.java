package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunConfig;
import org.echelle.runs.pictures.Caption;
import org.echelle.runs.pictures.DrawnPictures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "draw",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a config's samples as PNG files, with a table of what its concepts know of each.",
            "metadata.csv has a row a picture: file_name, text (made of --text), and a column for each group of concepts of "
                    + "whole samples. Such a folder is what `echelle train-subject --domain diffusion --trainer prompt-unet` reads."
        },
        footer = {
            "",
            "Examples:",
            "  echelle draw sample-configs/vision-shapes.yaml --out shapes --count 500",
            "  echelle draw sample-configs/vision-shapes.yaml --out circles --where shape=circle --where count=one,two \\",
            "    --text 'a {colour} {shape}' --text '{shape}, {colour}'"
        })
final class DrawVerb implements Verb {
    private final HostServices host;

    @Parameters(paramLabel = "CONFIG", description = "a run config, or the folder of an earlier run")
    private Path source;

    @Option(
            names = "--where",
            paramLabel = "GROUP=VALUE[,VALUE]",
            description = "only samples of which the concepts know one of these; may be given again")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--text",
            paramLabel = "CAPTION",
            description = "caption with groups of concepts in braces; several are used in turn")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "pictures at most (default: all that fit)")
    private int count = Integer.MAX_VALUE;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "a new or empty folder")
    private Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "sets a key of the config, such as samples.count=20000; may be given again")
    private List<String> set = new ArrayList<>();

    @Option(names = "--quiet", description = "notes and results only, no progress")
    private boolean quiet;

    DrawVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (count < 1) {
            throw new ShellException("--count is " + count + "; give at least 1, or leave it out.");
        }
        Map<String, List<String>> wanted = wanted(where);
        List<Caption> captions = texts.stream().map(Caption::new).toList();
        int written;
        try (Job job = host.begin(quiet);
                OpenedDomain opened = opened(job)) {
            written = new DrawnPictures(opened).write(wanted, captions, count, out, job.progress());
            job.progress().close();
        }
        host.console().line(written + (written == 1 ? " picture" : " pictures"));
        host.console()
                .line("table: "
                        + out.resolve(DrawnPictures.TABLE)
                                .toAbsolutePath()
                                .normalize()
                                .toUri());
        return 0;
    }

    private OpenedDomain opened(Job job) {
        RunConfig config = Files.isDirectory(source) ? RunConfig.reopen(source, set) : RunConfig.read(source, set);
        return OpenedDomain.whole(config, job::domain, job.progress());
    }

    /** {@code GROUP=VALUE,VALUE} as values by group. */
    static Map<String, List<String>> wanted(List<String> conditions) {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        for (String condition : conditions) {
            int equals = condition.indexOf('=');
            List<String> values = equals < 1
                    ? List.of()
                    : Stream.of(condition.substring(equals + 1).split(","))
                            .map(String::strip)
                            .filter(v -> !v.isEmpty())
                            .toList();
            if (values.isEmpty()) {
                throw new ShellException(
                        "--where " + condition
                                + " names no group and value; write it as --where shape=circle or --where shape=circle,square.");
            }
            wanted.put(condition.substring(0, equals).strip(), values);
        }
        return wanted;
    }
}
