package org.echelle.runs;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;

/**
 * What a prediction about samples that are sequences is held against: the letters themselves by site, and the subject's last
 * representation.
 */
final class SequenceInputs {
    static final String ONE_HOT = "one-hot by site";
    static final String EMBEDDINGS = "embeddings";

    private SequenceInputs() {}

    /** Letters of samples, in their order. */
    static List<String> letters(FinishedRun run, SequenceModel model, int[] samples) {
        return IntStream.of(samples)
                .mapToObj(s -> model.sequence(run.samples().load(s)))
                .toList();
    }

    /**
     * A column a site and letter: 1 where a sample has that letter there, and in the column of the letter that the original (or the first
     * sample) has there, 1 where a sample lacks it, which standardised is the same with the other sign and leaves all that is not changed
     * 0. Empty where samples differ in length.
     */
    static Optional<Inputs> oneHot(SequenceModel model, List<String> sequences, Optional<Sample> original) {
        String base = original.map(model::sequence).orElse(sequences.get(0));
        if (sequences.stream().anyMatch(s -> s.length() != base.length())) {
            return Optional.empty();
        }
        int n = model.letters().length();
        int[] start = new int[sequences.size() + 1];
        int[] column = new int[64];
        for (int s = 0; s < sequences.size(); s++) {
            int at = start[s];
            for (int i = 0; i < base.length(); i++) {
                int now = model.letters().indexOf(sequences.get(s).charAt(i));
                int before = model.letters().indexOf(base.charAt(i));
                column = at + 2 > column.length ? Arrays.copyOf(column, 2 * column.length) : column;
                for (int letter : new int[] {Math.min(now, before), Math.max(now, before)}) {
                    if (now != before && letter >= 0) {
                        column[at++] = i * n + letter;
                    }
                }
            }
            start[s + 1] = at;
        }
        float[] ones = new float[start[sequences.size()]];
        Arrays.fill(ones, 1);
        return Optional.of(Inputs.sparse(ONE_HOT, base.length() * n, start, Arrays.copyOf(column, ones.length), ones));
    }

    /** Means of the rows at the subject's last hook point; empty where that is the run's own. */
    static Optional<Inputs> embeddings(FinishedRun run, HookPoint own, int[] samples, Progress progress) {
        List<HookPoint> hooks = run.opened().subject().hookPoints();
        HookPoint last = hooks.get(hooks.size() - 1);
        if (last.name().equals(own.name())) {
            return Optional.empty();
        }
        BitSet wanted = new BitSet();
        IntStream.of(samples).forEach(wanted::set);
        progress.begin("embeddings (" + last.name() + ")", samples.length, "samples");
        NeuronMeans means = NeuronMeans.of(run.live(last).where(wanted::get), wanted::get, progress);
        return Optional.of(Inputs.dense(EMBEDDINGS, means.of(samples)));
    }
}
