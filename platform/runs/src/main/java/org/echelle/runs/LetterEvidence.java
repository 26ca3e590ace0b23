package org.echelle.runs;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SequenceModel;
import org.echelle.steering.choice.Evidence;
import org.echelle.store.SparseRows;

/**
 * What single rows say about features, for targets that lie at places: a row has the target when the place that is predicted right above
 * it does. For a masked model that is the row's own place, for one that reads from left to right the next.
 */
final class LetterEvidence {
    private final OpenedDomain opened;
    private final HookPoint hook;
    private final SequenceModel model;
    private final LetterTarget target;
    private final int axis;
    private final int lead;

    LetterEvidence(OpenedDomain opened, HookPoint hook, SequenceModel model, LetterTarget target) {
        this.opened = opened;
        this.hook = hook;
        this.model = model;
        this.target = target;
        axis = hook.axis(model.axis());
        if (axis < 0) {
            throw new RunException("Rows at hook point " + hook.name() + " have no axis '" + model.axis()
                    + "', so that they cannot be told by place.");
        }
        lead = model.row(0) - model.predictor(0);
    }

    /**
     * What was seen.
     *
     * @param evidence of rows
     * @param peak {@code [feature]}, its largest activation
     */
    record Seen(Evidence evidence, float[] peak) {}

    /** From the rows of some samples, in rising order. */
    Seen of(CodeSource codes, int[] samples) {
        int n = codes.features();
        Evidence evidence = new Evidence(n, Math.max(4, Math.min(128, n / 16)));
        float[] peak = new float[n];
        codes.each(s -> Arrays.binarySearch(samples, s) >= 0, (sample, rows, coordinates) -> {
            Sample loaded = opened.samples().load(sample);
            Map<Integer, Place> places = places(sample, loaded, coordinates);
            for (int r = 0; r < rows.rows(); r++) {
                int from = rows.rowStart()[r];
                int to = rows.rowStart()[r + 1];
                for (int e = from; e < to; e++) {
                    peak[rows.feature()[e]] = Math.max(peak[rows.feature()[e]], rows.value()[e]);
                }
                int place = coordinates[axis][r] - model.first(loaded) + lead;
                Place right = places.get(place);
                if (coordinates[axis][r] >= 0 && right != null) {
                    evidence.add(
                            new SparseRows(
                                    1,
                                    new int[] {0, to - from},
                                    Arrays.copyOfRange(rows.feature(), from, to),
                                    Arrays.copyOfRange(rows.value(), from, to)),
                            right.has(),
                            right.has() ? 1 : 0,
                            new int[0]);
                }
            }
        });
        return new Seen(evidence, peak);
    }

    /** Places of some samples to ask, and the others. */
    void cases(CodeSource codes, int[] samples, LetterCases into, long seed) {
        codes.each(s -> Arrays.binarySearch(samples, s) >= 0, (sample, rows, coordinates) -> {
            Sample loaded = opened.samples().load(sample);
            Map<Integer, Place> places = places(sample, loaded, coordinates);
            int number = model.first(loaded) + model.firstNumber();
            List<Integer> asked = places.keySet().stream()
                    .filter(p -> places.get(p).within() && target.at(p + number))
                    .toList();
            List<Integer> others = places.keySet().stream()
                    .filter(p -> target.concept().isPresent() ? !places.get(p).within() : !asked.contains(p))
                    .toList();
            if (target.concept().isEmpty() && target.numbers().isEmpty()) {
                // any place may be asked: half of them stand by
                List<Integer> even = asked.stream().filter(p -> p % 2 == 0).toList();
                into.add(
                        sample,
                        loaded,
                        even,
                        asked.stream().filter(p -> p % 2 != 0).toList(),
                        seed);
            } else {
                into.add(sample, loaded, asked, others, seed);
            }
        });
    }

    /**
     * What is known of a place.
     *
     * @param within whether it carries the target's concept, where there is one
     * @param has whether it also has a wanted letter
     */
    private record Place(boolean within, boolean has) {}

    /** Places with a letter of the model that have a row here, and whether the target is there; unknown ones are left out. */
    private Map<Integer, Place> places(int sample, Sample loaded, int[][] coordinates) {
        String letters = model.sequence(loaded);
        Optional<Marks> marks = target.concept().map(c -> {
            Marks told = new Marks(c, coordinates[axis].length);
            opened.annotate(sample, new SampleSites(hook, coordinates), told);
            return told;
        });
        Map<Integer, Place> places = new TreeMap<>();
        for (int r = 0; r < coordinates[axis].length; r++) {
            int place = coordinates[axis][r] - model.first(loaded);
            if (coordinates[axis][r] < 0
                    || place < 0
                    || place >= letters.length()
                    || model.letters().indexOf(letters.charAt(place)) < 0
                    || (marks.isPresent() && marks.get().unknown(r))) {
                continue;
            }
            boolean here = marks.isEmpty() || marks.get().on.get(r);
            places.put(place, new Place(here, here && target.wants(letters.charAt(place))));
        }
        return places;
    }

    /** One concept's sites in a sample. */
    private static final class Marks implements LabelSink {
        private final int concept;
        private final BitSet on = new BitSet();
        private final BitSet unknown = new BitSet();
        private final int rows;

        Marks(int concept, int rows) {
            this.concept = concept;
            this.rows = rows;
        }

        boolean unknown(int row) {
            return unknown.get(row);
        }

        @Override
        public void sample(int c, float value) {}

        @Override
        public void site(int c, int row, float value, int instance) {
            if (c == concept && value > 0) {
                on.set(row);
            }
        }

        @Override
        public void unknownSample(int c) {
            if (c == concept) {
                unknown.set(0, rows);
            }
        }

        @Override
        public void unknownSite(int c, int row) {
            if (c == concept) {
                unknown.set(row);
            }
        }
    }
}
