package org.echelle.medical.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/** Which frames or slices of medical files are samples. */
public record ScansOptions(
        @Option("A file, or a folder of them (with any subfolders)")
        Path path,

        @Option("Window in the modality's unit as [centre, width], such as [40, 400]; the file's own when absent")
        List<Double> window,

        @Option(value = "Take every n-th frame or slice of a file", fallback = "1")
        int every,

        @Option("Take at most this many films, evenly spaced over the list")
        Optional<Integer> limit,

        @Option(
                value =
                        "Secret of the project that makes patients' keys; films of different projects then cannot be joined",
                fallback = "echelle medical")
        String salt) {
    public ScansOptions {
        window = List.copyOf(window);
    }
}
