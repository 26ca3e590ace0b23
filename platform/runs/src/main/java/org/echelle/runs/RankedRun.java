package org.echelle.runs;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.ItemRanking;
import org.echelle.api.Progress;
import org.echelle.steering.experiment.Passes;

/** A finished run whose subject ranks items, opened again at one of its hook points: what a job needs that edits rankings. */
public final class RankedRun {
    private final RunView run;
    private final HookResults results;
    private final HookPoint hook;
    private final ItemRanking ranking;

    private RankedRun(RunView run, HookResults results, ItemRanking ranking) {
        this.run = run;
        this.results = results;
        this.ranking = ranking;
        hook = HookView.requireWhole(results.hook(), "rerank");
    }

    /**
     * Opens one.
     *
     * @param folder of a run that was carried as far as its index
     * @param hook a hook point that the run read; empty for its last
     * @throws RunException when its subject ranks no items, or nothing was trained at that hook point
     */
    public static RankedRun open(OpenedDomain opened, RunFolder folder, String hook, Progress progress) {
        String first = opened.subject().outputs().get(0).name();
        ItemRanking ranking = opened.samples()
                .ranking()
                .filter(r -> first.equals(ItemRanking.SCORES))
                .orElseThrow(() -> new RunException("This run's subject gives '" + first
                        + "', not scores of items, so there is no ranking to edit; a recommender does. For classes there is"
                        + " echelle steer."));
        RunView run = new RunView(opened, folder, progress);
        return new RankedRun(run, run.results(hook), ranking);
    }

    /** Subject, samples and concepts. */
    public OpenedDomain opened() {
        return run.opened();
    }

    /** Is told of the work and asked whether to go on. */
    public Progress progress() {
        return run.progress();
    }

    /** Where rows were read. */
    public HookPoint hook() {
        return hook;
    }

    /** Which items there are, and who consumed which. */
    public ItemRanking ranking() {
        return ranking;
    }

    /** Folder of the trained dictionary. */
    public Path dictionary() {
        return results.dictionary();
    }

    /** Folder of the feature index. */
    public Path index() {
        return results.index();
    }

    /** What features are called on their cards, by number; some have none. */
    public Map<Integer, String> names() {
        return results.names();
    }

    /** Some samples of the side that features may be chosen on, drawn once, in rising order. */
    public int[] selection(int most) {
        return run.some(run.sides().selection(), most, run.opened().config().seed() + 17);
    }

    /** Some samples of the held-out side, drawn once, in rising order. */
    public int[] heldOut(int most) {
        return run.some(run.sides().heldOut(), most, run.opened().config().seed() + 18);
    }

    /** What a sample belongs to. */
    public String group(int sample) {
        return run.groups().of(sample);
    }

    /** Samples as batches of inputs. */
    public Passes.Inputs inputs(int[] samples, String what) {
        return run.inputs(run.opened().subject(), samples, what);
    }
}
