package org.echelle.runs.reliance;

import java.util.List;
import org.echelle.runs.RunException;

/**
 * What is asked about a classifier.
 *
 * @param hook point to look at; empty for the run's last
 * @param target output that is asked about; empty for the last one
 * @param finding id of the whole-sample concept that is its truth; empty for the one that has the target's name
 * @param confounders ids, groups or beginnings of them; concepts that a feature should not be about
 * @param counts how many features of each class are kept or removed together
 * @param ranking {@code mean} for the strongest of each class (Mammo-SAE), {@code difference} for those whose class means are furthest apart
 * @param samples of each side at most
 * @param maps annotated samples of each side at most whose maps are held against annotations
 * @param random draws of random features for each count
 * @param top features in the tables
 * @param replicates bootstrap draws
 * @param name of the folder within {@code RUN/reliance}; empty for one made of hook and target
 */
public record RelyOptions(
        String hook,
        String target,
        String finding,
        List<String> confounders,
        List<Integer> counts,
        String ranking,
        int samples,
        int maps,
        int random,
        int top,
        int replicates,
        String name) {
    public RelyOptions {
        confounders = List.copyOf(confounders);
        counts = counts.stream().sorted().distinct().toList();
        if (counts.stream().anyMatch(k -> k < 1)) {
            throw new RunException("--k counts features, so its numbers begin at 1, not " + counts.get(0) + ".");
        }
        if (!ranking.equals("mean") && !ranking.equals("difference")) {
            throw new RunException("--rank is mean or difference, not \"" + ranking + "\".");
        }
        if (samples < 1 || maps < 0 || random < 0 || top < 1 || replicates < 0) {
            throw new RunException(
                    "--samples and --top must be at least 1, --maps, --random and --bootstrap at least 0.");
        }
    }
}
