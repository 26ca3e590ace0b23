package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.runs.pictures.Course;
import org.echelle.runs.pictures.Picture;
import org.echelle.steering.Steering;
import org.echelle.steering.Where;
import org.echelle.store.FeatureIndex;
import org.echelle.store.SparseRows;
import org.echelle.torch.Torch;

/**
 * A finished run whose subject makes pictures that a judge looks at, opened again at one of its hook points: what those need of it that
 * make samples anew and ask what they show. The first output of its subject is the judge's logits, where there is a judge.
 */
public final class JudgedRun extends RunAtHook {
    /** Takes the codes of one whole sample; the arguments are only valid during the call. */
    public interface CodesTaker {
        /**
         * @param sample index of the sample
         * @param codes its rows
         * @param coordinates {@code [axis][row]}, the sample's own left out
         */
        void sample(int sample, SparseRows codes, int[][] coordinates);
    }

    private final PictureMaker maker;
    private final Optional<JudgedSubject> judged;

    private JudgedRun(RunView run, HookResults results, PictureMaker maker, Optional<JudgedSubject> judged) {
        super(run, results, HookView.base(results.hook()));
        this.maker = maker;
        this.judged = judged;
    }

    /**
     * Opens one.
     *
     * @param again a run that was carried as far as its index
     * @param hook a hook point that the run read, or a view of one; empty for its last
     * @throws RunException when it has no judge, or nothing was trained at that hook point
     */
    public static JudgedRun open(Reopened again, String hook) {
        RunView run = again.view();
        HookResults results = run.results(hook);
        if (!(again.opened().subject() instanceof JudgedSubject judged)) {
            throw new RunException(
                    "This run names no judge, so nobody can tell what a picture shows; run it with a"
                            + " section 'judge' (a classifier: domain, weights), or add it here with --set judge.weights=FILE.");
        }
        return new JudgedRun(run, results, judged.makesPictures().orElseThrow(), Optional.of(judged));
    }

    /**
     * The same where a judge is welcome and none is needed: without one there are no {@link #classes}, and the first output is the
     * subject's own.
     *
     * @throws RunException when the subject makes no pictures, or nothing was trained at that hook point
     */
    public static JudgedRun openUnjudged(Reopened again, String hook) {
        RunView run = again.view();
        HookResults results = run.results(hook);
        PictureMaker maker = again.opened()
                .subject()
                .makesPictures()
                .orElseThrow(
                        () -> new RunException(
                                "This run's subject makes no pictures, so there is nothing to paint on; a diffusion model does."));
        return new JudgedRun(
                run,
                results,
                maker,
                Optional.of(again.opened().subject())
                        .filter(JudgedSubject.class::isInstance)
                        .map(JudgedSubject.class::cast));
    }

    /** The hook point by the name that the run has for it: of a view, with its filter. */
    public String hookName() {
        return results().hook().name();
    }

    /** The rows that the dictionary was trained on: those with or without a place, as the config says, and those of a view. */
    public Where rows() {
        Where kept =
                switch (opened().config().extract().rows()) {
                    case ALL -> Where.everywhere();
                    case PLACED -> Where.placed();
                    case POOLED -> Where.placed().not();
                };
        return HookView.where(results().hook()).and(kept);
    }

    /**
     * Some of those rows, as people write them for {@code steer --where}.
     *
     * @throws RunException when the text says no rows
     */
    public Where where(String text) {
        return rows().and(SteerPlaces.where(text));
    }

    /** How samples are asked for. */
    public PictureMaker maker() {
        return maker;
    }

    /** The classes that the judge tells apart, in the order of its outputs. */
    public List<String> classes() {
        return judged.map(JudgedSubject::outputNames).orElse(List.of());
    }

    private JudgedSubject judge() {
        return judged.orElseThrow(() -> new RunException("This run names no judge; open it with one."));
    }

    /**
     * A hook point of the judge, where pictures are compared as it sees them.
     *
     * @param name empty for its last one
     * @return empty where it has none
     * @throws RunException when there is none of that name
     */
    public Optional<HookPoint> judgeHook(String name) {
        List<HookPoint> hooks = judge().judge().hookPoints();
        if (name.isEmpty()) {
            return hooks.isEmpty() ? Optional.empty() : Optional.of(hooks.get(hooks.size() - 1));
        }
        return Optional.of(hooks.stream()
                .filter(h -> h.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RunException("The judge has no hook point '" + name + "'; it has: "
                        + hooks.stream().map(HookPoint::name).collect(Collectors.joining(", ")) + ".")));
    }

    /**
     * The subject with one output more, behind all others: the mean row of each picture at a hook point of the judge, {@code [batch,
     * width]}. It closes nothing.
     *
     * @param at as {@link #judgeHook} gives it
     */
    public Subject reading(HookPoint at) {
        return new JudgeReading(judge(), at);
    }

    /**
     * One sample on its way from noise to picture; without pictures where the subject does not tell.
     *
     * @param name of the course
     * @param steering edits of this run's subject
     * @param frames pictures at most
     */
    public Course course(String name, Steering steering, Sample sample, int frames) {
        try (NDManager scope = opened().manager().newSubManager()) {
            NDList inputs = opened().subject().prepare(List.of(sample), scope);
            Map<Integer, NDArray> found =
                    Torch.withoutGradients(() -> maker.course(inputs, steering.tap(inputs), frames));
            List<Picture> pictures = new ArrayList<>();
            found.values().forEach(p -> pictures.add(Picture.all(p).get(0)));
            return new Course(name, List.copyOf(found.keySet()), pictures);
        }
    }

    /** What the judge tells beside. */
    public List<WatchedGroup> watched() {
        JudgedSubject subject = judge();
        List<JudgedGroup> groups = subject.groups();
        return IntStream.range(1, groups.size())
                .mapToObj(g ->
                        new WatchedGroup(groups.get(g).name(), groups.get(g).classes(), subject.output(g)))
                .toList();
    }

    /** The samples that features may be chosen on. */
    public BitSet selection() {
        return (BitSet) run().sides().selection().clone();
    }

    /** The codes of samples, one by one. */
    public void codes(FeatureIndex index, IntPredicate wanted, CodesTaker taker) {
        new IndexedCodes(index, hook().axes().size(), progress()).each(wanted, taker::sample);
    }

    /**
     * What the judge sees in each sample of the selection side, by its concepts.
     *
     * @return class by sample; samples that the judge was not asked about are left out
     */
    public Map<Integer, Integer> seen(FeatureIndex index) {
        Answers.Labels labels = new Answers.Labels(opened(), hook());
        codes(index, run().sides().selection()::get, (sample, rows, coordinates) -> labels.read(sample, coordinates));
        List<String> ids = opened().concepts().stream().map(c -> c.id()).toList();
        Map<Integer, Integer> classOf = new LinkedHashMap<>();
        JudgedGroup first = judge().groups().get(0);
        labels.all()
                .forEach((sample, values) -> IntStream.range(0, first.classes().size())
                        .filter(c -> ids.contains(first.concept(c)) && values[ids.indexOf(first.concept(c))] == 1)
                        .findFirst()
                        .ifPresent(c -> classOf.put(sample, c)));
        return classOf;
    }
}
