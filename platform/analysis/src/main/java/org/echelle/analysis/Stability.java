package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.echelle.analysis.matching.FeaturePairing;
import org.echelle.analysis.matching.Likeness;

/**
 * Do dictionaries that differ only in their seed find the same features?
 *
 * <p>Features of two dictionaries are paired one to one so that the sum of cosines is greatest, once by what they write (decoder) and
 * once by what they read (encoder). A feature is <em>matched</em> if both pairings give it the same partner and both cosines are at
 * least 0.7 (Paulo and Belrose, arXiv 2501.16615). PW-MCC is the mean signed cosine of the decoder pairing (Song et al., arXiv
 * 2505.20254). A feature that never fired is compared as a row of zeros: it has cosine 0 with everything, is never matched, and lowers
 * every mean. What random directions would score is told beside it, as in small widths chance alone matches many.
 */
public final class Stability {
    /** From this cosine two features may count as one. */
    public static final double SAME = 0.7;

    private Stability() {}

    /**
     * A dictionary's features.
     *
     * @param encoder {@code [n, d]} what each reads
     * @param decoder {@code [n, e]} what each writes
     * @param fires {@code [n]} whether it ever fired
     */
    public record Features(float[] encoder, float[] decoder, boolean[] fires) {
        public Features {
            int n = fires.length;
            if (n == 0 || encoder.length % n != 0 || decoder.length % n != 0 || encoder.length == 0) {
                throw new AnalysisException(n + " features do not fit an encoder of " + encoder.length
                        + " and a decoder of " + decoder.length + " numbers.");
            }
        }

        int count() {
            return fires.length;
        }

        /** The rows of features that fired; zeros for the others. */
        private float[] live(float[] rows) {
            float[] out = rows.clone();
            int width = rows.length / fires.length;
            for (int j = 0; j < fires.length; j++) {
                if (!fires[j]) {
                    Arrays.fill(out, j * width, (j + 1) * width, 0);
                }
            }
            return out;
        }

        private int silent() {
            int silent = 0;
            for (boolean f : fires) {
                silent += f ? 0 : 1;
            }
            return silent;
        }
    }

    /**
     * Two dictionaries beside each other.
     *
     * @param matched share of features with the same partner by encoder and by decoder, both cosines at least {@link #SAME}
     * @param decoderMatched share whose decoder partner has a cosine of at least {@link #SAME}
     * @param meanMaxCosine mean over the features of both of the greatest decoder cosine with any feature of the other
     * @param pwMcc mean signed decoder cosine with the partner
     * @param silent features of both together that never fired, and count as unmatched
     * @param exact whether pairings are the best ones; above {@value FeaturePairing#MOST_EXACT} features mutual nearest neighbours are paired
     *     first and the rest greedily
     */
    public record Pair(
            double matched, double decoderMatched, double meanMaxCosine, double pwMcc, int silent, boolean exact) {}

    /**
     * A figure over all pairs of dictionaries.
     *
     * @param mean over pairs
     * @param sd over pairs, with pairs - 1; 0 for a single pair
     * @param chance the figure for random unit rows of the same shapes, the encoder's rows being the decoder's
     */
    public record Figure(double mean, double sd, double chance) {
        /** What is left when chance is taken away. */
        public double aboveChance() {
            return mean - chance;
        }
    }

    /**
     * Dictionaries that differ only in their seed.
     *
     * @param dictionaries number of them
     * @param pairs number of pairs
     * @param features of each
     * @param matched as in {@link Pair}, and so on
     * @param silent features that never fired, over all dictionaries
     * @param exact as in {@link Pair}
     */
    public record Summary(
            int dictionaries,
            int pairs,
            int features,
            Figure matched,
            Figure decoderMatched,
            Figure meanMaxCosine,
            Figure pwMcc,
            int silent,
            boolean exact) {}

    /** Two dictionaries of equally many features beside each other. */
    public static Pair compare(Features first, Features second) {
        return compare(first, second, FeaturePairing.MOST_EXACT);
    }

    static Pair compare(Features first, Features second, int mostExact) {
        int n = first.count();
        if (second.count() != n
                || first.encoder().length != second.encoder().length
                || first.decoder().length != second.decoder().length) {
            throw new AnalysisException("Dictionaries of " + n + " and " + second.count()
                    + " features cannot be paired one to one; compare dictionaries of one shape.");
        }
        // silent features take part as rows of zeros, so that they cost a mean what they should
        FeaturePairing decoder = pair(first.live(first.decoder()), second.live(second.decoder()), n, mostExact);
        FeaturePairing encoder = pair(first.live(first.encoder()), second.live(second.encoder()), n, mostExact);
        int matched = 0;
        int decoderMatched = 0;
        double greatest = 0;
        double paired = 0;
        for (int i = 0; i < n; i++) {
            boolean same = decoder.likeness()[i] >= SAME;
            decoderMatched += same ? 1 : 0;
            matched += same && decoder.partner()[i] == encoder.partner()[i] && encoder.likeness()[i] >= SAME ? 1 : 0;
            greatest += decoder.best()[i] + decoder.bestOfSecond()[i];
            paired += decoder.likeness()[i];
        }
        return new Pair(
                matched / (double) n,
                decoderMatched / (double) n,
                greatest / (2.0 * n),
                paired / n,
                first.silent() + second.silent(),
                decoder.exact());
    }

    private static FeaturePairing pair(float[] first, float[] second, int n, int mostExact) {
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        return FeaturePairing.of(Likeness.ofDirections(first, second, first.length / n), all, all, mostExact);
    }

    /** What two dictionaries of random unit rows score; the encoder's rows are the decoder's where widths are equal. */
    public static Pair chance(int features, int encoderWidth, int decoderWidth, long seed) {
        return compare(
                random(features, encoderWidth, decoderWidth, seed),
                random(features, encoderWidth, decoderWidth, ~seed));
    }

    private static Features random(int n, int encoderWidth, int decoderWidth, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] decoder = directions(n * decoderWidth, random);
        float[] encoder = encoderWidth == decoderWidth ? decoder : directions(n * encoderWidth, random);
        boolean[] fires = new boolean[n];
        Arrays.fill(fires, true);
        return new Features(encoder, decoder, fires);
    }

    /** Normal numbers point everywhere alike; their lengths do not matter for cosines. */
    private static float[] directions(int count, SplittableRandom random) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /**
     * All pairs of dictionaries.
     *
     * @param dictionaries at least two of one shape
     * @param step called before each comparison, chance's included; may throw to stop
     */
    public static Summary of(List<Features> dictionaries, Runnable step) {
        if (dictionaries.size() < 2) {
            throw new AnalysisException("Stability needs at least two dictionaries.");
        }
        List<Pair> pairs = new ArrayList<>();
        for (int a = 0; a < dictionaries.size(); a++) {
            for (int b = a + 1; b < dictionaries.size(); b++) {
                step.run();
                pairs.add(compare(dictionaries.get(a), dictionaries.get(b)));
            }
        }
        step.run();
        Features one = dictionaries.get(0);
        int n = one.count();
        Pair chance = chance(n, one.encoder().length / n, one.decoder().length / n, 0);
        int silent = dictionaries.stream().mapToInt(Features::silent).sum();
        return new Summary(
                dictionaries.size(),
                pairs.size(),
                n,
                figure(pairs, chance, Pair::matched),
                figure(pairs, chance, Pair::decoderMatched),
                figure(pairs, chance, Pair::meanMaxCosine),
                figure(pairs, chance, Pair::pwMcc),
                silent,
                pairs.get(0).exact());
    }

    private static Figure figure(List<Pair> pairs, Pair chance, ToDoubleFunction<Pair> value) {
        double mean = pairs.stream().mapToDouble(value).average().orElseThrow();
        double squares = pairs.stream()
                .mapToDouble(p -> Math.pow(value.applyAsDouble(p) - mean, 2))
                .sum();
        double sd = pairs.size() > 1 ? Math.sqrt(squares / (pairs.size() - 1)) : 0;
        return new Figure(mean, sd, value.applyAsDouble(chance));
    }
}
