package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.api.Subject;
import org.echelle.steering.Where;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Truth;

/**
 * Places of sequences that are asked for wanted letters, and others of the same sequences that stand by and tell side effects. All places
 * of a sequence are asked in one pass; a masked model does not see any of them.
 */
final class LetterCases {
    /** Of each kind and sequence, where places are not named by number. */
    private static final int PLACES = 8;

    private static final int BATCH = 32;

    /**
     * One place.
     *
     * @param sample index in the run
     * @param place counted from 0 within the sample
     * @param own its letter
     * @param asked whether wanted letters are asked for; else it stands by
     */
    record Case(int sample, int place, char own, boolean asked) {}

    private final SequenceModel model;
    private final LetterTarget target;
    private final List<Case> cases = new ArrayList<>();
    private final Map<Integer, List<Integer>> bySample = new LinkedHashMap<>();
    private final Map<Integer, Sample> samples = new LinkedHashMap<>();
    private int[][] current = new int[0][];

    LetterCases(SequenceModel model, LetterTarget target) {
        this.model = model;
        this.target = target;
    }

    /**
     * Takes places of a sample.
     *
     * @param wanted places that may be asked
     * @param others places that may stand by
     */
    void add(int index, Sample sample, List<Integer> wanted, List<Integer> others, long seed) {
        if (wanted.isEmpty()) {
            return;
        }
        // neighbouring seeds of Random begin alike
        Random random = new Random(new SplittableRandom(seed * 31 + index).nextLong());
        List<Integer> asked = target.numbers().isEmpty() ? some(wanted, random) : wanted;
        List<Integer> beside = some(others, random);
        samples.put(index, sample);
        String letters = model.sequence(sample);
        for (List<Integer> places : List.of(asked, beside)) {
            for (int place : places) {
                bySample.computeIfAbsent(index, i -> new ArrayList<>()).add(cases.size());
                cases.add(new Case(index, place, letters.charAt(place), places == asked));
            }
        }
    }

    private static List<Integer> some(List<Integer> places, Random random) {
        List<Integer> all = new ArrayList<>(places);
        java.util.Collections.shuffle(all, random);
        return all.stream().limit(PLACES).sorted().toList();
    }

    List<Case> all() {
        return cases;
    }

    int sequences() {
        return bySample.size();
    }

    Map<Integer, Sample> samples() {
        return samples;
    }

    /** Asked places of a sample. */
    int[] asked(int sample) {
        return bySample.get(sample).stream()
                .map(cases::get)
                .filter(Case::asked)
                .mapToInt(Case::place)
                .toArray();
    }

    /** The largest share of a sequence that is hidden in a pass. */
    double hidden() {
        return bySample.entrySet().stream()
                .mapToDouble(e -> e.getValue().size()
                        / (double) model.sequence(samples.get(e.getKey())).length())
                .max()
                .orElse(0);
    }

    /** What is right: the wanted letters where they are asked for, its own letter elsewhere; sequences of one group stay together. */
    Truth truth(SampleGroups groups) {
        Truth truth = new Truth(1);
        for (int c = 0; c < cases.size(); c++) {
            Case one = cases.get(c);
            int letter = model.letters().indexOf(one.own());
            truth.put(c, new int[] {one.asked() ? 0 : letter < 0 ? -1 : 1 + letter}, groups.of(one.sample()));
        }
        return truth;
    }

    /** The rows right above the predictions that are asked for, of the batch that is being passed. */
    Where rows() {
        return row -> row.sample() < current.length && Arrays.binarySearch(current[row.sample()], row.position()) >= 0;
    }

    /** All cases as inputs of a {@link LetterSubject}; a batch's numbers are those of its cases. */
    Passes.Inputs inputs(Subject subject, NDManager manager, String what, org.echelle.api.Progress progress) {
        return taker -> {
            // of like lengths, since a batch is as long as its longest
            List<Integer> all = bySample.keySet().stream()
                    .sorted(Comparator.comparingInt(this::length).thenComparingInt(i -> i))
                    .toList();
            progress.begin(what, all.size(), "sequences");
            for (int from = 0; from < all.size(); from += BATCH) {
                progress.check();
                List<Integer> some = all.subList(from, Math.min(all.size(), from + BATCH));
                try (NDManager owner = manager.newSubManager()) {
                    NDList inputs =
                            subject.prepare(some.stream().map(this::needed).toList(), owner);
                    if (model.hides()) {
                        inputs = model.hide(inputs, places(some));
                    }
                    current = above(some);
                    List<Integer> numbers =
                            some.stream().flatMap(s -> bySample.get(s).stream()).toList();
                    taker.accept(new Passes.Batch(
                            numbers.stream().mapToInt(i -> i).toArray(),
                            LetterSubject.asking(inputs, asking(some), owner)));
                }
                progress.advance(from + (long) some.size(), "");
            }
            current = new int[0][];
        };
    }

    /** The sample as far as a prediction at its cases can see. */
    private Sample needed(int index) {
        Sample sample = samples.get(index);
        String letters = model.sequence(sample);
        int length = length(index);
        return length == letters.length() ? sample : model.changed(sample, sample.id(), letters.substring(0, length));
    }

    private int length(int index) {
        return model.hides()
                ? model.sequence(samples.get(index)).length()
                : 1
                        + bySample.get(index).stream()
                                .mapToInt(c -> cases.get(c).place())
                                .max()
                                .orElseThrow();
    }

    private int[][] places(List<Integer> some) {
        return some.stream()
                .map(s -> bySample.get(s).stream()
                        .mapToInt(c -> cases.get(c).place())
                        .toArray())
                .toArray(int[][]::new);
    }

    private int[][] above(List<Integer> some) {
        return some.stream()
                .map(s -> Arrays.stream(asked(s)).map(model::predictor).sorted().toArray())
                .toArray(int[][]::new);
    }

    private long[][] asking(List<Integer> some) {
        List<long[]> all = new ArrayList<>();
        for (int s = 0; s < some.size(); s++) {
            for (int c : bySample.get(some.get(s))) {
                Case one = cases.get(c);
                all.add(new long[] {s, one.place(), one.asked() ? target.bits(one.own(), model) : 0});
            }
        }
        return all.toArray(new long[0][]);
    }
}
