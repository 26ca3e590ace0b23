package org.echelle.torchscript;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.torchscript.subject.ArchiveOptions;

/** The small archive that lies beside the sample configs, and what its script wrote with it. */
public final class Listener {
    public static final Path FOLDER = Path.of("../../sample-configs/torchscript");

    private Listener() {}

    /** @param example arrays or a table of its inputs */
    public static ArchiveOptions options(Path example, Map<String, ArchiveOptions.Place> places) {
        return new ArchiveOptions(
                FOLDER.resolve("listener.pt"),
                Optional.of(example),
                List.of(),
                "forward",
                List.of(),
                places,
                List.of(),
                Optional.empty(),
                List.of(),
                false);
    }
}
