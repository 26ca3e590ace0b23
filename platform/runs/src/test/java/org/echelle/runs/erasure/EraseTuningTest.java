package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
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

        /** Mean of what is gone and what is kept, from the definition. */
        double tuned(EraseSamples samples, Trial trial, Target target) {
            double gone = 0;
            double kept = 0;
            int asking = 0;
            for (Ask ask : samples.asks()) {
                if (target.has(ask.shows())) {
                    asking++;
                    gone += 1;
                    for (int c : target.numbers()) {
                        gone -= probability(trial, ask, c);
                    }
                } else {
                    kept += Math.min(
                            probability(trial, ask, ask.shows()), probability(Trial.NOTHING, ask, ask.shows()));
                }
            }
            return (gone / asking + kept / (samples.size() - asking)) / 2;
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
        Trial best = trials.get(0);
        for (Trial trial : trials) {
            best = tuned.applyAsDouble(trial) > tuned.applyAsDouble(best) + 1e-12 ? trial : best;
        }
        return best;
    }

    @Test
    void theChoiceIsThatOfAllSettingsOnAllSamples() {
        Random random = new Random(5);
        for (int world = 0; world < 500; world++) {
            List<Trial> trials = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                trials.add(Trial.edits("method", "setting " + t, 1, List.of()));
            }
            EraseSamples samples = EraseSamples.of(CLASSES, CLASSES, 1 + random.nextInt(3), 7);
            Answers answers = new Answers(random, samples, trials, random.nextDouble());
            Target target = Target.of(random.nextBoolean() ? List.of("bee") : List.of("cat", "ant"), CLASSES);
            Trial wanted = bruteForce(trials, t -> answers.tuned(samples, t, target));
            assertThat(new EraseTuning(answers, samples, CLASSES.size()).best(target, trials))
                    .as("world " + world)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void samplesThatAskForOthersAreMadeForSettingsThatCouldWin() {
        List<Trial> trials = new ArrayList<>();
        for (int t = 0; t < 5; t++) {
            trials.add(Trial.edits("method", "setting " + t, 1, List.of()));
        }
        EraseSamples samples = EraseSamples.of(CLASSES, CLASSES, 2, 7);
        Answers answers = new Answers(new Random(1), samples, trials, 1);
        // the fourth setting erases all ants and loses nothing; the others do nothing
        samples.asks().stream()
                .filter(ask -> ask.condition().equals("ant"))
                .forEach(ask -> answers.shown.put("setting 3" + ask.id(), 1));
        Target ant = Target.of(List.of("ant"), CLASSES);
        assertThat(new EraseTuning(answers, samples, CLASSES.size()).best(ant, trials))
                .isEqualTo(trials.get(3));
        // unedited ones, two ants a setting, six others once
        assertThat(answers.made).isEqualTo(8 + 5 * 2 + 6);
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
        assertThat(new EraseTuning(answers, samples, CLASSES.size()).best(dog, trials))
                .isEqualTo(wanted);
    }
}
