package org.echelle.runs;

import org.echelle.api.ItemRanking;

/** A finished run whose subject ranks items, opened again at one of its hook points: what a job needs that edits rankings. */
public final class RankedRun extends RunAtHook {
    private final ItemRanking ranking;

    private RankedRun(RunView run, HookResults results, ItemRanking ranking) {
        super(run, results, HookView.requireWhole(results.hook(), "rerank"));
        this.ranking = ranking;
    }

    /**
     * Opens one.
     *
     * @param again a run that was carried as far as its index
     * @param hook a hook point that the run read; empty for its last
     * @throws RunException when its subject ranks no items, or nothing was trained at that hook point
     */
    public static RankedRun open(Reopened again, String hook) {
        String first = again.opened().subject().outputs().get(0).name();
        ItemRanking ranking = again.opened()
                .samples()
                .ranking()
                .filter(r -> first.equals(ItemRanking.SCORES))
                .orElseThrow(() -> new RunException("This run's subject gives '" + first
                        + "', not scores of items, so there is no ranking to edit; a recommender does. For classes there is"
                        + " echelle steer."));
        RunView run = again.view();
        return new RankedRun(run, run.results(hook), ranking);
    }

    /** Which items there are, and who consumed which. */
    public ItemRanking ranking() {
        return ranking;
    }
}
