package org.echelle.runs;

import java.util.List;
import java.util.Map;
import org.echelle.steering.experiment.Readout;

/** A finished run of a subject with one vector of scores a sample, opened again at one of its hook points to ask what it relies on. */
public final class ClassifiedRun extends RunAtHook {
    private ClassifiedRun(RunView run, HookResults results) {
        super(run, results, HookView.requireWhole(results.hook(), "rely"));
    }

    /**
     * Opens one.
     *
     * @param again a run that was carried as far as its index
     * @param hook a hook point that the run read; empty for its last
     * @throws RunException when the subject gives no scores of classes, or nothing was trained at that hook point
     */
    public static ClassifiedRun open(Reopened again, String hook) {
        RunView run = again.view();
        SteerJob.requireLogits(again.opened().subject());
        return new ClassifiedRun(run, run.results(hook));
    }

    /** What groups are, in a word; "sample" where nobody knows which belong together. */
    public String groupedBy() {
        return run().groups().kind().isEmpty() ? "sample" : run().groups().kind();
    }

    /**
     * The column of an output.
     *
     * @param target its name, the part of it before or behind a slash, or its number
     * @throws RunException when there is none, with the nearest
     */
    public int column(String target, Readout readout) {
        List<String> names = readout.names();
        int exact = names.indexOf(target);
        if (exact >= 0) {
            return exact;
        }
        int found = -1;
        for (int o = 0; o < names.size(); o++) {
            String name = names.get(o);
            if (name.endsWith("/" + target) || target.endsWith("/" + name) || name.startsWith(target + "/")) {
                if (found >= 0) {
                    throw Answers.unknown(target, readout);
                }
                found = o;
            }
        }
        if (found >= 0) {
            return found;
        }
        if (target.matches("[0-9]{1,6}") && Integer.parseInt(target) < names.size()) {
            return Integer.parseInt(target);
        }
        throw Answers.unknown(target, readout);
    }

    /** Config, versions and fingerprints, for what is written of an experiment. */
    public Map<String, Object> facts(Map<String, String> versions) {
        return ExperimentFacts.ofSamples(opened(), results(), versions);
    }
}
