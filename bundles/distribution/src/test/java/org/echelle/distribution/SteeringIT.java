package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code steer} and {@code attribute} on small real runs: the claims of the issue, and their numbers counted again. */
class SteeringIT {
    @TempDir
    private Path temporary;

    private Path run(String config, String... settings) throws Exception {
        Path run = temporary.resolve("run");
        List<String> line =
                new ArrayList<>(List.of("run", EchelleProcess.config(config).toString(), "--quiet", "--out=" + run));
        for (String set : settings) {
            line.add("--set=" + set);
        }
        line.addAll(List.of("--set=score.bootstrap=0", "--set=score.baselines=[]", "--set=report.feature-pages=1"));
        EchelleProcess.run(temporary, line).ok();
        return run;
    }

    private EchelleProcess.Ended steer(Path run, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("steer", run.toString(), "--quiet", "--name=it"));
        line.addAll(List.of("--strengths=0.5", "--controls=4", "--bootstrap=200", "--no-random-subject"));
        line.addAll(List.of(arguments));
        return EchelleProcess.run(temporary, line);
    }

    @Test
    void ablatingTheFeaturesOfAShapeHurtsThatShapeFarMoreThanTheControls() throws Exception {
        Path run = run(
                "vision-shapes.yaml",
                "samples.count=500",
                "hooks=[blocks.1,blocks.3]",
                "dictionary.features=64",
                "dictionary.k=8",
                "dictionary.epochs=3");

        String said = steer(run, "--target=shape/circle").ok().text();

        assertThat(said).contains("The edit of 3 features changes the probability of shape/circle");
        claimHolds(run.resolve("steering/it"), "shape/circle");

        String concept =
                steer(run, "--target=patch-shape/circle", "--samples=150").ok().text();
        assertThat(concept).contains("changes the probability of patch-shape/circle");
        JsonNode probed = EchelleProcess.json(run.resolve("steering/it/steering.json"));
        assertThat(probed.path("truth").asText()).contains("read by linear probes on a sample's mean row at norm");
        JsonNode asked = probed.path("findings").path("doses");
        assertThat(asked.path(0).path("selectivity").path("mean").asDouble()).isZero();
        assertThat(asked.path(2).path("target").path("mean").asDouble()).isLessThan(-0.1);
        assertThat(probed.path("findings").path("classes").size()).isGreaterThanOrEqualTo(4);

        rowsAndSamplesOfAnEdit(run);

        EchelleProcess.run(
                        temporary,
                        "attribute",
                        run.toString(),
                        "--sample=3",
                        "--quiet",
                        "--name=it",
                        "--steps=128",
                        "--top=6")
                .ok();
        Path why = run.resolve("attribution/it");
        JsonNode found = EchelleProcess.json(why.resolve("attribution.json"));
        double change = found.path("logit").asDouble()
                - found.path("logit-without-features").asDouble();
        assertThat(found.path("sum-of-contributions").asDouble())
                .as("integrated gradients add up to the change of the logit")
                .isCloseTo(change, within(0.05 * Math.max(1, Math.abs(change))));
        assertThat(found.path("features")).hasSize(6);
        assertThat(correlation(found.path("features")))
                .isCloseTo(found.path("agreement-with-ablation").asDouble(), within(1e-9))
                .isGreaterThan(0.5);
        assertThat(found.path("graph-from").asText()).isEqualTo("blocks.1");
        assertThat(found.path("graph").path("edges").path(0)).isNotEmpty();
        assertThat(Files.readString(why.resolve("graph.svg")))
                .startsWith("<svg")
                .contains("blocks.1");
        assertThat(Files.readString(why.resolve("index.html"))).contains("Which earlier features feed them");
    }

    /** Behind the last block only the class token is read: an edit of it is an edit of all rows, and one of the patches is none. */
    private void rowsAndSamplesOfAnEdit(Path run) throws Exception {
        String[] edit = {"--target=shape/circle", "--samples=150", "--feature=" + chosen(run, "--where=class-token")};
        double all = effect(run, edit);
        assertThat(effect(run, with(edit, "--where=class-token")))
                .isEqualTo(all)
                .isLessThan(-0.1);
        assertThat(effect(run, with(edit, "--where=placed"))).isZero();
        assertThat(Files.readString(run.resolve("steering/it/index.html"))).contains("The edit changes no output");

        String said = steer(run, with(edit, "--when=firing=0.1")).ok().text();
        assertThat(said).contains("The gate opens on ", " selection samples with shape/circle and ");
        assertThat(steer(run, with(edit, "--when=change=1e6")).text())
                .contains("--when change=1e6 opens on no sample of the selection side")
                .doesNotContain("\tat ");
        assertThat(steer(run, with(edit, "--where=y=50..60")).text())
                .contains(
                        "No row at hook point blocks.3 is in --where y=50..60: its rows have y from 0 to 7, x from 0 to 7");

        EchelleProcess.Ended few = steer(run, with(edit, "--on=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19"))
                .ok();
        assertThat(few.text()).contains("of the 20 samples of --on lie on the selection side");
        assertThat(EchelleProcess.json(run.resolve("steering/it/steering.json"))
                        .path("held-out-samples")
                        .asInt())
                .isEqualTo(20);
    }

    private static String[] with(String[] arguments, String more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(more);
        return all.toArray(new String[0]);
    }

    /** The features that the default strategy chooses. */
    private String chosen(Path run, String where) throws Exception {
        steer(run, "--target=shape/circle", "--samples=150", where).ok();
        List<String> features = new ArrayList<>();
        for (JsonNode each :
                EchelleProcess.json(run.resolve("steering/it/steering.json")).path("features")) {
            features.add(each.path("feature").asText());
        }
        return String.join(",", features);
    }

    private double effect(Path run, String... arguments) throws Exception {
        steer(run, arguments).ok();
        for (JsonNode dose : EchelleProcess.json(run.resolve("steering/it/steering.json"))
                .path("findings")
                .path("doses")) {
            if (dose.path("strength").asDouble() == 1) {
                return dose.path("target").path("mean").asDouble();
            }
        }
        throw new AssertionError("no dose of strength 1");
    }

    @Test
    void projectingTheFeaturesOfACifarClassOutHurtsThatClassAndGoesIntoTheWeights() throws Exception {
        Path weights = Shared.file("assets/vision/resnet20.safetensors");
        Path pictures = Shared.file("assets/vision/cifar10/test_jpeg_2000.zip");
        Path run = run(
                "vision-cifar.yaml",
                "subject.weights=" + weights,
                "samples.path=" + pictures,
                "samples.limit=600",
                "dictionary.features=64",
                "dictionary.epochs=3");
        Path edited = temporary.resolve("edited.safetensors");

        String said = steer(run, "--target=frog", "--project=0", "--samples=300", "--fold=" + edited)
                .ok()
                .text();

        Path experiment = run.resolve("steering/it");
        claimHolds(experiment, "frog");
        assertThat(said).contains("The edit is folded into");
        JsonNode folded =
                EchelleProcess.json(experiment.resolve("steering.json")).path("folded");
        assertThat(folded.path("samples").asInt()).isEqualTo(300);
        assertThat(folded.path("largestEffect").asDouble()).isGreaterThan(1);
        assertThat(folded.path("largestDifference").asDouble())
                .isLessThan(1e-3 * folded.path("largestEffect").asDouble());
        assertThat(edited).isNotEmptyFile();

        EchelleProcess.Ended refused = steer(run, "--target=frog", "--fold=" + temporary.resolve("no.safetensors"));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text())
                .contains("cannot be folded into weights exactly")
                .doesNotContain("\tat ");
        assertThat(temporary.resolve("no.safetensors")).doesNotExist();
    }

    /** The claim, and the table's numbers from the single passes. */
    private static void claimHolds(Path experiment, String target) throws Exception {
        JsonNode json = EchelleProcess.json(experiment.resolve("steering.json"));
        JsonNode found = json.path("findings");
        JsonNode asked = null;
        for (JsonNode dose : found.path("doses")) {
            if (dose.path("strength").asDouble() == 0) {
                for (String each : List.of("target", "others", "selectivity", "towards")) {
                    assertThat(dose.path(each).path("mean").asDouble())
                            .as("strength 0 keeps every bit: " + each)
                            .isZero();
                }
            }
            asked = dose.path("strength").asDouble() == 1 ? dose : asked;
        }
        assertThat(found.path("doses")).hasSize(3);
        double own = asked.path("target").path("mean").asDouble();
        assertThat(own).as("the class itself").isLessThan(-0.2);
        assertThat(asked.path("selectivity").path("interval").path("low").asDouble())
                .as("more than the other classes")
                .isPositive();
        assertThat(found.path("summaries").size()).isGreaterThanOrEqualTo(2);
        for (JsonNode summary : found.path("summaries")) {
            String kind = summary.path("kind").asText();
            double sum = 0;
            double sizes = 0;
            int draws = 0;
            int asMuch = 0;
            for (JsonNode control : found.path("controls")) {
                if (control.path("kind").asText().equals(kind)) {
                    double change = control.path("target").path("mean").asDouble();
                    sum += change;
                    sizes += Math.abs(change);
                    draws++;
                    asMuch += Math.abs(change) >= Math.abs(own) ? 1 : 0;
                }
            }
            assertThat(summary.path("draws").asInt()).as(kind).isEqualTo(draws).isEqualTo(4);
            assertThat(summary.path("mean").asDouble()).as(kind).isCloseTo(sum / draws, within(1e-9));
            assertThat(summary.path("ratio").asDouble())
                    .as(kind)
                    .isCloseTo(Math.abs(own) / (sizes / draws), within(1e-6));
            assertThat(summary.path("share").asDouble())
                    .as(kind)
                    .isCloseTo((1.0 + asMuch) / (1 + draws), within(1e-12));
            assertThat(summary.path("difference").path("interval").path("high").asDouble())
                    .as("below " + kind)
                    .isNegative();
        }
        String page = Files.readString(experiment.resolve("index.html"));
        assertThat(page)
                .contains("Edit of " + target)
                .contains("Beside its controls")
                .contains("random directions")
                .contains("95 % intervals")
                .contains(asked.path("target").path("n").asInt() + " with the target")
                .doesNotContain("NaN");
        for (String file : List.of("effects.csv", "dose-response.svg", "controls.svg")) {
            assertThat(experiment.resolve(file)).isNotEmptyFile();
        }
    }

    /** Pearson's, of contributions and ablations. */
    private static double correlation(JsonNode lines) {
        double a = 0;
        double b = 0;
        for (JsonNode line : lines) {
            a += line.path("contribution").asDouble() / lines.size();
            b += line.path("ablation").asDouble() / lines.size();
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (JsonNode line : lines) {
            double x = line.path("contribution").asDouble() - a;
            double y = line.path("ablation").asDouble() - b;
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }
        return ab / Math.sqrt(aa * bb);
    }
}
