package org.echelle.sae.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.echelle.sae.health.Advice.Severity;
import org.echelle.sae.health.Advice.Topic;
import org.junit.jupiter.api.Test;

/** Histories in closed form over the share t of the training that is done, from 0 to 1. */
class TrainingAdviceTest {
    private static final TrainingFacts TOPK = TrainingFacts.keeping(16, 64, 512, 1000, "");
    private static final TrainingFacts PENALTY =
            TrainingFacts.penalised("dictionary.sparsity", 64, 512, 1000, "dictionary.resample-every to 200");

    /** FVU falls with a time constant of a tenth of the training. */
    private static double learns(double t) {
        return 0.15 + 0.8 * Math.exp(-10 * t);
    }

    private DoubleUnaryOperator fvu = TrainingAdviceTest::learns;
    private DoubleUnaryOperator l0 = t -> 16;
    private DoubleUnaryOperator dead = t -> 0.01;
    private DoubleUnaryOperator dense = t -> 0.01;
    /** Warm-up over a twentieth, linear decay from four fifths on. */
    private DoubleUnaryOperator rate = t -> 1e-3 * Math.min(1, Math.min(t / 0.05, (1 - t) / 0.2));

    /** A point each hundredth of the training, up to share {@code until}. */
    private List<HealthPoint> history(double until) {
        List<HealthPoint> points = new ArrayList<>();
        for (int i = 1; i <= Math.round(100 * until); i++) {
            double t = i / 100.0;
            points.add(new HealthPoint(
                    10L * i,
                    10_240L * i,
                    64 * fvu.applyAsDouble(t),
                    fvu.applyAsDouble(t),
                    l0.applyAsDouble(t),
                    dead.applyAsDouble(t),
                    dense.applyAsDouble(t),
                    rate.applyAsDouble(t),
                    Double.NaN));
        }
        return points;
    }

    private List<Advice> at(double done) {
        return TrainingAdvice.of(TOPK, history(done));
    }

    private Advice only(double done) {
        List<Advice> advice = at(done);
        assertThat(advice).hasSize(1);
        return advice.get(0);
    }

    @Test
    void aHealthyTrainingHearsNothingAtAnyMoment() {
        for (int percent = 0; percent <= 100; percent++) {
            assertThat(at(percent / 100.0)).as("at %d %%", percent).isEmpty();
        }
    }

    @Test
    void aTrainingThatStartsBadlyAndLearnsHearsNothing() {
        fvu = t -> 0.2 + 3 * Math.exp(-40 * t);
        for (int percent = 0; percent <= 100; percent++) {
            assertThat(at(percent / 100.0)).as("at %d %%", percent).isEmpty();
        }
    }

    @Test
    void divergenceIsTalkedAboutWithinThreePointsAndWithALowerRate() {
        fvu = t -> t <= 0.5 ? learns(t) : 0.4 + t;

        assertThat(at(0.5)).isEmpty();
        Advice advice = only(0.53);

        assertThat(advice.topic()).isEqualTo(Topic.DIVERGING);
        assertThat(advice.severity()).isEqualTo(Severity.ALARM);
        assertThat(advice.finding()).isEqualTo("The training is diverging: FVU was 0.155 and is 0.91.");
        assertThat(advice.remedy()).contains("dictionary.learning-rate", "0.00033");
    }

    @Test
    void oneBadBatchIsNoDivergence() {
        fvu = t -> Math.abs(t - 0.5) < 1e-9 ? 9 : learns(t);
        assertThat(at(0.5)).isEmpty();
        assertThat(at(0.52)).isEmpty();
    }

    @Test
    void aKThatIsBeingTightenedIsNoDivergence() {
        l0 = t -> 64 - 48 * t;
        fvu = t -> 0.05 + 0.3 * t;
        assertThat(at(0.6)).noneMatch(a -> a.topic() == Topic.DIVERGING);
    }

    @Test
    void aKThatAnnealsIsNotTakenForOneThatIsOffItsTarget() {
        l0 = t -> Math.max(16, 100 - 140 * t);
        dense = t -> l0.applyAsDouble(t) > 51 ? 0.9 : 0.01;
        List<HealthPoint> all = history(1);
        for (int every : new int[] {1, 10, 17}) {
            List<HealthPoint> few =
                    all.stream().filter(p -> p.step() / 10 % every == 0).toList();
            for (int n = 1; n <= few.size(); n++) {
                assertThat(TrainingAdvice.of(TOPK, few.subList(0, n)))
                        .as("after %d points, one each %d %%", n, every)
                        .isEmpty();
            }
        }
    }

    @Test
    void wherePenaltiesSilenceEverythingTheyAreToBeWeakened() {
        fvu = t -> 1.002;
        l0 = t -> 0.04;
        dead = t -> 0.99;
        List<Advice> advice = TrainingAdvice.of(PENALTY, history(0.5));
        assertThat(advice).extracting(Advice::topic).containsExactly(Topic.FVU_ABOVE_ONE, Topic.DEAD, Topic.NOT_SPARSE);
        assertThat(advice).allMatch(a -> a.remedy().startsWith("Lower dictionary.sparsity"));
        assertThat(advice.get(0).remedy()).contains("to a tenth", "dictionary.learning-rate, to 0.00033");
    }

    @Test
    void aReconstructionWorseThanTheMeanIsAnAlarm() {
        fvu = t -> 1.2;
        Advice advice = only(0.5);
        assertThat(advice.topic()).isEqualTo(Topic.FVU_ABOVE_ONE);
        assertThat(advice.finding()).startsWith("FVU is 1.2:");
        assertThat(advice.remedy()).contains("dictionary.learning-rate", "dictionary.normalise");
    }

    @Test
    void lossesThatAreNoNumbersAreToldAtOnce() {
        fvu = t -> Double.NaN;
        assertThat(only(0.01).finding()).isEqualTo("The loss is not a number.");
        HealthPoint flat = new HealthPoint(1, 8, 0, Double.NaN, 0, 0, 0, 1e-3, 1);
        assertThat(TrainingAdvice.of(TOPK, List.of(flat)))
                .extracting(Advice::finding)
                .containsExactly("FVU is not a number: the rows of a batch do not vary.");
    }

    @Test
    void manyDeadFeaturesCostFeaturesOrTheAuxiliaryLoss() {
        dead = t -> 0.5;
        Advice advice = only(0.5);
        assertThat(advice.topic()).isEqualTo(Topic.DEAD);
        assertThat(advice.severity()).isEqualTo(Severity.WARNING);
        assertThat(advice.finding()).startsWith("50 % of the features are dead");
        assertThat(advice.remedy()).contains("dictionary.features: 256");

        TrainingFacts noAux = TrainingFacts.keeping(16, 64, 512, 1000, "dictionary.aux-weight to 0.03125");
        assertThat(TrainingAdvice.of(noAux, history(0.5)).get(0).remedy())
                .isEqualTo("Set dictionary.aux-weight to 0.03125, which revives them.");
        assertThat(TrainingAdvice.of(PENALTY, history(0.5)).get(0).remedy())
                .isEqualTo("Set dictionary.resample-every to 200, which revives them.");
    }

    @Test
    void deadFeaturesThatAreBeingRevivedAreGivenTime() {
        dead = t -> 0.9 * Math.exp(-2 * t);
        assertThat(at(0.3)).isEmpty();
    }

    @Test
    void aWhollyDeadDictionaryIsAnAlarm() {
        dead = t -> 1;
        Advice advice = only(0.5);
        assertThat(advice.severity()).isEqualTo(Severity.ALARM);
        assertThat(advice.finding()).startsWith("All features are dead");
    }

    @Test
    void tooFewActiveFeaturesNameTheKThatTheRowsFill() {
        l0 = t -> 9.2;
        Advice advice = only(0.5);
        assertThat(advice.topic()).isEqualTo(Topic.L0_OFF_TARGET);
        assertThat(advice.finding()).isEqualTo("L0 is 9.2, well below the target of 16.");
        assertThat(advice.remedy()).contains("lower dictionary.k to 9");
    }

    @Test
    void aPenaltyOffItsTargetIsTurnedTheRightWay() {
        TrainingFacts target = new TrainingFacts(64, 512, 20, 1000, "", "dictionary.sparsity", true, "");
        l0 = t -> 40;
        assertThat(TrainingAdvice.of(target, history(0.5)).get(0).sentence())
                .isEqualTo("L0 is 40, well above the target of 20. Raise dictionary.sparsity.");
        l0 = t -> 5;
        assertThat(TrainingAdvice.of(target, history(0.5)).get(0).sentence())
                .isEqualTo("L0 is 5, well below the target of 20. Lower dictionary.sparsity.");
        l0 = t -> 20 + 180 * Math.exp(-5 * t);
        assertThat(TrainingAdvice.of(target, history(0.3))).as("on its way").isEmpty();
    }

    @Test
    void aTargetThatAPenaltyPullsTowardsIsReachedByItsCoefficient() {
        TrainingFacts pulled =
                new TrainingFacts(64, 512, 20, 1000, "", "settings.target-l0", false, "settings.coefficient");
        for (double wrong : new double[] {5, 40, 100}) {
            l0 = t -> wrong;
            assertThat(TrainingAdvice.of(pulled, history(0.5)).get(0).sentence())
                    .startsWith("L0 is " + (int) wrong + ", well ")
                    .endsWith(" the target of 20. Raise settings.coefficient, which pulls it there.");
        }
        l0 = t -> 100;
        assertThat(TrainingAdvice.of(pulled, history(0.15)).get(0).remedy()).isEqualTo("Raise settings.coefficient.");
        l0 = t -> 21;
        assertThat(TrainingAdvice.of(pulled, history(0.5))).isEmpty();
    }

    @Test
    void aCodeThatIsNotSparseIsToldEvenWithoutATarget() {
        l0 = t -> 80;
        assertThat(TrainingAdvice.of(PENALTY, history(0.5)).get(0).sentence())
                .isEqualTo("80 features are active on a row of 64 numbers: the code is no sparser than the row."
                        + " Raise dictionary.sparsity.");
        l0 = t -> 0.25;
        assertThat(TrainingAdvice.of(PENALTY, history(0.5)).get(0).sentence())
                .isEqualTo("Only 0.25 features are active on a row: many rows get none. Lower dictionary.sparsity.");
        l0 = t -> 30;
        assertThat(TrainingAdvice.of(PENALTY, history(0.5))).isEmpty();
    }

    @Test
    void denseFeaturesAreBlamedOnKWhereTheMeanDensityIsHigh() {
        dense = t -> 0.3;
        assertThat(only(0.5).remedy()).startsWith("Lower dictionary.k, or set dictionary.normalise");
        TrainingFacts narrow = TrainingFacts.keeping(16, 64, 160, 1000, "");
        assertThat(TrainingAdvice.of(narrow, history(0.5)).get(0).remedy())
                .startsWith("On average a feature fires on 10 % of the rows");
        assertThat(TrainingAdvice.of(narrow, history(0.5)).get(0).severity()).isEqualTo(Severity.NOTE);
        dense = t -> Double.NaN;
        assertThat(at(0.5)).as("not measured").isEmpty();
    }

    @Test
    void aHighPlateauAsksForMoreActiveFeaturesAndNoMovementForAHigherRate() {
        fvu = t -> 0.7 + 0.25 * Math.exp(-40 * t);
        assertThat(only(0.6).sentence())
                .isEqualTo("FVU stands at 0.7 since step 310: more than half of the variance is unexplained."
                        + " Raise dictionary.k, or use more features (dictionary.features).");
        fvu = t -> 0.95;
        assertThat(only(0.6).remedy()).contains("Raise dictionary.learning-rate, to 0.0030");
    }

    /** What a learning rate of 0.3 does to rows that 0.003 learns: FVU goes to 1, features die, L0 falls. */
    @Test
    void stepsThatAreTooLargeAreNotAnsweredWithLargerOnes() {
        fvu = t -> 0.98 - 0.1 * Math.exp(-30 * t);
        l0 = t -> 5;
        rate = t -> 0.3 * Math.min(1, t / 0.05);
        assertThat(at(0.6))
                .hasSize(2)
                .allMatch(a -> a.remedy().startsWith("Lower dictionary.learning-rate, to 0.0030"))
                .extracting(Advice::topic)
                .containsExactly(Topic.L0_OFF_TARGET, Topic.NOT_FALLING);
        // At the first point 0.98 - 0.1 exp(-0.3) = 0.906.
        assertThat(at(0.6).get(1).finding())
                .isEqualTo("FVU is 0.98 and was 0.906 at the beginning: training makes it worse.");
    }

    @Test
    void aLearningRateThatFellTooEarlyAsksForMoreSteps() {
        fvu = t -> 0.9 * Math.exp(-t);
        assertThat(at(0.7)).isEmpty();
        Advice advice = only(0.9);
        assertThat(advice.topic()).isEqualTo(Topic.TOO_SHORT);
        assertThat(advice.severity()).isEqualTo(Severity.NOTE);
        // A tenth of the training wins 1 - exp(-0.1) = 9.5 %; the rate is at its peak until 80 %.
        assertThat(advice.finding())
                .isEqualTo(
                        "The learning rate began to fall at step 800, while FVU still fell by 10 % in a tenth of the training.");
        assertThat(advice.remedy()).contains("dictionary.steps 2000");
    }

    @Test
    void aLastPercentOfTheVarianceIsNotWorthAnAdvice() {
        fvu = t -> 0.09 * Math.exp(-t);
        assertThat(at(1)).isEmpty();
    }

    @Test
    void aTrainingWithoutDecayIsJudgedAtItsEnd() {
        rate = t -> 1e-3;
        fvu = t -> 0.9 * Math.exp(-t);
        assertThat(at(0.99)).isEmpty();
        assertThat(only(1).finding()).startsWith("FVU still fell by 10 % in the last tenth");
    }

    @Test
    void theWorstComesFirst() {
        dead = t -> 1;
        dense = t -> 0.5;
        l0 = t -> 2;
        assertThat(at(0.5)).extracting(Advice::topic).containsExactly(Topic.DEAD, Topic.L0_OFF_TARGET, Topic.DENSE);
    }

    @Test
    void anAdvisorSaysEachThingOnce() {
        dead = t -> t < 0.4 ? 0 : 0.5;
        Advisor advisor = new Advisor(TOPK);
        List<Long> said = new ArrayList<>();
        for (HealthPoint point : history(1)) {
            if (!advisor.hear(point).isEmpty()) {
                said.add(point.step());
            }
        }
        assertThat(said).containsExactly(400L);
        assertThat(advisor.standing()).extracting(Advice::topic).containsExactly(Topic.DEAD);
    }
}
