package org.echelle.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes as users make them, through the program: one sentence, an exit code, nothing written lost. */
class BadInputIT {
    private static final String TRAIN = "--set features=64 --set k=4 --set batch=64 --set steps=6000 "
            + "--set checkpoint-every=500 --set aux-weight=0 --quiet";

    @TempDir
    private Path temporary;

    @Test
    void everyMistakeIsOneSentenceThatSaysWhatIsWrongAndWhere() throws Exception {
        config("good.yaml", "  k: 4");
        config("unknown.yaml", "  kk: 4");
        config("many.yaml", "  k: 65");
        config("word.yaml", "  k: lots");
        Files.writeString(temporary.resolve("list.yaml"), "- a\n");
        Files.writeString(temporary.resolve("empty.yaml"), "");
        Files.createDirectories(temporary.resolve("bare"));
        matrix("nan.npy", 50, 16, Float.NaN);
        matrix("rows.npy", 50, 16, 0.5f);
        Files.write(
                temporary.resolve("cut.npy"), Arrays.copyOf(Files.readAllBytes(temporary.resolve("rows.npy")), 900));
        foreignWeights("other.safetensors");
        Files.writeString(temporary.resolve("words.pt"), "I am no weights.");

        Map<String, List<String>> wanted = new LinkedHashMap<>();
        wanted.put(
                "run unknown.yaml", List.of("unknown.yaml, line 9, column 3: unknown key 'kk'", "did you mean 'k'?"));
        wanted.put("run many.yaml", List.of("many.yaml, line 9, column 3: 'k' = 65 is more", "at most 64"));
        wanted.put("run word.yaml", List.of("word.yaml, line 9, column 6: 'k' must be a whole number, not 'lots'"));
        wanted.put(
                "run list.yaml", List.of("list.yaml, line 1, column 1: a run config is a list of 'key: value' lines"));
        wanted.put("run empty.yaml", List.of("empty.yaml", "needs the key 'domain'"));
        wanted.put("run gone.yaml", List.of("There is no config file gone.yaml"));
        wanted.put("run bare", List.of("bare holds no run"));
        wanted.put(
                "run good.yaml --out o --set hooks=blocks.99", List.of("no hook point 'blocks.99'", "blocks.0.attn"));
        wanted.put("run good.yaml --out o --set subject.weights=gone.pt", List.of("gone.pt"));
        wanted.put("run good.yaml --out /proc/none", List.of("The folder /proc/none cannot be written", "--out"));
        wanted.put(
                "run good.yaml --out o --set concepts.0.kind=factor",
                List.of("no concept kind 'factor'; did you mean 'factors'? There are: factors,"));
        wanted.put("extract --domain vision --out o --model other.safetensors", List.of("hold no ViT", "W_enc"));
        wanted.put("extract --domain vision --out o --model words.pt", List.of("words.pt is no weight file"));
        wanted.put("extract --domain vision --out o --samples bare", List.of("no pictures in the folder", "bare"));
        wanted.put("extract --domain vision --out o --samples gone", List.of("There is no file or folder gone"));
        wanted.put("extract --domain nosuch --out o", List.of("There is no domain \"nosuch\"", "vision"));
        wanted.put("train nan.npy --out m --set k=4", List.of("Row 17 (from 0) of ", "nan.npy", "not finite"));
        wanted.put("train cut.npy --out m --set k=4", List.of("cut.npy is cut short"));
        wanted.put("train rows.npy --out m --set k=200 --set features=32", List.of("--set k=200: 'k' = 200"));
        wanted.put("train rows.npy --out m --set features=2000000000", List.of("at most", "features fit"));
        wanted.put("inspect gone", List.of("There is no file or folder gone"));
        wanted.put("report bare", List.of("bare holds no run"));

        StringBuilder script = new StringBuilder();
        wanted.keySet().forEach(line -> script.append(line).append('\n'));
        Ended ended = echelle(script.toString(), "shell");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).doesNotContain("\tat ").doesNotContain("defect of Echelle");
        List<String> told =
                ended.text().lines().filter(l -> l.startsWith("echelle: ")).toList();
        assertThat(told).as(ended.text()).hasSize(wanted.size());
        int at = 0;
        for (Map.Entry<String, List<String>> each : wanted.entrySet()) {
            assertThat(told.get(at++)).as(each.getKey()).contains(each.getValue());
        }
        assertThat(temporary.resolve("o/run.json")).doesNotExist();
    }

    @Test
    void anAssignmentWithoutAValueIsWrongUsage() throws Exception {
        config("good.yaml", "  k: 4");

        Ended ended = echelle("", "run", "good.yaml", "--set", "dictionary.k");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.text()).contains("'dictionary.k' is not KEY=VALUE");
    }

    @Test
    void aTruncatedPictureIsSkippedCountedAndNamed() throws Exception {
        Path pictures = Files.createDirectories(temporary.resolve("pictures"));
        for (int i = 0; i < 40; i++) {
            picture(pictures.resolve("p%02d.png".formatted(i)), i);
        }
        Path broken = pictures.resolve("p07.png");
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length / 2));

        String[] extract = "extract --domain vision --samples pictures --out acts --hooks blocks.1 --quiet".split(" ");
        Ended ended = echelle("", extract);
        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(ended.text()).contains("skipped p07.png");

        config("pictures.yaml", "  k: 4");
        Path config = temporary.resolve("pictures.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("{kind: shapes, count: 60}", "{kind: images, path: pictures}")
                        .replace("concepts:\n  - kind: factors", "concepts: []"));
        String[] run =
                "run pictures.yaml --out run --set dictionary.steps=20 --set report.feature-pages=2 --quiet".split(" ");
        ended = echelle("", run);
        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(Files.readString(temporary.resolve("run/run.json"))).contains("\"count\" : 1", "\"p07.png\"");
        assertThat(Files.readString(temporary.resolve("run/report/index.html")))
                .contains("1 sample could not be read", "p07.png");
    }

    @Test
    void labelsThatSayNothingAndFeaturesThatNeverFireAreToldByEveryVerb() throws Exception {
        Path pictures = Files.createDirectories(temporary.resolve("pictures"));
        StringBuilder table = new StringBuilder("file,rare,all,none,half\n");
        StringBuilder constant = new StringBuilder("sample,y\n");
        StringBuilder number = new StringBuilder("sample,y\n");
        StringBuilder group = new StringBuilder("sample,patient\n");
        for (int i = 0; i < 60; i++) {
            String name = "p%02d.png".formatted(i);
            picture(pictures.resolve(name), i);
            table.append(name)
                    .append(i == 7 ? ",1" : ",0")
                    .append(",1,0,")
                    .append(i % 2)
                    .append('\n');
            constant.append(name).append(",5\n");
            number.append(name).append(',').append(i * 7 % 31).append('\n');
            group.append(name).append(",p1\n");
        }
        Files.writeString(temporary.resolve("labels.csv"), table);
        Files.writeString(temporary.resolve("constant.csv"), constant);
        Files.writeString(temporary.resolve("number.csv"), number);
        Files.writeString(temporary.resolve("groups.csv"), group);
        Files.writeString(temporary.resolve("silent.yaml"), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: images, path: pictures}
                concepts:
                  - {kind: table, path: labels.csv}
                hooks: [blocks.2]
                dictionary:
                  architecture: relu-l1
                  features: 32
                  steps: 300
                  batch: 256
                  learning-rate: 0.01
                  settings: {coefficient: 5000}
                score: {bootstrap: 10, baselines: [neurons]}
                report: {feature-pages: 4, top-samples: 4}
                """);
        String script = """
                run silent.yaml --out silent --quiet
                evaluate silent --samples 60 --quiet
                hypotheses silent --target constant.csv --quiet
                hypotheses silent --target number.csv --permutations 10 --quiet
                predict silent --target constant.csv --repeats 2 --quiet
                attribute silent --sample 3 --quiet
                search silent --sample 3 --quiet
                run silent.yaml --out grouped --quiet --set score.groups=groups.csv
                """;

        Ended ended = echelle(script, "shell");

        assertThat(ended.text())
                .doesNotContain("\tat ", "defect of Echelle", "NaN")
                .contains(
                        "Concept all is left out: only 0 negatives on the selection split",
                        "Concept none is left out: only 0 positives on the selection split",
                        "Concept rare is left out: only ",
                        "features never fired on either split",
                        "The target is 5.0 for all ",
                        "No feature can be tested: none is active on ",
                        "No feature fires on sample p03.png at blocks.2",
                        "Nothing is left of the query",
                        "The 60 samples fall into 1 group");
        try (Stream<Path> files = Files.walk(temporary.resolve("silent"))) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(json|csv|html|svg)"))
                    .toList()) {
                assertThat(Files.readString(file).replaceAll("(?s)<script.*?</script>", ""))
                        .as(file.toString())
                        .doesNotContain("NaN", "Infinity");
            }
        }
    }

    @Test
    void aTrainingThatIsKilledAndInterruptedEndsWithTheBytesOfAnUnbrokenOne() throws Exception {
        matrix("rows.npy", 4000, 16, 0.5f);
        String[] unbroken = ("train rows.npy --out whole " + TRAIN).split(" ");
        assertThat(echelle("", unbroken).code()).isZero();

        String[] fresh = ("train rows.npy --out broken " + TRAIN).split(" ");
        Process killed = start(fresh);
        awaitCheckpoint("step-000500");
        signal(killed, "STOP"); // holds the folder for as long as the others need to start
        String[] resumed = ("train rows.npy --out broken --resume " + TRAIN).split(" ");
        Ended second = echelle("", resumed);
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.text()).contains("Another run is writing to ", "broken");
        signal(killed, "KILL");
        assertThat(killed.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Ended third = echelle("", fresh);
        assertThat(third.code()).isEqualTo(1);
        assertThat(third.text()).contains("already holds", "--resume");

        if (!Files.exists(temporary.resolve("broken/dictionary.json"))) {
            Process interrupted = start(resumed);
            Thread.sleep(2500);
            signal(interrupted, "INT");
            assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(interrupted.exitValue()).isIn(0, 130);
        }
        Ended ended = echelle("", resumed);

        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(Files.mismatch(
                        temporary.resolve("whole/dictionary.safetensors"),
                        temporary.resolve("broken/dictionary.safetensors")))
                .isEqualTo(-1);
    }

    private record Ended(int code, String text) {}

    private Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Distribution.HOME.resolve("bin/echelle").toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("said.txt").toFile());
        builder.environment().put("ECHELLE_STATE", temporary.resolve("state").toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private Ended echelle(String input, String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        try {
            process.getOutputStream().write(input.getBytes(US_ASCII));
            process.getOutputStream().close();
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("ended within three minutes")
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(temporary.resolve("said.txt")));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private void awaitCheckpoint(String name) throws InterruptedException {
        Path checkpoints = temporary.resolve("broken/checkpoints");
        for (int i = 0; i < 6000; i++) {
            String[] there = checkpoints.toFile().list();
            if (there != null && Arrays.stream(there).anyMatch(f -> f.compareTo(name) >= 0 && !f.endsWith(".part"))) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no checkpoint within a minute");
    }

    /** The dictionary's second key stands in line 9. */
    private void config(String name, String key) throws IOException {
        Files.writeString(temporary.resolve(name), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: shapes, count: 60}
                concepts:
                  - kind: factors
                hooks: [blocks.2]
                dictionary:
                  features: 64
                %s
                score: {bootstrap: 10, baselines: [neurons]}
                """.formatted(key));
    }

    /** Normal rows in NumPy's format; one value of row 17 is as told. */
    private void matrix(String name, int rows, int width, float special) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + width + "), }";
        ByteBuffer file = ByteBuffer.allocate(128 + 4 * rows * width).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
        file.put((header + " ".repeat(117 - header.length()) + "\n").getBytes(US_ASCII));
        Random random = new Random(5);
        for (int i = 0; i < rows * width; i++) {
            file.putFloat(i == 17 * width + 3 ? special : (float) random.nextGaussian());
        }
        Files.write(temporary.resolve(name), file.array());
    }

    /** Tensors named as a sparse autoencoder's. */
    private void foreignWeights(String name) throws IOException {
        byte[] header = ("{\"W_enc\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                        + "\"b_enc\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}}")
                .getBytes(US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        Files.write(temporary.resolve(name), file.array());
    }

    private static void picture(Path file, int seed) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int i = 0; i < 1024; i++) {
            image.setRGB(i % 32, i / 32, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        Files.write(file, out.toByteArray());
    }
}
