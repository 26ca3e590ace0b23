package org.echelle.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.echelle.host.Host;
import org.echelle.vision.shapes.Factor;
import org.echelle.vision.shapes.ShapesWorld;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.wiring.BundleWiring;

/** What a finished run can be asked (search, select, hypotheses, compare, cards), by the verbs, on one small run of the shapes world. */
class FindingsIT {
    private static final int SAMPLES = 400;
    private static final long WORLD = 7;

    @TempDir
    private static Path temporary;

    private static Host host;
    private static Path plugins;
    private static Path run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void runOnce() throws Exception {
        host = Host.start(Distribution.folders(temporary));
        plugins = temporary.resolve("plugins");
        try (var shipped = Files.list(Distribution.HOME.resolve("plugins"))) {
            Path jar = shipped.filter(f -> f.getFileName().toString().startsWith("echelle-vision"))
                    .findFirst()
                    .orElseThrow();
            Path fresh = Files.copy(jar, temporary.resolve("fresh.jar"));
            Files.move(fresh, plugins.resolve("vision.jar"), StandardCopyOption.ATOMIC_MOVE);
        }
        host.plugins().settle();
        run = temporary.resolve("run");
        Path config = Files.writeString(temporary.resolve("run.yaml"), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: shapes, count: %d, seed: %d}
                concepts: [{kind: factors}]
                hooks: [blocks.3]
                dictionary: {architecture: topk, features: 64, k: 8, epochs: 4, batch: 512}
                score: {held-out: 0.5, bootstrap: 20, baselines: []}
                report: {feature-pages: 3}
                device: cpu
                """.formatted(SAMPLES, WORLD));
        assertThat(host.run("run", config.toString(), "--out", run.toString(), "--quiet"))
                .isZero();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void aDescriberBundleSpeaksOnTheCardsForAsLongAsItIsInstalled() throws Exception {
        assertThat(texts()).containsOnlyOnce("concepts").doesNotContain(TellingBundle.SIGNED);

        Distribution.jar(
                plugins.resolve("telling.jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example.telling",
                        "Bundle-Activator", TellingBundle.class.getName(),
                        "Import-Package", "org.osgi.framework,org.echelle.analysis.naming;version=\"[1.0,2)\""),
                TellingBundle.class,
                TellingBundle.Telling.class);
        host.plugins().settle();
        WeakReference<ClassLoader> loader = loader("org.example.telling");
        done("score", run.toString(), "--quiet");
        done("report", run.toString(), "--quiet");

        assertThat(texts()).containsExactly("concepts", TellingBundle.SIGNED);
        JsonNode card = cards().get(0);
        String told = card.path("texts").get(1).path("text").asText();
        assertThat(told).startsWith("We call number " + card.path("feature").asInt() + " <");
        assertThat(pages()).anyMatch(p -> p.contains("We call number") && p.contains("(" + TellingBundle.SIGNED + ")"));

        Files.delete(plugins.resolve("telling.jar"));
        host.plugins().settle();
        done("score", run.toString(), "--quiet");

        assertThat(texts()).containsExactly("concepts");
        await(() -> {
            System.gc();
            return loader.refersTo(null);
        });
    }

    @Test
    void anEditedSearchLeavesOutWhatItWasToldTo() throws Exception {
        JsonNode plain = asked("search", "--sample", "17", "--top", "6");
        assertThat(plain.path("hits")).hasSize(6);
        int feature =
                plain.path("hits").get(0).path("reasons").get(0).path("feature").asInt();

        JsonNode edited = asked("search", "--sample", "17", "--top", "6", "--without", "" + feature, "--set", "0=2.5");

        for (JsonNode hit : edited.path("hits")) {
            assertThat(hit.path("cosine").asDouble()).isBetween(0.0, 1.0);
            assertThat(hit.path("number").asInt()).isNotEqualTo(17);
            assertThat(numbers(hit.path("reasons"), "feature")).doesNotContain(feature);
        }
        assertThat(Files.readString(folder.resolve("out/index.html")))
                .contains("Nearest to the query as it is")
                .contains("without " + feature)
                .contains("href=\"#sample-cosine\"");
    }

    @Test
    void aSubsetLikeGivenSamplesIsNearerToThemThanRandomOnes() throws Exception {
        Path wanted = Files.writeString(folder.resolve("wanted.txt"), "3\n\n17\n40\n");

        JsonNode found = asked("select", "--count", "12", "--like", wanted.toString());

        List<String> names = Files.readAllLines(folder.resolve("out/samples.txt"));
        assertThat(names).hasSize(12).doesNotHaveDuplicates();
        assertThat(names).doesNotContain(ShapesWorld.id(3), ShapesWorld.id(17), ShapesWorld.id(40));
        for (JsonNode random : found.path("random")) {
            assertThat(found.path("figure").asDouble()).isLessThan(random.asDouble());
        }
    }

    @Test
    void aPlantedTargetIsFoundAndNoiseIsNot() throws Exception {
        ShapesWorld world = new ShapesWorld(WORLD);
        int light = Factor.BACKGROUND.terms().indexOf("light");
        Random noise = new Random(5);
        StringBuilder table = new StringBuilder("sample,brightness,noise\n");
        for (int i = 0; i < SAMPLES; i++) {
            boolean is = world.factors(i)[Factor.BACKGROUND.place()] == light;
            table.append(ShapesWorld.id(i))
                    .append(',')
                    .append((is ? 1 : 0) + 0.5 * noise.nextGaussian())
                    .append(',')
                    .append(noise.nextGaussian())
                    .append('\n');
        }
        Path target = Files.writeString(folder.resolve("target.csv"), table);

        JsonNode planted = asked("hypotheses", "--target", target.toString(), "--permutations", "50");
        // a feature of another background, which lies against the target, may be clearer still
        JsonNode best = StreamSupport.stream(planted.path("findings").spliterator(), false)
                .filter(f ->
                        f.path("confirmed").asBoolean() && f.path("heldOut").asDouble() > 0)
                .findFirst()
                .orElseThrow();
        assertThat(StreamSupport.stream(cards().spliterator(), false)
                        .filter(c -> c.path("feature").asInt()
                                == best.path("feature").asInt())
                        .toList())
                .singleElement()
                .satisfies(card -> assertThat(card.toString()).contains("light (background)"));

        JsonNode nothing = asked("hypotheses", "--target", target + ":noise", "--permutations", "50");
        assertThat(nothing.path("findings")).noneMatch(f -> f.path("confirmed").asBoolean());
    }

    @Test
    void otherSamplesOfTheSameWorldShowNoShift() throws Exception {
        Path other = folder.resolve("other");
        done(
                "extract",
                temporary.resolve("run.yaml").toString(),
                "--set",
                "samples.count=200",
                "--set",
                "samples.seed=99",
                "--out",
                other.toString(),
                "--quiet");
        Path out = folder.resolve("compared");
        done("compare", run.toString(), other.toString(), "--out", out.toString(), "--quiet");

        JsonNode found = EchelleProcess.json(out.resolve("result.json"));
        assertThat(found.path("kind").asText()).isEqualTo("samples");
        assertThat(found.path("second").path("samples").asInt()).isEqualTo(200);
        for (JsonNode pair : found.path("pairs")) {
            assertThat(pair.path("shift").path("q").asDouble()).isBetween(0.0, 1.0);
        }
        assertThat(Files.readString(out.resolve("index.html"))).contains("href=\"#delta\"");
    }

    @Test
    void whatCannotBeAskedIsToldInASentence() throws Exception {
        Path constant = Files.writeString(folder.resolve("constant.csv"), "sample,y\n" + rows(40, "1"));
        Path strangers = Files.writeString(folder.resolve("strangers.csv"), "sample,y\nzebra,1\nlion,2\n");
        Path few = Files.writeString(folder.resolve("few.csv"), "sample,y\n" + rows(3, "1"));

        assertThat(refused("hypotheses", "--target", constant.toString())).contains("constant goes along with nothing");
        assertThat(refused("hypotheses", "--target", strangers.toString())).contains("\"zebra\"", ShapesWorld.id(0));
        assertThat(refused("hypotheses", "--target", few.toString())).contains("are needed");
        assertThat(refused("search", "--sample", "zebra")).contains("no sample \"zebra\"");
        assertThat(refused("search", "--sample", "17", "--without", "64")).contains("the dictionary has 0 to 63");
        assertThat(refused("search", "--sample", "17", "--top", "0")).contains("--top is 1 or more");
        assertThat(refused("select", "--count", "0")).contains("ask for 1 to");
        assertThat(refused("select", "--count", "5", "--like", "")).contains("names no sample");
        assertThat(refused("select", "--count", "5", "--like", "gone.txt")).contains("no file gone.txt");
        assertThat(refused("compare", temporary.resolve("nowhere").toString())).contains("holds no run");
        assertThat(refused("compare", run + ":norm")).contains("no hook point norm");
    }

    private static String rows(int count, String value) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(ShapesWorld.id(i)).append(',').append(value).append('\n');
        }
        return all.toString();
    }

    private static void done(String... line) {
        assertThat(host.run(line)).as(String.join(" ", line)).isZero();
    }

    /** Asks the run, and gives what was found. */
    private JsonNode asked(String verb, String... options) throws Exception {
        Path out = folder.resolve("out");
        List<String> line = new ArrayList<>(List.of(verb, run.toString(), "--quiet", "--out", out.toString()));
        line.addAll(List.of(options));
        done(line.toArray(String[]::new));
        assertThat(Files.readString(out.resolve("index.html"))).doesNotContain("NaN");
        return EchelleProcess.json(out.resolve("result.json"));
    }

    /** What the program says where it refuses. */
    private String refused(String verb, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of(verb, run.toString()));
        line.addAll(List.of(options));
        line.addAll(List.of("--quiet", "--out", folder.resolve("refused").toString()));
        Path said = folder.resolve("said.txt");
        PrintStream before = System.err;
        try (PrintStream err = new PrintStream(said.toFile(), UTF_8)) {
            System.setErr(err);
            assertThat(host.run(line.toArray(String[]::new)))
                    .as(String.join(" ", line))
                    .isEqualTo(1);
        } finally {
            System.setErr(before);
        }
        String text = Files.readString(said);
        assertThat(text).startsWith("echelle: ").doesNotContain("defect").doesNotContain("\tat ");
        assertThat(folder.resolve("refused")).doesNotExist();
        return text;
    }

    private static JsonNode cards() throws Exception {
        return EchelleProcess.json(run.resolve("hooks/blocks.3/cards.json")).path("cards");
    }

    /** Who described the first card. */
    private static List<String> texts() throws Exception {
        List<String> by = new ArrayList<>();
        cards().get(0).path("texts").forEach(t -> by.add(t.path("by").asText()));
        return by;
    }

    private static List<String> pages() throws Exception {
        List<String> all = new ArrayList<>();
        try (var files = Files.walk(run.resolve("report"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".html")).toList()) {
                all.add(Files.readString(file));
            }
        }
        return all;
    }

    private static List<Integer> numbers(JsonNode nodes, String field) {
        List<Integer> all = new ArrayList<>();
        nodes.forEach(n -> all.add(n.path(field).asInt()));
        return all;
    }

    private static WeakReference<ClassLoader> loader(String bundle) {
        for (var b : host.context().getBundles()) {
            if (bundle.equals(b.getSymbolicName())) {
                return new WeakReference<>(b.adapt(BundleWiring.class).getClassLoader());
            }
        }
        throw new AssertionError(
                "the bundle " + bundle + " is not there: " + host.plugins().list());
    }

    private static void await(BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 30 s in vain").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
