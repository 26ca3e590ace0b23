package org.echelle.runs;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.echelle.analysis.comparison.UseShift;
import org.echelle.analysis.matching.FeaturePairing;
import org.echelle.analysis.matching.Likeness;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.SampleMatrix;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;

/** Compares two runs: dictionaries, layers or models on the same samples, or data sets through the first one's dictionary. */
public final class RunComparison {
    /** By what features are paired. */
    public enum By {
        /** Decoder directions where both dictionaries write at the same hook point of one subject, else activations. */
        AUTO,
        /** Cosine of decoder directions. */
        DECODER,
        /** Correlation of pooled activations over the same samples. */
        ACTIVATIONS
    }

    /**
     * How to compare.
     *
     * @param by by what features are paired
     * @param least likeness from which a pair counts as matched
     * @param replicates bootstrap replicates
     */
    public record Request(By by, double least, int replicates) {
        public Request {
            if (!(least > 0 && least <= 1) || replicates < 0) {
                throw new RunException("A match needs a likeness above 0 and at most 1, not " + least
                        + ", and replicates cannot be fewer than none.");
            }
        }
    }

    private static final int PAIRS_SHOWN = 4;
    private static final int SAMPLES_SHOWN = 8;

    private final FinishedRun first;
    private final HookResults firstHook;
    private final FinishedRun second;
    private final HookResults secondHook;
    private final Request request;
    private final Progress progress;
    private final List<String> notes = new ArrayList<>();

    private RunComparison(
            FinishedRun first,
            HookResults firstHook,
            FinishedRun second,
            HookResults secondHook,
            Request request,
            Progress progress) {
        this.first = first;
        this.firstHook = firstHook;
        this.second = second;
        this.secondHook = secondHook;
        this.request = request;
        this.progress = progress;
    }

    /** @throws RunException when there is nothing to lay them side by side with: neither samples nor a subject in common */
    public static Comparison of(
            FinishedRun first,
            HookResults firstHook,
            FinishedRun second,
            HookResults secondHook,
            Request request,
            Progress progress) {
        RunComparison all = new RunComparison(first, firstHook, second, secondHook, request, progress);
        all.require(first, firstHook, "; name the run with a dictionary first, and extracted samples second");
        if (first.samples().fingerprint().equals(second.samples().fingerprint())) {
            all.require(second, secondHook, " to lay beside the first one's");
            return all.features();
        }
        if (!all.sameSpace()) {
            throw new RunException("The runs " + first.folder() + " and " + second.folder()
                    + " have different samples, so that activations cannot be laid side by side, and are of different"
                    + " subjects or hook points, so that one dictionary cannot read both. Run one of them on the samples, or on"
                    + " the subject and hook point, of the other.");
        }
        return all.samples();
    }

    private void require(FinishedRun run, HookResults hook, String advice) {
        if (!Files.isDirectory(hook.dictionary())) {
            throw new RunException("The run " + run.folder() + " has no trained dictionary at hook point "
                    + hook.hook().name() + advice + "; `echelle score " + run.folder() + "` makes one.");
        }
    }

    private boolean sameSubject() {
        return first.opened()
                .subject()
                .fingerprint()
                .equals(second.opened().subject().fingerprint());
    }

    private boolean sameSpace() {
        return sameSubject() && firstHook.hook().name().equals(secondHook.hook().name());
    }

    // -- the same samples

    private Comparison features() {
        try (Dictionary one =
                        Dictionaries.load(firstHook.dictionary(), first.opened().manager());
                Dictionary two = Dictionaries.load(
                        secondHook.dictionary(), second.opened().manager())) {
            PooledCodes allFirst = first.pooled(firstHook);
            PooledCodes allSecond = second.pooled(secondHook);
            // what neither dictionary was trained on, and both have
            PooledCodes a = allFirst.where(s -> held(s) && allSecond.find(s) >= 0);
            PooledCodes b = allSecond.where(s -> held(s) && allFirst.find(s) >= 0);
            PooledCodes chooseA = allFirst.where(s -> !held(s) && allSecond.find(s) >= 0);
            PooledCodes chooseB = allSecond.where(s -> !held(s) && allFirst.find(s) >= 0);
            boolean decoder = decoder(one, two);
            Likeness likeness = decoder
                    ? Likeness.ofDirections(one.atoms().toFloats(), two.atoms().toFloats(), one.outputWidth())
                    : Likeness.ofActivations(chooseA, chooseB);
            boolean[] livingA = living(a);
            boolean[] livingB = living(b);
            requireLiving(livingA, "first");
            requireLiving(livingB, "second");
            progress.begin("pair features", 2, "pairings");
            FeaturePairing pairing = FeaturePairing.of(likeness, livingA, livingB);
            progress.advance(1, "");
            Likeness chance = decoder
                    ? Likeness.ofDirections(
                            directions(one.features(), one.outputWidth(), 1),
                            directions(two.features(), one.outputWidth(), 2),
                            one.outputWidth())
                    : Likeness.ofActivations(chooseA, chooseB.shuffled(1));
            int byChance = FeaturePairing.of(chance, livingA, livingB).matched(request.least());
            progress.advance(2, "");
            int[] left = IntStream.range(0, one.features())
                    .filter(i -> pairing.partner()[i] >= 0 && pairing.likeness()[i] >= request.least())
                    .toArray();
            int[] right = IntStream.of(left).map(i -> pairing.partner()[i]).toArray();
            List<UseShift.Shift> shifts = UseShift.of(a, left, b, right, UseShift.Of.USE, request.replicates(), seed());
            Map<Integer, String> namesA = names(firstHook);
            Map<Integer, String> namesB = names(secondHook);
            Likeness held = decoder ? likeness : Likeness.ofActivations(a, b);
            List<Comparison.Pair> pairs = new ArrayList<>();
            for (UseShift.Shift s : shifts) {
                pairs.add(new Comparison.Pair(
                        pairing.likeness()[s.first()],
                        decoder ? pairing.likeness()[s.first()] : held.rows(s.first(), s.first() + 1)[s.second()],
                        namesA.getOrDefault(s.first(), ""),
                        namesB.getOrDefault(s.second(), ""),
                        s));
            }
            if (!sameSpace() && decoder) {
                notes.add((sameSubject() ? "The hook points differ" : "The subjects differ")
                        + ": cosines of decoder directions mean something only where both"
                        + " write into the same axes. --by activations compares what fires together.");
            }
            Set<Integer> taken = new HashSet<>(IntStream.of(right).boxed().toList());
            Set<Integer> given = new HashSet<>(IntStream.of(left).boxed().toList());
            return new Comparison(
                    Comparison.FEATURES,
                    side(first, firstHook, one, a, livingA),
                    side(second, secondHook, two, b, livingB),
                    decoder
                            ? "cosine of decoder directions"
                            : String.format(
                                    Locale.ROOT,
                                    "correlation of activations pooled by sample (largest), paired on %,d samples that"
                                            + " dictionaries were trained on, confirmed on held-out ones",
                                    chooseA.size()),
                    request.least(),
                    pairing.exact(),
                    left.length,
                    byChance,
                    IntStream.range(0, one.features())
                            .filter(i -> pairing.partner()[i] >= 0)
                            .mapToObj(i -> pairing.likeness()[i])
                            .toList(),
                    UseShift.Of.USE,
                    sorted(pairs),
                    alone(a, livingA, given, pairing.best(), namesA),
                    alone(b, livingB, taken, pairing.bestOfSecond(), namesB),
                    shown(sorted(pairs), a, b),
                    0,
                    String.format(
                            Locale.ROOT,
                            "Measured on %,d samples that both runs hold out, in %,d groups; 95 %% intervals from %d bootstrap"
                                    + " draws of whole groups, the same for both sides; q over %,d pairs.",
                            a.size(),
                            groups(a),
                            request.replicates(),
                            shifts.size()),
                    List.copyOf(notes));
        }
    }

    private boolean held(int sample) {
        return first.heldOut(sample) && second.heldOut(sample);
    }

    private boolean decoder(Dictionary one, Dictionary two) {
        boolean fits = one.outputWidth() == two.outputWidth();
        if (request.by() == By.DECODER && !fits) {
            throw new RunException("Decoder directions of " + one.outputWidth() + " and " + two.outputWidth()
                    + " numbers have no cosine; compare with --by activations.");
        }
        return switch (request.by()) {
            case DECODER -> true;
            case ACTIVATIONS -> false;
            // another layer may write in axes of its own, while what fires together is comparable everywhere
            case AUTO -> fits && sameSpace();
        };
    }

    private static float[] directions(int n, int width, long seed) {
        Random numbers = new Random(seed);
        float[] all = new float[Math.multiplyExact(n, width)];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) numbers.nextGaussian();
        }
        return all;
    }

    // -- two data sets

    private Comparison samples() {
        try (Dictionary one =
                Dictionaries.load(firstHook.dictionary(), first.opened().manager())) {
            PooledCodes a = first.pooled(firstHook).where(first::heldOut);
            PooledCodes b = second.pooled(secondHook, one);
            boolean[] livingA = living(a);
            boolean[] livingB = living(b);
            int[] both = IntStream.range(0, one.features())
                    .filter(j -> livingA[j] || livingB[j])
                    .toArray();
            List<UseShift.Shift> shifts =
                    UseShift.of(a, both, b, both, UseShift.Of.ENERGY, request.replicates(), seed());
            Map<Integer, String> names = names(firstHook);
            List<Comparison.Pair> pairs = new ArrayList<>();
            for (UseShift.Shift s : shifts) {
                String name = names.getOrDefault(s.first(), "");
                pairs.add(new Comparison.Pair(1, 1, name, name, s));
            }
            notes.add(
                    "Both sets of samples go through the dictionary of the first run. Its held-out samples stand for the"
                            + " first set, so that neither set was trained on.");
            notes.add(
                    "delta = 1 / (1 + exp(-difference of mean energies)): below 0.1 a feature is suppressed in the second"
                            + " set, above 0.9 exaggerated. It depends on the scale of activations; q does not.");
            float[] none = new float[one.features()];
            Set<Integer> inB = living(livingB);
            Set<Integer> inA = living(livingA);
            int shared = (int) inA.stream().filter(inB::contains).count();
            return new Comparison(
                    Comparison.SAMPLES,
                    side(first, firstHook, one, a, livingA),
                    side(second, secondHook, one, b, livingB),
                    "the same feature of one dictionary",
                    request.least(),
                    true,
                    shared,
                    0,
                    List.of(),
                    UseShift.Of.ENERGY,
                    sorted(pairs),
                    alone(a, livingA, inB, none, names),
                    alone(b, livingB, inA, none, names),
                    shown(sorted(pairs), a, b),
                    UseShift.skewness(shifts),
                    String.format(
                            Locale.ROOT,
                            "Measured on %,d held-out samples of the first set (%,d groups) and all %,d of the second (%,d"
                                    + " groups); energy is a sample's largest activation; 95 %% intervals from %d bootstrap draws"
                                    + " of whole groups; q over %,d features.",
                            a.size(),
                            groups(a),
                            b.size(),
                            groups(b),
                            request.replicates(),
                            shifts.size()),
                    List.copyOf(notes));
        }
    }

    private static void requireLiving(boolean[] living, String which) {
        for (boolean alive : living) {
            if (alive) {
                return;
            }
        }
        throw new RunException(
                "No feature of the " + which + " run's dictionary fires on the samples that are compared, so that"
                        + " there is nothing to pair; `echelle inspect` shows how it was trained.");
    }

    private static Set<Integer> living(boolean[] living) {
        Set<Integer> all = new HashSet<>();
        for (int j = 0; j < living.length; j++) {
            if (living[j]) {
                all.add(j);
            }
        }
        return all;
    }

    // -- both

    private long seed() {
        return first.opened().config().seed();
    }

    private static boolean[] living(PooledCodes codes) {
        int[] counts = codes.counts();
        boolean[] living = new boolean[counts.length];
        for (int j = 0; j < living.length; j++) {
            living[j] = counts[j] > 0;
        }
        return living;
    }

    private static int groups(PooledCodes codes) {
        return (int) IntStream.range(0, codes.size())
                .mapToObj(codes::group)
                .distinct()
                .count();
    }

    private static Comparison.Side side(
            FinishedRun run, HookResults hook, Dictionary dictionary, PooledCodes codes, boolean[] living) {
        return new Comparison.Side(
                run.folder().toString(),
                run.opened().config().title(),
                hook.hook().name(),
                dictionary.architecture() + ", " + dictionary.features() + " features",
                dictionary.features(),
                living(living).size(),
                codes.size(),
                groups(codes));
    }

    private static List<Comparison.Pair> sorted(List<Comparison.Pair> pairs) {
        return pairs.stream()
                .sorted(Comparator.comparingDouble(
                                (Comparison.Pair p) -> p.shift().q())
                        .thenComparingDouble(p -> -Math.abs(p.shift().difference()))
                        .thenComparingInt(p -> p.shift().first()))
                .toList();
    }

    private List<Comparison.Shown> shown(List<Comparison.Pair> pairs, PooledCodes a, PooledCodes b) {
        SampleMatrix one = a.byFeature();
        SampleMatrix two = b.byFeature();
        List<Comparison.Shown> all = new ArrayList<>();
        for (Comparison.Pair p : pairs.subList(0, Math.min(PAIRS_SHOWN, pairs.size()))) {
            int i = p.shift().first();
            int k = p.shift().second();
            all.add(new Comparison.Shown(0, i, p.firstName(), strongest(a, one, i, first)));
            all.add(new Comparison.Shown(1, k, p.secondName(), strongest(b, two, k, second)));
        }
        return all;
    }

    private static List<Comparison.Sample> strongest(
            PooledCodes codes, SampleMatrix byFeature, int feature, FinishedRun run) {
        List<Comparison.Sample> all = new ArrayList<>();
        byFeature.each(feature, (place, value) -> {
            int number = codes.number(place);
            all.add(new Comparison.Sample(number, run.samples().id(number), (float) value));
        });
        return all.stream()
                .sorted(Comparator.comparingDouble((Comparison.Sample s) -> -s.activation())
                        .thenComparingInt(Comparison.Sample::number))
                .limit(SAMPLES_SHOWN)
                .toList();
    }

    private static List<Comparison.Alone> alone(
            PooledCodes codes, boolean[] living, Set<Integer> matched, float[] best, Map<Integer, String> names) {
        int[] counts = codes.counts();
        return IntStream.range(0, living.length)
                .filter(j -> living[j] && !matched.contains(j))
                .mapToObj(j ->
                        new Comparison.Alone(j, names.getOrDefault(j, ""), best[j], counts[j] / (double) codes.size()))
                .sorted(Comparator.comparingDouble((Comparison.Alone x) -> -x.use())
                        .thenComparingInt(Comparison.Alone::feature))
                .toList();
    }

    /** Names that the run's cards give; of features without a card, nothing is said. */
    static Map<Integer, String> names(HookResults hook) {
        Map<Integer, String> names = new TreeMap<>();
        hook.cards().stream().filter(c -> !c.meanings().isEmpty()).forEach(c -> names.put(c.feature(), c.name()));
        return names;
    }
}
