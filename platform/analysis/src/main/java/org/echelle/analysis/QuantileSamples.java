package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The samples that a feature's page shows: the strongest, some drawn from each quantile band of its activations (the strongest
 * alone flatter a feature), and counter-examples on which it is silent. Drawing is by a hash of seed, feature and sample, so it is
 * the same on every machine and does not depend on the order of the input.
 *
 * @param top the strongest samples, strongest first
 * @param bands from the strongest to the weakest
 * @param counterExamples silent samples: those that look as if the feature should fire first
 */
public record QuantileSamples(int[] top, List<Band> bands, int[] counterExamples) {
    /**
     * A quantile band of the samples on which the feature fires.
     *
     * @param from its upper end as a share of firing samples, 0 for the strongest
     * @param to its lower end
     * @param low lowest activation in the band
     * @param high highest activation in the band
     * @param samples drawn from it, none of them in {@code top}, strongest first
     */
    public record Band(double from, double to, float low, float high, int[] samples) {}

    /**
     * How many of each.
     *
     * @param top strongest samples
     * @param bands quantile bands
     * @param perBand samples drawn from each band
     * @param counterExamples silent samples
     * @param seed of drawing
     */
    public record Request(int top, int bands, int perBand, int counterExamples, long seed) {
        /** Sixteen strongest, four bands of six, eight counter-examples. */
        public static Request defaults(long seed) {
            return new Request(16, 4, 6, 8, seed);
        }
    }

    /**
     * Chooses.
     *
     * @param feature feature number, part of what drawing depends on
     * @param sample samples on which the feature fires, each once
     * @param activation its activation on each, such as the maximum over the sample's rows
     * @param samples number of samples in all
     * @param nearMiss silent samples for which this holds come first among the counter-examples (they have the feature's concept);
     *     {@code s -> false} when nothing is known
     * @param request how many
     */
    public static QuantileSamples choose(
            int feature, int[] sample, float[] activation, int samples, IntPredicate nearMiss, Request request) {
        if (sample.length != activation.length) {
            throw new AnalysisException("Feature " + feature + " has " + sample.length + " samples, but "
                    + activation.length + " activations.");
        }
        int n = sample.length;
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> activation[a] != activation[b]
                        ? Float.compare(activation[b], activation[a])
                        : Integer.compare(sample[a], sample[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int top = Math.min(n, request.top());
        int[] strongest = new int[top];
        for (int i = 0; i < top; i++) {
            strongest[i] = sample[order[i]];
        }
        long base = Mixing.mix(request.seed() + Mixing.mix(feature));
        List<Band> bands = new ArrayList<>();
        for (int q = 0; q < request.bands(); q++) {
            int from = (int) ((long) n * q / request.bands());
            int to = (int) ((long) n * (q + 1) / request.bands());
            if (from == to) {
                continue;
            }
            int[] ranks =
                    IntStream.range(Math.max(from, top), Math.max(to, top)).toArray();
            int[] drawn = draw(ranks, r -> sample[order[r]], base, request.perBand());
            Arrays.sort(drawn);
            bands.add(new Band(
                    (double) q / request.bands(),
                    (double) (q + 1) / request.bands(),
                    activation[order[to - 1]],
                    activation[order[from]],
                    IntStream.of(drawn).map(r -> sample[order[r]]).toArray()));
        }
        return new QuantileSamples(
                strongest, bands, silent(sample, samples, nearMiss, base, request.counterExamples()));
    }

    private static int[] silent(int[] sample, int samples, IntPredicate nearMiss, long base, int count) {
        BitSet fires = new BitSet(samples);
        for (int s : sample) {
            fires.set(s);
        }
        int[] near = draw(
                IntStream.range(0, samples)
                        .filter(s -> !fires.get(s) && nearMiss.test(s))
                        .toArray(),
                s -> s,
                base,
                count);
        int[] others = draw(
                IntStream.range(0, samples)
                        .filter(s -> !fires.get(s) && !nearMiss.test(s))
                        .toArray(),
                s -> s,
                base,
                count - near.length);
        return IntStream.concat(IntStream.of(near), IntStream.of(others)).toArray();
    }

    /** Those with the smallest hash of their sample. */
    private static int[] draw(int[] from, IntUnaryOperator sampleOf, long base, int count) {
        return IntStream.of(from)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> Mixing.mix(base ^ Mixing.mix(sampleOf.applyAsInt(i))))
                        .thenComparingInt(Integer::intValue))
                .limit(Math.max(0, count))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
