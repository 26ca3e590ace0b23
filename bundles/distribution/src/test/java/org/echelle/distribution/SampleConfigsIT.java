package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample config runs from samples to report, on few samples and steps. */
class SampleConfigsIT {
    /** What a config needs beside the settings that make it small; files that are not in the repository are asked for here. */
    private static final Map<String, Supplier<List<String>>> OWN = Map.ofEntries(
            Map.entry(
                    "protein-uniprot.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/protein/unirep64.safetensors"),
                            "samples.path=" + Shared.file("assets/protein/swissprot_emboss_100.dat"),
                            "samples.window=0")),
            Map.entry(
                    "protein-steer-motif.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/protein/unirep64.safetensors"),
                            "samples.path=" + Shared.file("assets/protein/swissprot_emboss_100.dat"),
                            "samples.window=0",
                            "samples.limit=24")),
            Map.entry(
                    "protein-low-n.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/protein/unirep64.safetensors"),
                            "samples.path=" + Shared.file("assets/protein/P62593_blat_dms.fasta"),
                            "samples.limit=120")),
            Map.entry(
                    "diffusion-digits.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/diffusion/DiffusionViT_mnist.safetensors"),
                            "judge.weights=" + Shared.file("assets/vision/vit_mnist.safetensors"),
                            "samples.each=16")),
            Map.entry(
                    "diffusion-shapes.yaml",
                    () -> List.of(
                            "subject.sampling.steps=2", "extract.where=[branch=1, timestep=500]", "samples.each=4")),
            Map.entry(
                    "diffusion-brush.yaml",
                    () -> List.of(
                            "subject.sampling.steps=2", "extract.where=[branch=1, timestep=500]", "samples.each=12")),
            Map.entry(
                    "blindspots-digits.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/vision/vit_mnist.safetensors"),
                            "samples.path=" + Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz"),
                            "extract.limit=160")),
            Map.entry("torchscript.yaml", () -> List.of("extract.limit=160")),
            Map.entry("vision-shapes.yaml", () -> List.of("samples.count=160")),
            Map.entry(
                    "vision-cifar.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/vision/resnet20.safetensors"),
                            "samples.path=" + Shared.file("assets/vision/cifar10/test_jpeg_2000.zip"),
                            "samples.limit=160")),
            Map.entry(
                    "vision-mnist.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/vision/vit_mnist.safetensors"),
                            "samples.path=" + Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz"),
                            "samples.limit=160")),
            Map.entry(
                    "medical-pneumonia.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/medical/pneumonia_vanilla_cnn.safetensors"),
                            "samples.path=" + Shared.file("assets/medical/pneumoniamnist.npz"),
                            "samples.marker-class=pneumonia",
                            "samples.limit=160")),
            Map.entry(
                    "medical-chest.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/medical/hybridgnet_unet.safetensors"),
                            "subject.image-size=128",
                            "samples.path=" + Shared.folder("assets/medical"),
                            "concepts.0.path=" + Shared.folder("assets/medical"),
                            "concepts.1.path=" + Shared.file("assets/medical/tbx11k/TBX11K_train.json"))),
            Map.entry(
                    "recommender-movielens.yaml",
                    () -> List.of(
                            "subject.weights=" + Shared.file("assets/recommender/sasrec_ml1m_epoch720.safetensors"),
                            "samples={kind: sequences, path: " + ml("val_input.txt") + ", append: "
                                    + ml("val_output.txt")
                                    + ", next: " + ml("test_output.txt") + ", user-numbers: " + ml("val_users.txt")
                                    + ", items: " + ml("movies.dat") + ", item-ids: " + ml("sas_to_original_items.txt")
                                    + ", users: " + ml("users.dat") + ", user-ids: " + ml("sas_to_original_users.txt")
                                    + "}",
                            "extract.rows-per-sample=4")));

    private static Path ml(String name) {
        return Shared.file("assets/recommender/ml1m/" + name);
    }

    /** Entries of the file of proteins, none of them in windows; pictures of the others. */
    private static final Map<String, Integer> COUNTS = Map.of(
            "medical-chest.yaml",
            7,
            "protein-uniprot.yaml",
            100,
            "protein-steer-motif.yaml",
            24,
            "protein-low-n.yaml",
            120,
            "diffusion-shapes.yaml",
            64,
            "diffusion-brush.yaml",
            192,
            "recommender-movielens.yaml",
            512);

    /** Concepts at least, where a config brings few. */
    private static final Map<String, Integer> CONCEPTS = Map.of(
            "protein-steer-motif.yaml",
            3,
            "protein-low-n.yaml",
            1,
            "medical-pneumonia.yaml",
            3,
            "medical-chest.yaml",
            4);

    /** What the config's own text says to do with the finished run, made small, and what is then said. */
    private static final Map<String, List<List<String>>> THEN = Map.of(
            "medical-pneumonia.yaml",
                    List.of(List.of(
                            "rely RUN --quiet --target pneumonia --samples 60 --k 1,5 --random 1 --bootstrap 20 --name it",
                            "AUROC of pneumonia is",
                            "features asked are better explained by how the sample was taken",
                            "page: file://")),
            "medical-chest.yaml",
                    List.of(List.of(
                            "rely RUN --quiet --target lungs --bootstrap 20 --name it",
                            "The best feature for area/lungs",
                            "page: file://")),
            "diffusion-shapes.yaml",
                    List.of(List.of(
                            "erase RUN --quiet --target red --method negative,ask-nothing --each 2 --tuning 1 --controls 0"
                                    + " --bootstrap 20 --name it",
                            "ask-nothing: unlearned",
                            "of shape",
                            "page: file://")),
            "diffusion-brush.yaml",
                    List.of(List.of(
                            "brush RUN --quiet --feature FEATURE --seeds 0..0 --strengths 2 --frames 2 --name it",
                            "page: file://")),
            "blindspots-digits.yaml",
                    List.of(
                            List.of(
                                    "sample --quiet --model ASSETS/diffusion/DiffusionViT_mnist.safetensors --seeds 0..3"
                                            + " --set=subject.sampling.steps=10 --out OUT/made",
                                    "40 pictures"),
                            List.of(
                                    "extract CONFIG --quiet --set=subject.weights=ASSETS/vision/vit_mnist.safetensors"
                                            + " --set=samples.kind=images --set=samples.path=OUT/made/pictures"
                                            + " --set=concepts.0.kind=folders --out OUT/made-run",
                                    "40"),
                            List.of(
                                    "compare RUN OUT/made-run --quiet --bootstrap 20 --out OUT/page",
                                    "comparison: file://")),
            "torchscript.yaml",
                    List.of(
                            List.of(
                                    "steer RUN --quiet --target knock/yes --samples 60 --controls 2 --bootstrap 20 --name it",
                                    "changes the probability of knock/yes",
                                    "page: file://"),
                            List.of(
                                    "attribute RUN --quiet --sample t003 --output knock/yes",
                                    "The logit of knock/yes for sample t003",
                                    "correlate"),
                            List.of(
                                    "rely RUN --quiet --target knock/yes --finding knock --samples 60 --k 1,5 --random 1 --bootstrap 20 --name it",
                                    "AUROC of knock/yes is",
                                    "The best feature for event/knock",
                                    "page: file://"),
                            List.of("search RUN:blocks.2 --quiet --sample t003 --top 2", "2 nearest of 159 samples")),
            "recommender-movielens.yaml",
                    List.of(List.of(
                            "rerank RUN --quiet --target genre/Horror --strengths 4 --controls 2 --users 100 --count 2"
                                    + " --bootstrap 20 --name it",
                            "Items with genre/Horror hold",
                            "tested features have a verified concept",
                            "page: file://")),
            "protein-steer-motif.yaml",
                    List.of(List.of(
                            "steer RUN --quiet --target G --samples 5 --controls 2 --bootstrap 20 --sequences 2"
                                    + " --strengths 0.5 --count 1 --no-random-subject --name g",
                            "changes the probability of G at",
                            "Of sampled letters")),
            "protein-low-n.yaml",
                    List.of(
                            List.of(
                                    "predict RUN --quiet --sizes 8,24 --repeats 3 --out OUT/predict",
                                    "one-hot by site",
                                    "log-likelihood, no labels"),
                            List.of(
                                    "design RUN --quiet --labels 60 --features 2 --controls 2 --lines 3 --mutations 2 --count 4"
                                            + " --out OUT/design",
                                    "proposals",
                                    "matched random features")));

    private static final List<String> SMALL = List.of(
            "dictionary.features=64",
            "dictionary.k=4",
            "dictionary.epochs=2",
            "dictionary.batch=256",
            "score.bootstrap=20",
            "report.feature-pages=2");

    @TempDir
    private Path temporary;

    static List<String> configs() throws IOException {
        try (Stream<Path> files = Files.list(EchelleProcess.config(""))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void runsFromSamplesToReport(String name) throws Exception {
        assertThat(OWN).as("small settings of every sample config").containsKey(name);
        Path run = temporary.resolve("run");
        List<String> line =
                new ArrayList<>(List.of("run", EchelleProcess.config(name).toString(), "--quiet", "--out=" + run));
        Stream.concat(SMALL.stream(), OWN.get(name).get().stream()).forEach(set -> line.add("--set=" + set));

        String said = EchelleProcess.run(temporary, line).ok().text();

        JsonNode facts = EchelleProcess.json(run.resolve("run.json"));
        assertThat(facts.path("status").asText()).isEqualTo("done");
        assertThat(facts.path("samples").path("count").asInt()).isEqualTo(COUNTS.getOrDefault(name, 160));
        assertThat(facts.path("skipped-samples").path("count").asInt()).isZero();
        assertThat(facts.path("hooks")).isNotEmpty();
        for (JsonNode hook : facts.path("hooks")) {
            JsonNode scored = facts.path("steps").path("score " + hook.asText());
            int told = scored.path("concepts").asInt();
            assertThat(told).as("concepts with enough positives").isPositive();
            assertThat(told + scored.path("concepts-left-out").asInt())
                    .isGreaterThanOrEqualTo(CONCEPTS.getOrDefault(name, 10));
            assertThat(scored.path("methods"))
                    .as("the dictionary and five baselines")
                    .hasSize(6);
        }
        assertThat(said).contains("report: file://");
        assertThat(run.resolve("report/index.html")).isNotEmptyFile();
        for (List<String> then : THEN.getOrDefault(name, List.of())) {
            String text = then.get(0)
                    .replace("FEATURE", describedFeature(run))
                    .replace("RUN", run.toString())
                    .replace("OUT", temporary.toString())
                    .replace("CONFIG", EchelleProcess.config(name).toString())
                    .replace("ASSETS/", then.get(0).contains("ASSETS/") ? Shared.folder("assets") + "/" : "");
            assertThat(EchelleProcess.run(temporary, List.of(text.split(" ")))
                            .ok()
                            .text())
                    .contains(then.subList(1, then.size()));
        }
    }

    /** A feature that fired: the first that has a card. */
    private static String describedFeature(Path run) throws IOException {
        try (Stream<Path> hooks = Files.list(run.resolve("hooks"))) {
            Path cards = hooks.findFirst().orElseThrow().resolve("cards.json");
            return EchelleProcess.json(cards).at("/cards/0/feature").asText();
        }
    }
}
