package org.echelle.runs.erasure;

import java.util.List;
import java.util.Map;
import org.echelle.runs.RunException;
import org.echelle.runs.erasure.method.ErasureMethods;

/**
 * What an erasure is asked to do.
 *
 * @param hook point to edit at; empty for the run's last
 * @param targets classes to erase; empty for all, each by itself
 * @param together whether one edit erases all targets; else each is erased by itself
 * @param methods names of methods; empty for all that fit
 * @param instead class to ask for in place of a target, for baselines that do; empty for the one that the judge puts next to it
 * @param conceptPrompt a text that describes what is erased, for methods that read one; empty for the target's name
 * @param distanceHook hook point of the judge where pictures are compared; empty for its last
 * @param paraphrases texts that ask for the target in other words
 * @param attack bound of what is added to the embedding of a condition, as a share of its length; 0 for no attack
 * @param attackBudget samples that each search may make
 * @param each samples of each class that results are measured on
 * @param tuning samples of each class that settings are chosen on, with other seeds; the best third of a method's settings meets {@value #FURTHER} times as many more of the target
 * @param controls draws of matched random features
 * @param replicates bootstrap draws
 * @param firstSeed of the samples measured on; those of tuning, of thresholds and of the run's own must lie elsewhere
 * @param name of the folder within {@code RUN/erasure}; empty for one made of hook and targets
 * @param frontier whether every setting of each method is measured, not only the one that tuning chose
 */
public record EraseOptions(
        String hook,
        List<String> targets,
        boolean together,
        List<String> methods,
        String instead,
        String conceptPrompt,
        String distanceHook,
        List<String> paraphrases,
        double attack,
        int attackBudget,
        int each,
        int tuning,
        int controls,
        int replicates,
        long firstSeed,
        String name,
        boolean frontier) {
    /** Seeds of tuning begin so far before those of measuring. */
    static final long APART = 500_000;

    /** Seeds of samples that thresholds are set by begin so far before those of measuring. */
    static final long NEARER = 250_000;

    /** Samples of a target that its best settings meet further, as a multiple of those that all settings meet. */
    static final int FURTHER = 2;

    private static final int MOST_ATTACK = 10;

    private static final int LEAST_BUDGET = 80;

    public EraseOptions {
        targets = List.copyOf(targets);
        methods = List.copyOf(methods);
        paraphrases = List.copyOf(paraphrases);
        if (!paraphrases.isEmpty() && targets.size() != 1 && !together) {
            throw new RunException(
                    "A paraphrase asks for what is erased; name one class with --target, or several with --together.");
        }
        if (!(attack >= 0 && attack <= MOST_ATTACK) || attackBudget < LEAST_BUDGET) {
            throw new RunException(
                    "An attack adds from 0 to " + MOST_ATTACK + " times the length of an embedding and takes "
                            + LEAST_BUDGET + " samples at least, not " + attack + " and " + attackBudget + ".");
        }
        if (each < 2 || tuning < 1 || controls < 0 || replicates < 0) {
            throw new RunException(
                    "An erasure needs at least 2 samples of each class to measure on and 1 to tune on, not " + each
                            + " and " + tuning + ".");
        }
        if (together && targets.size() < 2) {
            throw new RunException("To erase classes together, name at least two of them with --target.");
        }
        long most = NEARER / (1 + FURTHER);
        if (tuning > most) {
            throw new RunException("Tuning takes at most " + most + " samples of each class, not " + tuning + ".");
        }
    }

    /** All methods: name and what it does. */
    public static List<Map.Entry<String, String>> allMethods() {
        return ErasureMethods.all().stream()
                .map(m -> Map.entry(m.name(), (m.baseline() ? "baseline: " : "") + m.sentence()))
                .toList();
    }
}
