package org.echelle.runs;

import java.util.List;

/**
 * What an erasure is asked to do.
 *
 * @param hook point to edit at; empty for the run's last
 * @param targets classes to erase, each by itself; empty for all
 * @param methods names of {@link EraseMethods}; empty for all that fit
 * @param each samples of each class that results are measured on
 * @param tuning samples of each class that settings are chosen on, with other seeds
 * @param controls draws of matched random features
 * @param replicates bootstrap draws
 * @param firstSeed of the samples measured on; those of tuning and of the run's own must lie elsewhere
 * @param name of the folder within {@code RUN/erasure}; empty for one made of hook and targets
 */
public record EraseOptions(
        String hook,
        List<String> targets,
        List<String> methods,
        int each,
        int tuning,
        int controls,
        int replicates,
        long firstSeed,
        String name) {
    /** Seeds of tuning begin so far before those of measuring. */
    static final long APART = 500_000;

    public EraseOptions {
        targets = List.copyOf(targets);
        methods = List.copyOf(methods);
        if (each < 2 || tuning < 1 || controls < 0 || replicates < 0) {
            throw new RunException(
                    "An erasure needs at least 2 samples of each class to measure on and 1 to tune on, not " + each
                            + " and " + tuning + ".");
        }
        if (tuning > APART) {
            throw new RunException("Tuning takes at most " + APART + " samples of each class, not " + tuning + ".");
        }
    }
}
