package org.echelle.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.experiment.Findings;

/**
 * What a steering experiment found, and how it came to be: the content of {@code steering.json}.
 *
 * @param facts config, versions, seeds, fingerprints, timings
 * @param hook the hook point
 * @param strategy which features were chosen and how, in a sentence
 * @param edit what was done to them, in words
 * @param truth where the right answers came from, in a sentence
 * @param split samples on the selection side, and held-out ones that were measured
 * @param features the edited features with their scores
 * @param findings on the subject
 * @param folded the edit in the subject's weights, where asked for
 * @param twin the same on the subject with random weights, with features chosen the same way
 * @param twinNote why there is no twin, or what it is
 * @param letters where letters at places were asked for, in place of classes of samples
 * @param names what features are called on their cards, by number; some have none
 */
public record SteerOutcome(
        Map<String, Object> facts,
        String hook,
        String strategy,
        String edit,
        String truth,
        int[] split,
        List<Ranked> features,
        Findings findings,
        Optional<FoldedEdit> folded,
        Optional<Findings> twin,
        String twinNote,
        Optional<LetterFindings> letters,
        Map<Integer, String> names) {
    /** The {@link #strategy()}, or its end, where no strategy chose the features. */
    static final String GIVEN = "given by number.";

    /** Whether the features were given, so that nothing chose them. */
    public boolean given() {
        return strategy.contains(GIVEN);
    }

    /** The same with what its features are called. */
    SteerOutcome named(Map<Integer, String> all) {
        Map<Integer, String> own = new LinkedHashMap<>();
        for (Ranked r : features) {
            if (all.containsKey(r.feature())) {
                own.put(r.feature(), all.get(r.feature()));
            }
        }
        return new SteerOutcome(
                facts, hook, strategy, edit, truth, split, features, findings, folded, twin, twinNote, letters, own);
    }

    /** Names and values for {@code steering.json}, in the order of this record. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(facts);
        json.put("hook", hook);
        json.put("strategy", strategy);
        json.put("edit", edit);
        json.put("truth", truth);
        json.put("selection-samples", split[0]);
        json.put("held-out-samples", split[1]);
        json.put("features", features);
        json.put("feature-names", names);
        json.put("findings", findings);
        folded.ifPresent(f -> json.put("folded", f));
        twin.ifPresent(t -> json.put("random-subject", t));
        json.put("random-subject-note", twinNote);
        letters.ifPresent(l -> {
            json.put("verdict", l.verdict());
            json.put("notes", l.notes());
            l.sampled().ifPresent(sampled -> json.put("sampled", sampled));
        });
        return json;
    }
}
