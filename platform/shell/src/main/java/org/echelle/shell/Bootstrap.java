package org.echelle.shell;

import picocli.CommandLine.Option;

/** How finely intervals are drawn. */
final class Bootstrap {
    @Option(names = "--bootstrap", paramLabel = "N", description = "bootstrap draws (default: 1000)")
    private int draws = 1000;

    int draws() {
        return draws;
    }
}
