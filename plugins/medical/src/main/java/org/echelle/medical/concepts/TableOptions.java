package org.echelle.medical.concepts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** How a table of findings or of acquisition tags is read. */
public record TableOptions(
        @Option("The table (CSV, also with semicolons or tabs)")
        Path path,

        @Option("Column that names the film; found by itself when absent")
        Optional<String> id,

        @Option("Columns that are read") List<String> columns,

        @Option(
                value = "A number that means uncertain, as -1 in CheXpert; blank cells always are unknown",
                fallback = "-1")
        double uncertain,

        @Option(value = "A column of more different values than this is refused", fallback = "50")
        int maxValues) {
    public TableOptions {
        columns = List.copyOf(columns);
    }
}
