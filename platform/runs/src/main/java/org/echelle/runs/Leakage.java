package org.echelle.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Does a result cross its split? Held-out figures are worth something only if nothing that a group told (a patient, a protein
 * cluster, a user) was seen when the dictionary was trained and features were chosen.
 */
final class Leakage {
    private Leakage() {}

    /** What is wrong with a split by itself; sentences, none when nothing is. */
    static List<String> ofSplit(SampleGroups groups, SplitSides sides) {
        List<String> found = new ArrayList<>();
        if (groups.kind().isEmpty()) {
            found.add("No groups are known for these samples, so each counts as independent. If several come from one"
                    + " patient, protein cluster, user or prompt, held-out figures are too good: name the groups in a table"
                    + " (score.groups: FILE with the columns sample and group).");
        }
        Set<String> both = groups.among(sides.selection());
        both.retainAll(groups.among(sides.heldOut()));
        if (!both.isEmpty()) {
            found.add(String.format(
                    Locale.ROOT,
                    "LEAK: %d of %d groups (such as %s) are on both the selection and the held-out side; held-out figures are too"
                            + " good.",
                    both.size(),
                    groups.names().size(),
                    both.iterator().next()));
        }
        return found;
    }

    /**
     * Whether a dictionary has seen what is held out.
     *
     * @param trainedOn what stands beside the dictionary
     */
    static List<String> ofDictionary(
            String hook, Optional<TrainingGroups> trainedOn, SampleGroups groups, BitSet heldOut) {
        if (trainedOn.isEmpty()) {
            return List.of("It is not recorded which samples the dictionary at " + hook
                    + " was trained on, so nobody can tell whether the held-out samples are new to it.");
        }
        List<String> found = new ArrayList<>();
        TrainingGroups seen = trainedOn.get();
        long samples =
                heldOut.stream().filter(s -> seen.hasSample(groups.id(s))).count();
        if (samples > 0) {
            int first = heldOut.stream()
                    .filter(s -> seen.hasSample(groups.id(s)))
                    .findFirst()
                    .orElseThrow();
            found.add(String.format(
                    Locale.ROOT,
                    "LEAK: the dictionary at %s was trained on %d of the %d held-out samples (such as %s); its held-out figures"
                            + " are too good.",
                    hook,
                    samples,
                    heldOut.cardinality(),
                    groups.id(first)));
        }
        if (seen.kind().equals(groups.kind())) {
            Set<String> held = groups.among(heldOut);
            List<String> shared = held.stream().filter(seen::hasGroup).toList();
            if (!shared.isEmpty() && samples == 0) {
                found.add(String.format(
                        Locale.ROOT,
                        "LEAK: the dictionary at %s was trained on samples of %d of the %d held-out groups (such as %s); its"
                                + " held-out figures are too good.",
                        hook,
                        shared.size(),
                        held.size(),
                        shared.get(0)));
            }
        } else {
            found.add("The dictionary at " + hook + " was trained on samples grouped by "
                    + (seen.kind().isEmpty() ? "nothing known" : seen.kind()) + ", here they are grouped by "
                    + (groups.kind().isEmpty() ? "nothing known" : groups.kind())
                    + "; whether it has seen the held-out groups cannot be told.");
        }
        return found;
    }

    /** Whether what is held out at a hook point stands on the selection side under another name. */
    static List<String> ofRows(String hook, Optional<RepeatedSamples.Found> found) {
        return found.filter(f -> f.repeated() > 0).stream()
                .map(f -> String.format(
                        Locale.ROOT,
                        "LEAK: at %s, the rows of %,d of the %,d held-out samples (such as %s) are those of a sample on the selection"
                                + " side (%s); held-out figures are too good. Keep one of each, or put repeats into one group"
                                + " (score.groups: FILE with the columns sample and group).",
                        hook,
                        f.repeated(),
                        f.heldOut(),
                        f.sample(),
                        f.original()))
                .toList();
    }
}
