package org.echelle.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.Reopened;
import org.echelle.runs.Run;
import org.echelle.runs.RunConfig;
import org.echelle.runs.RunException;
import org.echelle.runs.RunFolder;
import org.echelle.runs.ToyPictures;
import org.echelle.runs.pictures.Course;
import org.echelle.runs.pictures.Picture;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasing where each class has one direction of its own, so that everything that should work does so wholly. */
class EraseJobTest {
    private static final double ALL = 1;
    private static final String BLOCK = "hooks=[block, 'block@timestep=150..400']";

    @TempDir
    static Path temp;

    @BeforeAll
    static void run() {
        run("asked", BLOCK, "subject={kind: world}", "samples={each: 24}");
        run("unasked", BLOCK, "subject={kind: world, ask: false}", "samples={each: 24, ask: false}");
        run(
                "texts",
                "hooks=[text_encoder.last]",
                "subject={kind: world, text: true}",
                "samples={each: 24, text: true}");
    }

    private static RunConfig config(String name, String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy-pictures",
                "judge={domain: toy-pictures, kind: eye}",
                "extract={where: [branch=1]}",
                "dictionary={features: 12, k: 1, batch: 64, steps: 400}",
                "score={bootstrap: 0, baselines: []}",
                "out=" + temp.resolve(name)));
        all.addAll(List.of(assignments));
        return RunConfig.of("toy", all);
    }

    private static void run(String name, String... assignments) {
        RunConfig config = config(name, assignments);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyPictures(), Progress.SILENT)) {
            new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT).go(Run.Step.SCORE, false);
        }
    }

    private static final class Notes extends NotedProgress {
        private final int most;

        /** @param most notes before it cancels */
        Notes(int most) {
            this.most = most;
        }

        @Override
        public void check() {
            if (notes().size() >= most) {
                throw new CancelledException("Somebody asked.");
            }
        }
    }

    private static EraseOptions options(String hook, List<String> targets, boolean together, String... methods) {
        return options(hook, targets, together, false, methods);
    }

    private static EraseOptions options(
            String hook, List<String> targets, boolean together, boolean frontier, String... methods) {
        return new EraseOptions(
                hook,
                targets,
                together,
                List.of(methods),
                "",
                "",
                "",
                List.of(),
                0,
                80,
                6,
                2,
                1,
                50,
                1_000_000,
                "",
                frontier);
    }

    private static Map.Entry<Path, EraseOutcome> erase(String name, EraseOptions options, Progress progress) {
        RunConfig config = RunConfig.reopen(temp.resolve(name), List.of());
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyPictures(), progress)) {
            return EraseJob.go(new Reopened(opened, folder, Map.of("echelle", "test"), progress), options);
        }
    }

    private static EraseOutcome erased(String name, EraseOptions options) {
        return erase(name, options, Progress.SILENT).getValue();
    }

    private static EraseResult of(EraseOutcome outcome, String method) {
        return outcome.results().stream()
                .filter(r -> r.method().equals(method))
                .findFirst()
                .orElseThrow();
    }

    private static void gone(EraseResult result) {
        assertThat(result.score()).as(result.setting()).isPresent();
        assertThat(result.score().get().unlearning().value())
                .as(result.method() + " unlearns, " + result.setting())
                .isEqualTo(ALL);
        assertThat(result.score().get().loss().value())
                .as(result.method() + " loses, " + result.setting())
                .isZero();
    }

    @Test
    void everyMethodErasesAClassOfItsOwnDirectionAndKeepsTheRest() {
        EraseOutcome outcome = erased("asked", options("block", List.of("cat"), false));
        assertThat(outcome.unedited().value()).isEqualTo(ALL);
        assertThat(outcome.n()).isEqualTo(24);
        for (String method :
                List.of("saeuron", "itd", "itd-kept", "gated", "ablate", "project", "ask-nothing", "swap")) {
            gone(of(outcome, method));
        }
        assertThat(of(outcome, "random").score().get().unlearning().value()).isZero();
        assertThat(outcome.before()).hasSize(16);
        assertThat(of(outcome, "ablate").pictures()).hasSize(16);
    }

    /** Asking for something else changes samples of the target alone; guidance away from it darkens its pixel in every sample. */
    @Test
    void whatNobodyTouchedDidNotMoveInTheJudgesEyes() {
        EraseOutcome outcome = erased("asked", options("block", List.of("cat"), false, "swap", "negative"));
        assertThat(outcome.distanceHook()).isEqualTo("pixels");
        FeatureDistances untouched =
                of(outcome, "swap").score().orElseThrow().distances().orElseThrow();
        assertThat(untouched.kernel().above().value()).isZero();
        assertThat(untouched.kernel().edited().n()).isEqualTo(9); // three classes, three of six seeds
        assertThat(untouched.frechet().edited().value())
                .isEqualTo(untouched.frechet().floor().value());
        assertThat(untouched.moved().because())
                .contains("no two samples of one condition differ"); // 8 bits hide the noise
        FeatureDistances guided =
                of(outcome, "negative").score().orElseThrow().distances().orElseThrow();
        assertThat(guided.kernel().above().value()).isPositive();
        double dark = Math.round(0.02 * 255); // that pixel's brightness, which falls to 0
        assertThat(guided.frechet().above().value()).isCloseTo(dark * dark, within(1e-3));
        assertThat(((Map<?, ?>) outcome.json().get("means")).toString()).contains("kept-kernel-distance", "kept-moved");
    }

    /** The judge takes for blank what is darker than 110. */
    @Test
    void oneSampleOfTheTargetIsShownOnItsWay() {
        EraseOutcome outcome = erased("asked", options("block", List.of("cat"), false, "ablate", "swap"));
        List<Course> courses = outcome.courses().get("cat");
        assertThat(courses).extracting(Course::name).containsExactly("unedited", "ablate", "swap");
        assertThat(courses.get(0).timesteps()).containsExactly(100);
        int cat = ToyPictures.CLASSES.indexOf("cat");
        assertThat(courses.get(0).pictures().get(0).bytes(1)[cat] & 255).isEqualTo(255);
        assertThat(courses.get(1).pictures().get(0).bytes(1)[cat] & 255).isLessThan(110);
        assertThat(courses.get(2).pictures().get(0).bytes(1)[cat] & 255).isLessThan(110);
    }

    @Test
    void everySettingIsMeasuredWhereTheFrontierIsWanted() {
        assertThat(erased("asked", options("block", List.of("cat"), false, "ablate"))
                        .settings())
                .isEmpty();
        EraseOptions options = options("block", List.of("cat"), false, true, "ablate", "swap");
        EraseOutcome outcome = erased("asked", options);
        assertThat(outcome.settings()).extracting(EraseResult::method).containsOnly("ablate", "swap");
        assertThat(outcome.settings()).extracting(EraseResult::setting).doesNotHaveDuplicates();
        assertThat(outcome.settings().stream().filter(r -> r.method().equals("swap")))
                .as("ask for bee; the same, guided away; ask for nothing, guided away")
                .hasSize(3);
        for (EraseResult chosen : List.of(of(outcome, "ablate"), of(outcome, "swap"))) {
            EraseResult again = outcome.settings().stream()
                    .filter(r ->
                            r.method().equals(chosen.method()) && r.setting().equals(chosen.setting()))
                    .findFirst()
                    .orElseThrow();
            assertThat(again.score()).isEqualTo(chosen.score());
        }
        assertThat(outcome.json().get("settings").toString()).contains("guided away from cat");
    }

    /** All six seeds say the same of both classes: Wilson's ends are n / (n + z^2) and, for a difference, -z^2 / (n + z^2). */
    @Test
    void meansOverClassesHaveAnIntervalInTheFileForOtherPrograms() {
        EraseOutcome outcome = erased("asked", options("block", List.of("cat", "dog"), false, "swap"));
        assertThat(outcome.means()).containsOnlyKeys("swap", "random");
        assertThat(outcome.means().get("swap").targets()).isEqualTo(2);
        JsonNode swap =
                new ObjectMapper().valueToTree(outcome.json()).get("means").get("swap");
        double z2 = 1.959963984540054 * 1.959963984540054;
        assertThat(swap.get("unlearning").get("low").doubleValue()).isCloseTo(6 / (6 + z2), within(1e-9));
        assertThat(swap.get("retention-loss").get("low").doubleValue()).isCloseTo(-z2 / (6 + z2), within(1e-9));
    }

    /** Two classes together: swap then has no single class to be guided away from, and asks for another one. */
    private static EraseOptions attacked(double bound, String... methods) {
        return new EraseOptions(
                "block",
                List.of("cat", "dog"),
                true,
                List.of(methods),
                "bee",
                "",
                "",
                List.of(),
                bound,
                160,
                6,
                2,
                0,
                50,
                1_000_000,
                "",
                false);
    }

    private static Robustness robust(EraseOutcome outcome, String method) {
        return outcome.robustness().stream()
                .filter(r -> r.method().equals(method))
                .findFirst()
                .orElseThrow();
    }

    /**
     * A class is told as 3 in its place, and the largest is shown: from bee to cat the shortest way is 3 / sqrt(2), 0.71 of the length. What
     * is taken out of the rows does not come back, however much of it is told.
     */
    @Test
    void anAttackBringsBackWhatIsNearAndNotWhatIsGone() {
        EraseOutcome far = erased("asked", attacked(0.8, "swap", "project"));
        assertThat(far.attacked().hook()).isEqualTo("class");
        Robustness.Attack swapped = robust(far, "swap").attack().orElseThrow();
        assertThat(swapped.asked()).isEqualTo("cat"); // which swap turns into bee
        assertThat(swapped.before().value()).isZero();
        assertThat(swapped.after().value()).isEqualTo(ALL);
        assertThat(swapped.gain().value()).isEqualTo(ALL);
        assertThat(swapped.gain().interval().low())
                .as("a few samples that agree say nothing for certain")
                .isLessThan(ALL);
        assertThat(swapped.samples()).isBetween(80, 160);
        Robustness.Attack gone = robust(far, "project").attack().orElseThrow();
        assertThat(gone.after().value()).isZero();
        Robustness.Attack reference = robust(far, "unedited").attack().orElseThrow();
        assertThat(reference.asked()).isEqualTo("bee");
        assertThat(reference.before().value()).isZero();
        assertThat(reference.after().value()).isEqualTo(ALL);
        assertThat(reference.random().value()).isLessThan(ALL);
        assertThat(far.json().get("robustness").toString()).contains("random-direction", "samples-of-the-search");

        EraseOutcome near = erased("asked", attacked(0.6, "swap"));
        assertThat(robust(near, "swap").attack().orElseThrow().after().value()).isZero();
        assertThat(robust(near, "unedited").attack().orElseThrow().after().value())
                .isZero();
    }

    @Test
    void otherWordsShowWhatAMethodOnlyKnewByName() {
        List<String> prompts = List.of("a big cat", "one feline");
        EraseOutcome outcome = erased(
                "texts",
                new EraseOptions(
                        "",
                        List.of("cat"),
                        false,
                        List.of("concept-steerers", "swap"),
                        "",
                        "",
                        "",
                        prompts,
                        0,
                        80,
                        6,
                        2,
                        0,
                        50,
                        1_000_000,
                        "",
                        false));
        List<Robustness.Prompted> plain = robust(outcome, "unedited").prompts();
        assertThat(plain).extracting(Robustness.Prompted::prompt).isEqualTo(prompts);
        assertThat(plain.get(0).shows().value()).isEqualTo(ALL);
        assertThat(plain.get(1).shows().value()).isZero(); // the model knows no such word
        assertThat(robust(outcome, "concept-steerers").prompts().get(0).shows().value())
                .isZero();
        assertThat(robust(outcome, "swap").attack()).isEmpty();

        assertThatThrownBy(() -> erased(
                        "asked",
                        new EraseOptions(
                                "block",
                                List.of("cat"),
                                false,
                                List.of("swap"),
                                "",
                                "",
                                "",
                                prompts,
                                0,
                                80,
                                6,
                                2,
                                0,
                                50,
                                1_000_000,
                                "",
                                false)))
                .isInstanceOf(RunException.class)
                .hasMessage(
                        "This subject is asked for classes, not for texts, so that there is nothing to paraphrase; leave"
                                + " --paraphrase out.");
    }

    @Test
    void whereNothingCanBeAskedForNothingIsAttacked() {
        EraseOptions options = new EraseOptions(
                "block",
                List.of("cat"),
                false,
                List.of("ablate"),
                "",
                "",
                "",
                List.of(),
                0.5,
                80,
                6,
                2,
                0,
                50,
                1_000_000,
                "",
                false);
        assertThatThrownBy(() -> erased("unasked", options))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("nothing can be asked for; leave --attack out");
        assertThatThrownBy(() -> attacked(-1)).isInstanceOf(RunException.class).hasMessageContaining("An attack adds");
    }

    @Test
    void severalClassesGoTogetherAndTheRestStays() {
        Map.Entry<Path, EraseOutcome> done = erase(
                "asked",
                options(
                        "block",
                        List.of("ant", "dog"),
                        true,
                        "saeuron",
                        "itd",
                        "ablate",
                        "project",
                        "negative",
                        "swap"),
                Progress.SILENT);
        assertThat(done.getKey().getFileName()).hasToString("block-ant+dog");
        for (String method : List.of("saeuron", "itd", "ablate", "project", "swap")) {
            EraseResult result = of(done.getValue(), method);
            assertThat(result.target()).isEqualTo("ant+dog");
            gone(result);
        }
        assertThat(of(done.getValue(), "negative").score()).isEmpty();
        assertThat(of(done.getValue(), "negative").setting()).contains("one thing at a time");
    }

    @Test
    void textsAreEditedBeforeTheNetworkReadsThem() {
        EraseOutcome outcome = erased("texts", options("", List.of("cat"), false));
        assertThat(outcome.asked()).contains("a red ant", "one cat").hasSize(12);
        assertThat(outcome.unedited().value()).isEqualTo(ALL);
        for (String method : List.of("concept-steerers", "weight-edit", "swap", "ask-nothing")) {
            gone(of(outcome, method));
        }
        assertThat(of(outcome, "concept-steerers").setting()).startsWith("\"cat\", lambda -");
        assertThat(of(outcome, "saedit").score().get().loss().value()).isZero();
        assertThat(of(outcome, "swap").setting()).startsWith("ask for ");
    }

    @Test
    void whatReadsTextsIsNotTriedOnAHookPointWithoutThem() {
        String why = "It edits rows of a text encoder, and block is no hook point of one.";
        EraseResult result = of(
                erased("asked", options("block", List.of("cat"), false, "concept-steerers", "ablate")),
                "concept-steerers");
        assertThat(result.setting()).isEqualTo(why);
        assertThatThrownBy(() -> erased("asked", options("block", List.of("cat"), false, "concept-steerers")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("Nothing that was named fits here; concept-steerers: " + why);
    }

    @Test
    void aViewOfAHookPointIsEditedWhereItsRowsAre() {
        EraseOutcome part = erased("asked", options("block@timestep=150..400", List.of("bee"), false, "ablate"));
        assertThat(part.hook()).isEqualTo("block@timestep=150..400");
        EraseOutcome whole = erased("asked", options("block", List.of("bee"), false, "ablate"));
        int bee = ToyPictures.CLASSES.indexOf("bee");
        int before = brightness(whole.before(), bee);
        int after = brightness(whole.results().get(0).pictures(), bee);
        assertThat(after).isLessThan(before / 2);
        // only two of three timesteps are within the view
        assertThat((double) brightness(part.results().get(0).pictures(), bee))
                .isCloseTo((before + 2 * after) / 3.0, within(6.0));
    }

    /** Of a class's pixel in the first picture that was asked to show it. */
    private static int brightness(List<Picture> pictures, int shown) {
        return pictures.get(shown).bytes(1)[shown] & 255;
    }

    @Test
    void whereNothingIsAskedForTheClassesShareFalls() {
        EraseOutcome outcome = erased("unasked", options("block", List.of("cat"), false));
        assertThat(outcome.asked()).isEmpty();
        assertThat(outcome.unedited().defined()).isFalse();
        assertThat(of(outcome, "ablate").score().get().unlearning().value()).isEqualTo(ALL);
        assertThat(of(outcome, "itd").setting()).contains("no gate");
        assertThat(outcome.results()).extracting(EraseResult::method).doesNotContain("negative", "ask-nothing", "swap");

        outcome = erased("unasked", options("block", List.of("cat"), false, "ask-nothing", "ablate"));
        assertThat(of(outcome, "ask-nothing").setting()).isEqualTo("Nothing can be asked for.");
    }

    @Test
    void gatesAreCalibratedAndSayWhomTheyLetThrough() {
        EraseOutcome outcome = erased("asked", options("block", List.of("ant"), false, "itd", "gated"));
        assertThat(of(outcome, "itd").setting())
                .containsPattern("gate [0-9.e-]+ passed by 30 of 30 held-out samples of the target and 0 of 90 others");
        assertThat(of(outcome, "gated").setting())
                .containsPattern(
                        "gate [0-9.e-]+ passed by 30 of 30 held-out samples of the target and \\d+ of 90 others");
    }

    @Test
    void aCancelledErasureKeepsWhatItSaidAndLeavesNoPage() {
        Notes notes = new Notes(1);
        assertThatThrownBy(() -> erase("asked", options("block", List.of("ant"), false), notes))
                .isInstanceOf(CancelledException.class);
        assertThat(notes.notes()).hasSize(1);
        assertThat(notes.notes().get(0)).startsWith("ant by saeuron (");
        assertThat(temp.resolve("asked/erasure")).doesNotExist();
    }

    @Test
    void whatCannotBeDoneIsRefusedInASentence() {
        assertThatThrownBy(() -> erased("asked", options("block", List.of("elk"), false)))
                .isInstanceOf(RunException.class)
                .hasMessage("There is no class 'elk' to erase; there are ant, bee, cat, dog.");
        assertThatThrownBy(() -> erased("asked", options("block", List.of("ant"), false, "magic")))
                .isInstanceOf(RunException.class)
                .hasMessageStartingWith("There is no erasure method 'magic'; there are saeuron,");
        assertThatThrownBy(() -> erased("asked", options("block", ToyPictures.CLASSES, true)))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("nothing is left to keep");
        assertThatThrownBy(() -> options("block", List.of("ant"), true))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("at least two of them");
    }
}
