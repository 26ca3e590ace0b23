package org.echelle.runs.erasure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunException;
import org.echelle.runs.erasure.method.Calibration;
import org.echelle.runs.erasure.method.Material;
import org.echelle.runs.erasure.method.Phrase;
import org.echelle.runs.erasure.method.Target;
import org.echelle.sae.Dictionary;
import org.echelle.steering.choice.ConceptPeaks;
import org.echelle.steering.choice.Evidence;
import org.echelle.store.FeatureIndex;

/** What the run's selection side shows of classes. */
final class EraseEvidence {
    private final JudgedRun run;
    private final List<String> asks;
    private final Dictionary dictionary;
    private final FeatureIndex index;
    /** The class of each sample: what it asks for, or what the judge sees in it. */
    private final Map<Integer, Integer> classOf;

    /** @param asks what can be asked for; empty where nothing can */
    EraseEvidence(JudgedRun run, List<String> asks, Dictionary dictionary, FeatureIndex index) {
        this.run = run;
        this.asks = asks;
        this.dictionary = dictionary;
        this.index = index;
        classOf = asks.isEmpty() ? seen() : asked();
    }

    private Map<Integer, Integer> asked() {
        OpenedDomain opened = run.opened();
        Map<Integer, Integer> all = new LinkedHashMap<>();
        run.selection().stream()
                .forEach(s -> all.put(
                        s, Phrase.classOf(run.maker().condition(opened.samples().load(s)), run.classes())));
        return all;
    }

    private Map<Integer, Integer> seen() {
        Map<Integer, Integer> all = run.seen(index);
        if (all.isEmpty()) {
            throw new RunException("Nothing is asked for and what the judge sees is no concept of this run; leave"
                    + " judge.concepts on.");
        }
        return all;
    }

    /**
     * All that a method may know, gathered in one pass over the index.
     *
     * @param instead class that can be asked for in place of the target
     * @param conceptPrompt a text that describes the target
     */
    Material of(Target target, String instead, String conceptPrompt, Calibration calibration) {
        Evidence together = fresh();
        ConceptPeaks peaks = new ConceptPeaks(dictionary.features());
        Map<Integer, Evidence> each = new LinkedHashMap<>();
        boolean several = target.numbers().size() > 1;
        target.numbers().forEach(number -> each.put(number, several ? fresh() : together));
        int time = run.hook().axis("timestep");
        run.codes(index, classOf::containsKey, (sample, rows, at) -> {
            int shown = classOf.get(sample);
            int[] timesteps = time < 0 ? new int[0] : at[time];
            peaks.add(rows, shown);
            together.add(rows, target.has(shown), shown, target.has(shown) ? 1 : 0, timesteps);
            if (several) {
                each.forEach((number, evidence) ->
                        evidence.add(rows, shown == number, shown, shown == number ? 1 : 0, timesteps));
            }
        });
        each.forEach(
                (number, evidence) -> evidence.requireBothSides(run.classes().get(number)));
        together.requireBothSides(target.name());
        return new Material(
                target,
                asks,
                run.classes(),
                dictionary,
                run.hook(),
                run.rows(),
                together,
                each,
                peaks,
                run.maker(),
                instead,
                conceptPrompt,
                calibration,
                new EraseTexts(run),
                run.opened().subject().hookPoints());
    }

    private Evidence fresh() {
        int n = dictionary.features();
        return new Evidence(n, Math.max(4, Math.min(128, n / 16)));
    }
}
