package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.api.Concept;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Where;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Readout;
import org.echelle.steering.experiment.Variant;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters at places under edits, against plain loops over a model that is followed by hand. */
class LetterSteeringTest {
    private static final List<Concept> CONCEPTS = List.of(
            new Concept("motif/ac", "ac", "motif", Concept.Level.SITE, Concept.Scale.BOOLEAN, ""),
            new Concept("class/x", "x", "class", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, ""));

    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = Torch.newManager(Device.cpu());
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static LetterTarget target(String text) {
        return LetterTarget.of(text, new ToyLetters(true, 1), CONCEPTS);
    }

    @Test
    void targetsAreReadAsPeopleWriteThem() {
        assertThat(target("C").letters()).isEqualTo("C");
        assertThat(target("EA@3..5,9").letters()).isEqualTo("AE");
        assertThat(IntStream.range(1, 12).filter(target("EA@3..5,9")::at)).containsExactly(3, 4, 5, 9);
        assertThat(target("own@7").letters()).isEmpty();
        assertThat(target("motif/ac").concept()).contains(0);
        assertThat(target("ac").letters()).isEmpty();
        assertThat(target("D@ac").concept()).contains(0);
        for (String wrong : List.of("", "Z", "C@x", "C@5..3", "@4", "ACDE", "class/x", "C@motif/none")) {
            assertThatThrownBy(() -> target(wrong)).as(wrong).isInstanceOf(RunException.class);
        }
        assertThatThrownBy(() -> target("C@helix"))
                .hasMessageContaining("'helix' is no place")
                .hasMessageContaining("motif/ac");
    }

    private static LetterCases cases(ToyLetters subject, LetterTarget target) {
        LetterCases cases = new LetterCases(subject, target);
        cases.add(4, new ToyLetters.Word("a", "ACDEACDE", 0), List.of(1, 5), List.of(3), 1);
        cases.add(9, new ToyLetters.Word("b", "CCA", 0), List.of(0), List.of(2), 1);
        return cases;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void probabilitiesAreTheModelsWithEveryAskedAndStandingPlaceHidden(boolean hides) {
        ToyLetters subject = new ToyLetters(hides, 7);
        LetterTarget target = target("AE@2,6");
        LetterCases cases = cases(subject, target);
        Passes passes = Passes.run(
                new LetterSubject(subject), neurons(), List.of(), cases.inputs(subject, manager, "", Progress.SILENT));
        Readout readout = LetterSubject.readout(target, subject);
        assertThat(readout.names()).containsExactly("AE@2,6", "A", "C", "D", "E");
        for (int i = 0; i < passes.samples().length; i++) {
            LetterCases.Case one = cases.all().get(passes.samples()[i]);
            String seen = one.sample() == 4 ? hides ? "A?D?A?DE" : "ACDEACDE" : hides ? "?C?" : "CCA";
            double[] logits = subject.logits(ToyLetters.tokens(seen))[subject.predictor(one.place())];
            double[] e = Arrays.stream(logits).skip(1).map(Math::exp).toArray();
            double all = Arrays.stream(e).sum();
            int index = i;
            double[] p = IntStream.range(0, 5)
                    .mapToDouble(c -> readout.probability(passes.bare()[index], c))
                    .toArray();
            if (one.asked()) {
                assertThat(p)
                        .containsExactly(
                                new double[] {(e[0] + e[3]) / all, 0, e[1] / all, e[2] / all, 0}, within(1e-5));
            } else {
                assertThat(p)
                        .containsExactly(
                                new double[] {0, e[0] / all, e[1] / all, e[2] / all, e[3] / all}, within(1e-5));
            }
        }
    }

    private static Dictionary neurons() {
        return NeuronDictionary.create(ToyLetters.WIDTH, ToyLetters.WIDTH, manager);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strengthZeroChangesNoBitAndAnEditActsOnlyWhereItIsPut(boolean hides) {
        ToyLetters subject = new ToyLetters(hides, 11);
        LetterTarget target = target("C");
        LetterCases cases = cases(subject, target);
        Intervention set = Intervention.of("mix", new Operation.Set(3), 0, 2).withWhere(cases.rows());
        List<Variant> variants = List.of(
                new Variant(Variant.Kind.DOSE, "0", 0, List.of(set.withStrength(0))),
                new Variant(Variant.Kind.DOSE, "1", 1, List.of(set)));
        Passes passes = Passes.run(
                new LetterSubject(subject), neurons(), variants, cases.inputs(subject, manager, "", Progress.SILENT));
        for (int i = 0; i < passes.samples().length; i++) {
            assertThat(passes.edited()[0][i]).containsExactly(passes.bare()[i]);
            if (cases.all().get(passes.samples()[i]).asked()) {
                assertThat(passes.edited()[1][i]).isNotEqualTo(passes.bare()[i]);
            } else {
                // logits of the toy see their own row alone
                assertThat(passes.edited()[1][i]).containsExactly(passes.bare()[i]);
            }
        }
    }

    @Test
    void residuesAreCountedFromOneAndOtherAxesFromZero() {
        ToyLetters subject = new ToyLetters(true, 1);
        Where.Row third = new Where.Row(ToyLetters.HOOK, 0, 3, new int[] {2}, java.util.Map.of());
        assertThat(SteerPlaces.where("residue=3", java.util.Optional.of(subject))
                        .holds(third))
                .isTrue();
        assertThat(SteerPlaces.where("residue=2", java.util.Optional.of(subject))
                        .holds(third))
                .isFalse();
        assertThat(SteerPlaces.where("residue=2").holds(third)).isTrue();
        assertThat(SteerPlaces.where("").holds(third)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sampledLettersFollowTheDistributionAndAreTheSameWithoutStrength(boolean hides) {
        ToyLetters subject = new ToyLetters(hides, 13);
        LetterTarget target = target("C@1");
        LetterCases cases = new LetterCases(subject, target);
        cases.add(0, new ToyLetters.Word("a", "ACDE", 0), List.of(0), List.of(2), 1);
        int sequences = 4000;
        LetterSampling sampling = new LetterSampling(subject, manager, cases, target, sequences, 5);
        Intervention none = Intervention.of("mix", new Operation.Set(9), 1)
                .withWhere(sampling.rows())
                .withStrength(0);
        SampledLetters found = sampling.run(
                neurons(), List.of(new Variant(Variant.Kind.DOSE, "0", 0, List.of(none))), Progress.SILENT);
        double[] e = Arrays.stream(subject.logits(ToyLetters.tokens(hides ? "?CDE" : "ACDE"))[subject.predictor(0)])
                .skip(1)
                .map(Math::exp)
                .toArray();
        double expected = e[1] / Arrays.stream(e).sum();
        // the seed is fixed; 4 standard errors
        assertThat(found.passes().get(0).share())
                .isCloseTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / sequences) + 1e-9));
        assertThat(found.passes().get(1).share())
                .isEqualTo(found.passes().get(0).share());
        assertThat(found.passes().get(1).examples())
                .isEqualTo(found.passes().get(0).examples());
    }
}
