package org.echelle.shell;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * One word of the command line: a class with picocli's {@code @Command}, whose {@code call} returns the exit code. Its footer shows
 * at least one example.
 */
public interface Verb extends Callable<Integer> {
    /** Subcommands that have classes of their own. */
    default List<Object> parts() {
        return List.of();
    }

    /** What people type who look for it, in lower case without dashes; they are told of it, and must still write its name. */
    default List<String> soughtAs() {
        return List.of();
    }
}
