package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Flags of every verb that works on a run. */
final class RunFlags {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "sets a key of the config, such as dictionary.k=8; may be given again")
    List<String> set = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the run (default: runs/NAME)")
    Path out;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or gpu:N")
    String device;

    @Option(
            names = "--resume",
            description = "go on with the run in that folder; steps that still fit are not done again")
    boolean resume;

    @Option(names = "--overwrite", description = "replace the run in that folder")
    boolean overwrite;

    @Option(names = "--quiet", description = "notes and results only, no progress")
    boolean quiet;

    /** {@link #set} with the other flags written as assignments. */
    List<String> assignments() {
        List<String> all = new ArrayList<>(set);
        if (out != null) {
            all.add("out=" + out.toAbsolutePath().normalize());
        }
        if (device != null) {
            all.add("device=" + device);
        }
        return all;
    }
}
