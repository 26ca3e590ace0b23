package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.runs.DirectExtraction;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunConfig;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;
import org.echelle.testkit.Shared;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptModule;
import org.echelle.torchscript.TorchScriptDomain;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives that PyTorch wrote, through the program and through the same calls as subjects of our own blocks. */
class TorchScriptIT {
    @TempDir
    private Path temporary;

    private static Weights parity(String name) {
        return Weights.read(Shared.file("parity/torchscript/" + name + ".safetensors"));
    }

    private static Path archive(String name) {
        return Shared.file("parity/torchscript/" + name + ".pt");
    }

    @ParameterizedTest
    @CsvSource({
        "traced_sequential,   blocks.0 blocks.1.fc1 head, ''",
        "scripted_modulelist, layers.0 layers.2.norm,     ''",
        "scripted_rnn,        emb out,                    ''",
        "traced_inplace_conv, c1 bn relu,                 channels",
        "scripted_tuple_output, pair.a mix,               ''"
    })
    void extractGivesTheRowsOfPyTorchsHooks(String name, String hooks, String layout) throws Exception {
        Weights numbers = parity(name);
        Path samples = npy(numbers.tensor("input.0"));
        List<String> names = List.of(hooks.split(" "));
        if (name.equals("traced_inplace_conv")) { // once as a user does it
            EchelleProcess.run(
                            temporary,
                            "extract",
                            "--domain",
                            "torchscript",
                            "--model",
                            archive(name).toString(),
                            "--hooks",
                            String.join(",", names),
                            "--samples",
                            samples.toString(),
                            "--out",
                            temporary.resolve("acts").toString())
                    .ok();
        } else {
            RunConfig config = config(name, samples, "hooks=" + names);
            Path acts = Files.createDirectory(temporary.resolve("acts"));
            try (OpenedDomain opened =
                    OpenedDomain.subjectAndSamples(config, new TorchScriptDomain(), Progress.SILENT)) {
                DirectExtraction.write(opened, null, acts, Progress.SILENT);
            }
        }
        for (String hook : names) {
            HostTensor tapped = numbers.tensor("tap." + hook);
            float[] expected = layout.isEmpty() ? tapped.toFloats() : channelsLast(tapped);
            float[] rows = Weights.read(temporary.resolve("acts/" + hook + ".safetensors"))
                    .tensor("activations")
                    .toFloats();
            assertThat(rows).as(hook).hasSameSizeAs(expected);
            for (int i = 0; i < rows.length; i++) {
                assertThat(rows[i]).as(hook + " at " + i).isCloseTo(expected[i], within(1e-6f));
            }
        }
    }

    /**
     * Every hook point that the numbers beside an archive tell of, all in one extraction of the file as it lies there. {@code
     * -Dechelle.torchscript.dir} names another folder of that layout.
     */
    @TestFactory
    List<DynamicTest> extractGivesTheRowsOfEveryArchiveInTheFolder() throws IOException {
        String named = System.getProperty("echelle.torchscript.dir", "");
        Path folder = named.isBlank() ? Shared.folder("parity/torchscript") : Path.of(named);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".pt"))
                    .filter(f -> Files.exists(numbersOf(f)))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> holdRows(f)))
                    .toList();
        }
    }

    private static Path numbersOf(Path archive) {
        return Path.of(archive.toString().replaceAll("\\.pt$", ".safetensors"));
    }

    private void holdRows(Path archive) throws IOException {
        Weights numbers = Weights.read(numbersOf(archive));
        List<String> taps =
                numbers.names().stream().filter(n -> n.startsWith("tap.")).toList();
        Set<String> paths = ScriptArchive.open(archive).modules().stream()
                .map(ScriptModule::path)
                .collect(Collectors.toSet());
        Map<String, String> hooks = new LinkedHashMap<>();
        taps.forEach(tap -> hooks.put(tap, hook(tap.substring("tap.".length()), paths)));
        RunConfig config = RunConfig.of(
                "parity",
                List.of(
                        "domain=torchscript",
                        "subject.weights=" + archive,
                        "samples.path=" + numbersOf(archive),
                        "device=cpu",
                        "hooks=["
                                + hooks.values().stream()
                                        .map(h -> "'" + h + "'")
                                        .collect(Collectors.joining(", ")) + "]"));
        Path acts = Files.createTempDirectory(temporary, "acts");
        try (OpenedDomain opened = OpenedDomain.subjectAndSamples(config, new TorchScriptDomain(), Progress.SILENT)) {
            DirectExtraction.write(opened, numbersOf(archive), acts, Progress.SILENT);
            for (String tap : taps) {
                HookPoint point = opened.subject().hookPoints().stream()
                        .filter(h -> h.name().equals(hooks.get(tap)))
                        .findFirst()
                        .orElseThrow();
                HostTensor tapped = numbers.tensor(tap);
                float[] expected =
                        point.layout() == HookPoint.Layout.WIDTH_SECOND ? channelsLast(tapped) : tapped.toFloats();
                float[] rows = Weights.read(
                                acts.resolve(point.name().replaceAll("[^A-Za-z0-9._-]", "_") + ".safetensors"))
                        .tensor("activations")
                        .toFloats();
                assertThat(rows).as(tap).hasSameSizeAs(expected);
                double largest = 1;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                for (int i = 0; i < rows.length; i++) {
                    assertThat((double) rows[i]).as(tap + " at " + i).isCloseTo(expected[i], within(1e-6 * largest));
                }
            }
        }
    }

    /** Our name of a place: parts of an output stand behind a colon. */
    private static String hook(String name, Set<String> paths) {
        String bare = name.replaceAll("#.*", "");
        if (paths.contains(bare)) {
            return name;
        }
        int dot = bare.lastIndexOf('.');
        return bare.substring(0, dot) + name.substring(bare.length()) + ":" + bare.substring(dot + 1);
    }

    /** {@code [batch, channels, ...]} as rows {@code [batch * places, channels]}. */
    private static float[] channelsLast(HostTensor x) {
        int[] n = Arrays.stream(x.shape()).mapToInt(Math::toIntExact).toArray();
        float[] in = x.toFloats();
        float[] out = new float[in.length];
        int places = in.length / (n[0] * n[1]);
        for (int b = 0; b < n[0]; b++) {
            for (int c = 0; c < n[1]; c++) {
                for (int p = 0; p < places; p++) {
                    out[(b * places + p) * n[1] + c] = in[(b * n[1] + c) * places + p];
                }
            }
        }
        return out;
    }

    @Test
    void aLabsOwnModelGoesFromOneYamlFileToAReport() throws Exception {
        Path run = temporary.resolve("run");
        String said = EchelleProcess.run(
                        temporary,
                        "run",
                        EchelleProcess.config("torchscript.yaml").toString(),
                        "--quiet",
                        "--set=hooks=[blocks.2]",
                        "--set=dictionary.epochs=4",
                        "--set=score.bootstrap=20",
                        "--set=report.feature-pages=4",
                        "--out=" + run)
                .ok()
                .text();
        JsonNode facts = EchelleProcess.json(run.resolve("run.json"));
        assertThat(facts.at("/samples/count").asInt()).isEqualTo(480);
        assertThat(said).as("groups come from the table").contains("Groups (machine) keep");
        String page = Files.readString(run.resolve("report/index.html"));
        assertThat(page)
                .contains("Vibration traces")
                .contains("neurons", "PCA", "random dictionary", "untrained subject", "plain features")
                .contains("what the trace has become after a block")
                .contains("knock", "growl", "squeal", "bulge");
        JsonNode cards = EchelleProcess.json(run.resolve("hooks/blocks.2/cards.json"));
        for (String planted : List.of("knock", "growl", "squeal", "rise")) {
            double best = 0;
            for (JsonNode meaning : cards.findValues("meanings").stream()
                    .flatMap(m -> StreamSupport.stream(m.spliterator(), false))
                    .toList()) {
                if (meaning.path("name").asText().equals(planted + " (event)")) {
                    best = Math.max(best, meaning.path("f1").asDouble());
                }
            }
            assertThat(best)
                    .as("held-out F1 of the best feature of a " + planted)
                    .isGreaterThan(0.8);
        }
    }

    @Test
    void inspectPrintsTheModuleTree() throws Exception {
        String tree = EchelleProcess.run(
                        temporary,
                        "inspect",
                        archive("traced_shared_called_twice").toString(),
                        "--probe",
                        "2,5,8")
                .ok()
                .text();
        assertThat(tree)
                .contains("forward(x: Tensor) -> Tensor")
                .containsPattern("shared\\.fc1 +Linear +288 +\\[2, 5, 32\\], called 2 times");
    }

    @Test
    void aFrozenArchiveIsRefusedInASentence() throws Exception {
        RunConfig config =
                config("frozen_refuse", npy(parity("scripted_sequential").tensor("input.0")));
        assertThatThrownBy(() -> OpenedDomain.subject(config, new TorchScriptDomain(), Progress.SILENT))
                .hasMessageContaining("is frozen")
                .hasMessageContaining("without torch.jit.freeze");
    }

    private static RunConfig config(String archive, Path samples, String... more) {
        List<String> assignments = new ArrayList<>(List.of(
                "domain=torchscript", "subject.weights=" + archive(archive), "samples.path=" + samples, "device=cpu"));
        assignments.addAll(List.of(more));
        return RunConfig.of("parity", assignments);
    }

    @Test
    void steeringThroughATapIsWhatTheActivationsSayByHand() throws Exception {
        int width = 3;
        int features = 7;
        Random random = new Random(5);
        float[] encoder = normal(random, features * width);
        float[] bias = normal(random, features);
        float[] atoms = normal(random, features * width);
        Weights numbers = parity("traced_sequential");
        Path samples = npy(numbers.tensor("input.0"));
        RunConfig config = config("traced_sequential", samples);
        try (OpenedDomain opened = OpenedDomain.subjectAndSamples(config, new TorchScriptDomain(), Progress.SILENT);
                NDManager manager = opened.manager().newSubManager();
                Dictionary dictionary = Dictionaries.open(
                        StoredDictionary.of(
                                HostTensor.ofFloats(encoder, features, width),
                                HostTensor.ofFloats(atoms, features, width),
                                HostTensor.ofFloats(bias, features),
                                HostTensor.ofFloats(new float[width], width),
                                Map.of("architecture", "relu-l1")),
                        manager)) {
            List<Sample> batch = new ArrayList<>();
            for (int i = 0; i < opened.samples().size(); i++) {
                batch.add(opened.samples().load(i));
            }
            NDList inputs = opened.subject().prepare(batch, manager);
            float[] plain = opened.subject().forward(inputs, Tap.NONE).get(0).toFloatArray();
            Intervention mixed = Intervention.of(
                    "head",
                    List.of(
                            new FeatureEdit(1, Operation.ablate()),
                            new FeatureEdit(2, new Operation.Scale(2.5f)),
                            new FeatureEdit(4, new Operation.Set(0.75f)),
                            new FeatureEdit(6, new Operation.Add(-0.5f))));

            float[] untouched = Steering.of(opened.subject())
                    .with(dictionary, mixed.withStrength(0))
                    .forward(inputs)
                    .get(0)
                    .toFloatArray();
            assertThat(untouched).containsExactly(plain);

            for (double strength : new double[] {1, 0.4}) {
                NDArray out = Steering.of(opened.subject())
                        .with(dictionary, mixed.withStrength(strength))
                        .forward(inputs)
                        .get(0);
                float[] x = numbers.tensor("tap.head").toFloats();
                float[] expected = byHand(x, encoder, bias, atoms, width, features, strength);
                float[] found = out.toFloatArray();
                assertThat(found).hasSameSizeAs(expected);
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).as("at " + i).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
    }

    /** {@code x + sum of s (f(z) - z) atom} with {@code z = relu(W x + b)}. */
    private static float[] byHand(
            float[] x, float[] encoder, float[] bias, float[] atoms, int width, int features, double strength) {
        float[] out = new float[x.length];
        for (int row = 0; row < x.length / width; row++) {
            double[] changed = new double[width];
            for (int j = 0; j < features; j++) {
                double z = bias[j];
                for (int c = 0; c < width; c++) {
                    z += (double) encoder[j * width + c] * x[row * width + c];
                }
                z = Math.max(0, z);
                double to =
                        switch (j) {
                            case 1 -> 0;
                            case 2 -> 2.5 * z;
                            case 4 -> 0.75;
                            case 6 -> z - 0.5;
                            default -> z;
                        };
                for (int c = 0; c < width; c++) {
                    changed[c] += strength * (to - z) * atoms[j * width + c];
                }
            }
            for (int c = 0; c < width; c++) {
                out[row * width + c] = (float) (x[row * width + c] + changed[c]);
            }
        }
        return out;
    }

    private static float[] normal(Random random, int n) {
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    /** The tensor as a NumPy file (NEP 1). */
    private Path npy(HostTensor tensor) throws IOException {
        String type = tensor.type() == ElementType.F32 ? "<f4" : "<i8";
        String shape = Arrays.toString(tensor.shape()).replace("[", "(").replace("]", ",)");
        String dict = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        String header = dict + " ".repeat(117 - dict.length()) + "\n";
        ByteBuffer data = tensor.data();
        ByteBuffer bytes = ByteBuffer.allocate(128 + data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.UTF_8))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) 118).put(header.getBytes(StandardCharsets.UTF_8)).put(data);
        return Files.write(temporary.resolve("x.npy"), bytes.array());
    }
}
