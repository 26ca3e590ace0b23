package org.echelle.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;

/** Evaluates the dictionaries of a run that went through its scores, and leaves {@code hooks/NAME/scores/evaluation.json}. */
public final class RunEvaluation {
    static final String FILE = "scores/evaluation.json";

    private RunEvaluation() {}

    /**
     * Evaluates.
     *
     * @param opened the run's subject, samples and concepts
     * @param run the run itself, done as far as its scores
     * @return one result a hook point, in the order of the config
     */
    public static List<Evaluated> of(
            OpenedDomain opened, RunFolder folder, Run run, EvaluationRequest request, Progress progress) {
        List<HookPoint> all = Extraction.find(opened.subject(), opened.config().hooks());
        List<HookPoint> hooks = request.hooks().isEmpty() ? all : Extraction.find(opened.subject(), request.hooks());
        for (HookPoint hook : hooks) {
            if (!all.contains(hook)) {
                throw new RunException("This run has nothing at hook point '" + hook.name() + "'; it has: "
                        + String.join(", ", all.stream().map(HookPoint::name).toList()) + ".");
            }
        }
        SampleGroups groups = run.groups();
        SplitSides sides = run.sides(groups);
        List<Evaluated> results = new ArrayList<>();
        for (HookPoint hook : hooks) {
            HookResults left = new HookResults(folder.hook(hook.name()), hook);
            Evaluation whole = left.evaluation()
                    .orElseThrow(() -> new RunException("The run in " + folder.path() + " has no dictionary at "
                            + hook.name() + " yet; carry it out with 'echelle run' first."));
            try (Activations activations = run.activations(hook);
                    Dictionary dictionary = Dictionaries.load(left.dictionary(), opened.manager())) {
                Evaluated one = new HookEvaluation(
                                opened, hook, activations.rows(), groups, sides, dictionary, whole, request, progress)
                        .run();
                if (request.other().isPresent()) {
                    List<Chapter> chapters = new ArrayList<>(one.chapters());
                    chapters.add(BesideRun.of(
                            folder.hook(hook.name()),
                            request.other().get(),
                            opened.samples().fingerprint(),
                            drawn(sides, request, opened.config().seed()),
                            opened,
                            progress));
                    one = new Evaluated(one.hook(), one.basis(), chapters);
                }
                RunFolder.writeJson(folder.hook(hook.name()).resolve(FILE), one.toJson());
                results.add(one);
            }
        }
        return results;
    }

    private static BitSet drawn(SplitSides sides, EvaluationRequest request, long seed) {
        return HookEvaluation.drawn(sides.heldOut(), request.samples(), seed + 1);
    }
}
