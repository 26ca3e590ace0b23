package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.echelle.runs.erasure.method.Ask;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;
import org.junit.jupiter.api.Test;

class EraseTuningTest {
    private static final List<String> CLASSES = List.of("ant", "bee", "cat", "dog");

    /** A judge whose every answer is written down before: by trial and sample. */
    private static final class Answers implements EraseTuning.Making {
        private final Map<String, Integer> shown = new HashMap<>();
        /** How sure the judge is of its answer. */
        private final Map<String, Float> sure = new HashMap<>();

        private int made;

        Answers(Random random, EraseSamples samples, List<Trial> trials, double right) {
            List<Trial> all = new ArrayList<>(trials);
            all.add(Trial.NOTHING);
            for (Trial trial : all) {
                for (Ask ask : samples.asks()) {
                    boolean as = random.nextDouble() < right;
                    shown.put(trial.setting() + ask.id(), as ? ask.shows() : random.nextInt(CLASSES.size()));
                    sure.put(trial.setting() + ask.id(), 1f + random.nextFloat());
                }
            }
        }

        @Override
        public EraseMaking.Made make(EraseSamples samples, Trial trial, String what) {
            made += samples.size();
            int[] judged = samples.asks().stream()
                    .mapToInt(ask -> shown.get(trial.setting() + ask.id()))
                    .toArray();
            float[][] logits = new float[judged.length][CLASSES.size()];
            for (int i = 0; i < judged.length; i++) {
                logits[i][judged[i]] =
                        sure.get(trial.setting() + samples.asks().get(i).id());
            }
            return new EraseMaking.Made(judged, logits, new int[0][], new double[0][], List.of());
        }

        /** The judge's probability of a class in a sample: softmax of one logit and zeros. */
        double probability(Trial trial, Ask ask, int of) {
            String key = trial.setting() + ask.id();
            double e = Math.exp(sure.get(key));
            return (shown.get(key) == of ? e : 1) / (e + CLASSES.size() - 1);
        }

        /** Mean over samples that ask for the target of 1 less its probability, from the definition. */
        double gone(List<Ask> asks, Trial trial, Target target) {
            return asks.stream()
                    .filter(ask -> target.has(ask.shows()))
                    .mapToDouble(ask -> 1
                            - target.numbers().stream()
                                    .mapToDouble(c -> probability(trial, ask, c))
                                    .sum())
                    .average()
                    .orElseThrow();
        }

        /** Mean over the others of the probability of what they ask for, none above the unedited one's, from the definition. */
        double kept(List<Ask> asks, Trial trial, Target target) {
            return asks.stream()
                    .filter(ask -> !target.has(ask.shows()))
                    .mapToDouble(ask -> Math.min(
                            probability(trial, ask, ask.shows()), probability(Trial.NOTHING, ask, ask.shows())))
                    .average()
                    .orElseThrow();
        }

        /** The same where nothing is asked for, of one target. */
        double tunedUnasked(EraseSamples samples, Trial trial, int target) {
            double[][] mean = new double[2][CLASSES.size()];
            for (Ask ask : samples.asks()) {
                for (int c = 0; c < CLASSES.size(); c++) {
                    mean[0][c] += probability(Trial.NOTHING, ask, c) / samples.size();
                    mean[1][c] += probability(trial, ask, c) / samples.size();
                }
            }
            double apart = 0;
            for (int c = 0; c < CLASSES.size(); c++) {
                if (c != target) {
                    apart += Math.abs(mean[0][c] / (1 - mean[0][target]) - mean[1][c] / (1 - mean[1][target])) / 2;
                }
            }
            return ((mean[0][target] - mean[1][target]) / mean[0][target] + 1 - apart) / 2;
        }
    }

    /** All settings on all samples; of equally good ones the first. */
    private static Trial bruteForce(List<Trial> trials, ToDoubleFunction<Trial> tuned) {
        return ranked(trials, tuned).get(0);
    }

    private static List<Trial> ranked(List<Trial> trials, ToDoubleFunction<Trial> tuned) {
        return trials.stream()
                .sorted(Comparator.<Trial>comparingLong(t -> -Math.round(tuned.applyAsDouble(t) * 1e12))
                        .thenComparing(trials::indexOf))
                .toList();
    }

    /**
     * All settings on the first samples, the best third of them on all; those that could not have won by losing nothing count in the first
     * round as if they did.
     */
    private static Trial raced(
            Answers answers, EraseSamples first, EraseSamples further, List<Trial> trials, Target target) {
        double most = answers.kept(first.asks(), Trial.NOTHING, target);
        ToDoubleFunction<Trial> known =
                t -> (answers.gone(first.asks(), t, target) + answers.kept(first.asks(), t, target)) / 2;
        ToDoubleFunction<Trial> atMost = t -> (answers.gone(first.asks(), t, target) + most) / 2;
        Trial leader = bruteForce(trials, known);
        ToDoubleFunction<Trial> told = t -> {
            ToDoubleFunction<Trial> hoped = x -> (x.equals(t) ? atMost : known).applyAsDouble(x);
            boolean couldWin = t.equals(leader)
                    || bruteForce(inOrder(trials, t, leader), hoped).equals(t);
            return (couldWin ? known : atMost).applyAsDouble(t);
        };
        List<Trial> third = ranked(trials, told).subList(0, (trials.size() + 2) / 3);
        List<Ask> all =
                Stream.concat(first.asks().stream(), further.asks().stream()).toList();
        return bruteForce(
                trials.stream().filter(third::contains).toList(),
                t -> (answers.gone(all, t, target) + answers.kept(first.asks(), t, target)) / 2);
    }

    private static List<Trial> inOrder(List<Trial> trials, Trial... some) {
        return trials.stream().filter(List.of(some)::contains).toList();
    }

    private static EraseSamples both(EraseSamples one, EraseSamples other) {
        return EraseSamples.of(
                Stream.concat(one.asks().stream(), other.asks().stream()).toList());
    }

    private static List<Trial> settings(int count) {
        return IntStream.range(0, count)
                .mapToObj(t -> Trial.edits("method", "setting " + t, 1, List.of()))
                .toList();
    }

    @Test
    void theChoiceIsThatOfTheBestThirdOnAllSamples() {
        Random random = new Random(5);
        int changed = 0;
        for (int world = 0; world < 500; world++) {
            List<Trial> trials = settings(2 + random.nextInt(7));
            int each = 1 + random.nextInt(3);
            EraseSamples samples = EraseSamples.of(CLASSES, CLASSES, each, 7);
            EraseSamples further = EraseSamples.of(CLASSES, CLASSES, 2 * each, 7 + each);
            Answers answers = new Answers(random, both(samples, further), trials, random.nextDouble());
            Target target = Target.of(random.nextBoolean() ? List.of("bee") : List.of("cat", "ant"), CLASSES);
            Trial wanted = raced(answers, samples, further, trials, target);
            assertThat(new EraseTuning(answers, samples, further, CLASSES.size()).best(target, trials))
                    .as("world " + world)
                    .isEqualTo(wanted);
            changed += wanted.equals(bruteForce(
                            trials,
                            t -> answers.gone(samples.asks(), t, target) + answers.kept(samples.asks(), t, target)))
                    ? 0
                    : 1;
        }
        assertThat(changed).as("worlds where the race changed its leader").isGreaterThan(50);
    }

    @Test
    void samplesThatAskForOthersAreMadeForSettingsThatCouldWin() {
        List<Trial> trials = settings(5);
        EraseSamples samples = EraseSamples.of(CLASSES, CLASSES, 2, 7);
        EraseSamples further = EraseSamples.of(CLASSES, CLASSES, 4, 9);
        Answers answers = new Answers(new Random(1), both(samples, further), trials, 1);
        // the fourth setting erases all ants and loses nothing; the others do nothing
        both(samples, further).asks().stream()
                .filter(ask -> ask.condition().equals("ant"))
                .forEach(ask -> answers.shown.put("setting 3" + ask.id(), 1));
        Target ant = Target.of(List.of("ant"), CLASSES);
        assertThat(new EraseTuning(answers, samples, further, CLASSES.size()).best(ant, trials))
                .isEqualTo(trials.get(3));
        // unedited ones, two ants a setting, six others once, four more ants of each of the best two
        assertThat(answers.made).isEqualTo(8 + 5 * 2 + 6 + 2 * 4);
    }

    @Test
    void whereNothingCanBeAskedForAllSamplesAreMade() {
        List<Trial> trials = List.of(
                Trial.edits("method", "setting 0", 1, List.of()), Trial.edits("method", "setting 1", 1, List.of()));
        EraseSamples samples = EraseSamples.of(List.of(), CLASSES, 1, 7);
        Answers answers = new Answers(new Random(2), samples, trials, 0);
        answers.shown.put(samples.asks().get(0).id(), 3); // one dog at least, unedited
        Target dog = Target.of(List.of("dog"), CLASSES);
        Trial wanted = bruteForce(trials, t -> answers.tunedUnasked(samples, t, 3));
        assertThat(new EraseTuning(answers, samples, samples, CLASSES.size()).best(dog, trials))
                .isEqualTo(wanted);
    }
}
