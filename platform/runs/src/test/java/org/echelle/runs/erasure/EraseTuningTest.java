package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
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

        /** Mean over samples that ask for the target of the log probability that the judge gives it: log of a sum of softmax. */
        double likely(EraseSamples samples, Trial trial, Target target) {
            double sum = 0;
            int count = 0;
            for (Ask ask : samples.asks()) {
                if (ask.shows() >= 0 && target.has(ask.shows())) {
                    String key = trial.setting() + ask.id();
                    double all = 0;
                    double own = 0;
                    for (int c = 0; c < CLASSES.size(); c++) {
                        double e = Math.exp(shown.get(key) == c ? sure.get(key) : 0);
                        all += e;
                        own += target.has(c) ? e : 0;
                    }
                    sum += Math.log(own / all);
                    count++;
                }
            }
            return count == 0 ? 0 : sum / count;
        }
    }

    /** All settings on all samples; of equally good ones the one after which the target is least likely. */
    private static Trial bruteForce(Answers answers, EraseSamples samples, Target target, List<Trial> trials) {
        Trial best = null;
        double most = Double.NEGATIVE_INFINITY;
        double least = 0;
        int[] before = answers.make(samples, Trial.NOTHING, "").judged();
        for (Trial trial : trials) {
            int[] after = answers.make(samples, trial, "").judged();
            double tuned = EraseScore.of(samples, before, after, target.set(), CLASSES.size(), GroupBootstrap.NONE)
                    .tuned();
            double likely = answers.likely(samples, trial, target);
            if (tuned > most || (tuned == most && likely < least)) {
                most = tuned;
                least = likely;
                best = trial;
            }
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
            Trial wanted = bruteForce(answers, samples, target, trials);
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
        Target dog = Target.of(List.of("dog"), CLASSES);
        Trial wanted = bruteForce(answers, samples, dog, trials);
        assertThat(new EraseTuning(answers, samples, CLASSES.size()).best(dog, trials))
                .isEqualTo(wanted);
    }
}
