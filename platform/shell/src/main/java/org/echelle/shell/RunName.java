package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A finished run as a person names it: {@code FOLDER}, or {@code FOLDER:HOOK} where it has several hook points.
 *
 * @param hook empty where none is named
 */
record RunName(Path folder, String hook) {
    static RunName of(String name) {
        int colon = name.lastIndexOf(':');
        return Files.isDirectory(Path.of(name)) || colon <= 0
                ? new RunName(Path.of(name), "")
                : new RunName(Path.of(name.substring(0, colon)), name.substring(colon + 1));
    }
}
