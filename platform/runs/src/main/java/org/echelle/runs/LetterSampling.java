package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;
import org.echelle.steering.Where;
import org.echelle.steering.experiment.Variant;

/**
 * Samples letters at the asked places of sequences, the rest as it is, from the subject's own distribution at temperature 1.
 *
 * <p>Masked models: all asked places are hidden, then filled one by one in random order, each seeing those that were filled before. Models
 * that read from left to right: in their order. Every pass draws the same random numbers, so that passes differ by the edit alone.
 */
final class LetterSampling {
    /** Of the asked places of a sequence; each costs a pass. */
    private static final int PLACES = 8;

    /** The shortest that there are. */
    private static final int SAMPLES = 4;

    private final Subject subject;
    private final SequenceModel model;
    private final NDManager manager;
    private final LetterCases cases;
    private final LetterTarget target;
    private final int sequences;
    private final long seed;
    private int[][] current = new int[0][];

    LetterSampling(
            Subject subject, NDManager manager, LetterCases cases, LetterTarget target, int sequences, long seed) {
        this.subject = subject;
        this.model = subject.sequences().orElseThrow();
        this.manager = manager;
        this.cases = cases;
        this.target = target;
        this.sequences = sequences;
        this.seed = seed;
    }

    /** The rows above the asked places, in the batch that is being passed. */
    Where rows() {
        return row -> row.sample() < current.length && Arrays.binarySearch(current[row.sample()], row.position()) >= 0;
    }

    /** Samples without an edit and under each variant; variants' own {@link LetterCases#rows} must be {@link #rows} here. */
    SampledLetters run(Dictionary dictionary, List<Variant> variants, Progress progress) {
        List<Integer> chosen = cases.samples().keySet().stream().limit(SAMPLES).toList();
        List<SampledLetters.Pass> passes = new ArrayList<>();
        progress.begin("sample sequences", variants.size() + 1L, "passes");
        passes.add(pass("NONE", "no edit", 0, Steering.of(subject), chosen));
        for (Variant v : variants) {
            progress.check();
            Steering steering = Steering.of(subject);
            for (Intervention each : v.interventions()) {
                steering = steering.with(dictionary, each);
            }
            passes.add(pass(v.kind().name(), v.name(), v.strength(), steering, chosen));
            progress.advance(passes.size(), "");
        }
        return new SampledLetters(
                (model.hides()
                                ? "All asked places were hidden and filled one by one in random order"
                                : "Asked places were sampled from left to right")
                        + ", at temperature 1, with the same random numbers in every pass; at most " + PLACES
                        + " places of a sequence.",
                sequences,
                chosen.size(),
                passes);
    }

    /** One sequence that is being sampled: its letters so far and the places in the order of sampling. */
    private record Draft(int index, String original, StringBuilder letters, int[] order, SplittableRandom random) {
        int[] open(int step) {
            return Arrays.copyOfRange(order, Math.min(step, order.length), order.length);
        }
    }

    private SampledLetters.Pass pass(String kind, String name, double strength, Steering steering, List<Integer> all) {
        List<Draft> drafts = new ArrayList<>();
        for (int index : all) {
            int[] asked = Arrays.stream(cases.asked(index)).limit(PLACES).toArray();
            for (int s = 0; s < sequences; s++) {
                SplittableRandom random = new SplittableRandom((seed * 101 + index) * 1009 + s);
                drafts.add(new Draft(
                        index,
                        model.sequence(cases.samples().get(index)),
                        new StringBuilder(model.sequence(cases.samples().get(index))),
                        order(asked, random),
                        random));
            }
        }
        for (int step = 0; step < PLACES; step++) {
            step(drafts, step, steering);
        }
        int wanted = 0;
        int kept = 0;
        int places = 0;
        List<String> examples = new ArrayList<>();
        for (int d = 0; d < drafts.size(); d++) {
            Draft draft = drafts.get(d);
            for (int place : draft.order()) {
                char now = draft.letters().charAt(place);
                boolean own = now == draft.original().charAt(place);
                places++;
                kept += own ? 1 : 0;
                wanted += (target.letters().isEmpty() ? own : target.letters().indexOf(now) >= 0) ? 1 : 0;
            }
            if (d % sequences == 0) {
                examples.add(draft.letters().toString());
            }
        }
        return new SampledLetters.Pass(
                kind, name, strength, wanted / (double) places, kept / (double) places, places, examples);
    }

    private int[] order(int[] asked, SplittableRandom random) {
        int[] order = asked.clone();
        for (int i = asked.length - 1; model.hides() && i > 0; i--) {
            int k = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[k];
            order[k] = swap;
        }
        return order;
    }

    /** Samples every draft's next letter, where it has one to come. */
    private void step(List<Draft> drafts, int step, Steering steering) {
        List<Draft> going = drafts.stream().filter(d -> step < d.order().length).toList();
        if (going.isEmpty()) {
            return;
        }
        try (NDManager scope = manager.newSubManager()) {
            List<Sample> batch = new ArrayList<>();
            for (Draft d : going) {
                // a model that reads from left to right needs no letters behind the place
                String letters =
                        model.hides() ? d.letters().toString() : d.letters().substring(0, d.order()[step] + 1);
                batch.add(model.changed(cases.samples().get(d.index()), "sampled", letters));
            }
            NDList inputs = subject.prepare(batch, scope);
            if (model.hides()) {
                inputs =
                        model.hide(inputs, going.stream().map(d -> d.open(step)).toArray(int[][]::new));
            }
            // edited are the rows above places that are open, or were sampled before
            current = going.stream()
                    .map(d -> Arrays.stream(d.order())
                            .map(model::predictor)
                            .sorted()
                            .toArray())
                    .toArray(int[][]::new);
            LetterTable table = LetterTable.of(model, steering.forward(inputs));
            for (int d = 0; d < going.size(); d++) {
                int place = going.get(d).order()[step];
                going.get(d)
                        .letters()
                        .setCharAt(
                                place,
                                drawn(table, d, place, going.get(d).random().nextDouble()));
            }
        }
    }

    private char drawn(LetterTable table, int sample, int place, double uniform) {
        String letters = model.letters();
        double[] p = new double[letters.length()];
        double most = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < p.length; a++) {
            p[a] = table.logit(sample, place, letters.charAt(a));
            most = Math.max(most, p[a]);
        }
        double sum = 0;
        for (int a = 0; a < p.length; a++) {
            p[a] = Math.exp(p[a] - most);
            sum += p[a];
        }
        double left = uniform * sum;
        for (int a = 0; a < p.length - 1; a++) {
            left -= p[a];
            if (left < 0) {
                return letters.charAt(a);
            }
        }
        return letters.charAt(p.length - 1);
    }
}
