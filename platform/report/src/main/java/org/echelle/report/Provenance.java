package org.echelle.report;

import java.util.List;

/**
 * How the run came to be.
 *
 * @param runJson the text of {@code run.json}; written beside the pages too. Empty when there is none
 * @param commands command lines that make the run again, in order
 */
public record Provenance(String runJson, List<String> commands) {
    public Provenance {
        commands = List.copyOf(commands);
    }
}
