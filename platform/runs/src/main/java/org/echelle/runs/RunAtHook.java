package org.echelle.runs;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.steering.experiment.Passes;

/** A finished run, opened again at one of its hook points: what every experiment on it asks. */
public abstract class RunAtHook {
    private final RunView run;
    private final HookResults results;
    private final HookPoint hook;

    /** @param hook the hook point of those results, as the subject knows it */
    RunAtHook(RunView run, HookResults results, HookPoint hook) {
        this.run = run;
        this.results = results;
        this.hook = hook;
    }

    final RunView run() {
        return run;
    }

    final HookResults results() {
        return results;
    }

    /** Subject, samples and concepts. */
    public final OpenedDomain opened() {
        return run.opened();
    }

    /** Is told of the work and asked whether to go on. */
    public final Progress progress() {
        return run.progress();
    }

    /** Where rows were read, as the subject knows it. */
    public final HookPoint hook() {
        return hook;
    }

    /** Folder of the trained dictionary. */
    public final Path dictionary() {
        return results.dictionary();
    }

    /** Folder of the feature index. */
    public final Path index() {
        return results.index();
    }

    /** What features are called on their cards, by number; some have none. */
    public final Map<Integer, String> names() {
        return results.names();
    }

    /** Some samples of the side that things may be chosen on, drawn once, in rising order. */
    public final int[] selection(int most) {
        return run.some(run.sides().selection(), most, run.opened().config().seed() + 17);
    }

    /** Some samples of the held-out side, on which things are told, drawn once, in rising order. */
    public final int[] heldOut(int most) {
        return run.some(run.sides().heldOut(), most, run.opened().config().seed() + 18);
    }

    /** What a sample belongs to. */
    public final String group(int sample) {
        return run.groups().of(sample);
    }

    /** Samples as batches of inputs for the subject. */
    public final Passes.Inputs inputs(int[] samples, String what) {
        return run.inputs(run.opened().subject(), samples, what);
    }
}
