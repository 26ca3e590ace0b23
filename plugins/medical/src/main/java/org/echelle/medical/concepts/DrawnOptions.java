package org.echelle.medical.concepts;

import java.nio.file.Path;
import org.echelle.api.Option;

/** Which masks are read that were drawn on DICOM images. */
public record DrawnOptions(
        @Option("A file, or a folder of them (with any subfolders); it may be the films' own folder")
        Path path,

        @Option(value = "Share of a cell that must be covered, 0 to 1; 0 for any overlap", fallback = "0.5")
        double overlap) {}
