package org.echelle.torch.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.echelle.testkit.Shared;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Taps beyond reading and editing one output: inputs, parts, calls, gradients, early ends; and what is refused, in which words. */
class ScriptProgramTest {
    private static ScriptArchive archive(String name) {
        return ScriptArchive.open(Shared.file("parity/torchscript/" + name + ".pt"));
    }

    private static Map<String, NDArray> inputs(String name, NDManager manager) {
        Weights numbers = Weights.read(Shared.file("parity/torchscript/" + name + ".safetensors"));
        return Map.of("0", numbers.tensor("input.0").toArray(manager));
    }

    @Test
    void theInputOfAModuleIsTheOutputOfTheOneBefore() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program =
                        archive("traced_sequential").load(Device.cpu(), List.of("blocks.0", "blocks.1:in"))) {
            List<String> order = new ArrayList<>();
            List<float[]> values = new ArrayList<>();
            program.run(manager, "forward", inputs("traced_sequential", manager), (hook, call, x) -> {
                order.add(hook + call);
                values.add(x.toFloatArray());
                return x;
            });
            assertEquals(List.of("blocks.00", "blocks.1:in0"), order);
            assertArrayEquals(values.get(0), values.get(1));
        }
    }

    @Test
    void anEditOfAnInputIsAnEditOfTheOutputBefore() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Map<String, NDArray> inputs = inputs("scripted_modulelist", manager);
            float[] byOutput = edited("scripted_modulelist", "layers.0", manager, inputs);
            float[] byInput = edited("scripted_modulelist", "layers.1:in", manager, inputs);
            assertArrayEquals(byOutput, byInput);
            assertArrayEquals(byInput, edited("scripted_modulelist", "layers.1:in.x", manager, inputs));
        }
    }

    private static float[] edited(String name, String hook, NDManager manager, Map<String, NDArray> inputs) {
        try (ScriptProgram program = archive(name).load(Device.cpu(), List.of(hook))) {
            return program.run(manager, "forward", inputs, (h, c, x) -> x.mul(3))
                    .get("")
                    .toFloatArray();
        }
    }

    @Test
    void oneCallOfSeveralCanBeEdited() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram both = archive("scripted_shared_called_twice").load(Device.cpu(), List.of("shared"));
                ScriptProgram second =
                        archive("scripted_shared_called_twice").load(Device.cpu(), List.of("shared#1"))) {
            Map<String, NDArray> inputs = inputs("scripted_shared_called_twice", manager);
            float[] expected = both.run(manager, "forward", inputs, (h, call, x) -> call == 1 ? x.neg() : x)
                    .get("")
                    .toFloatArray();
            List<Integer> calls = new ArrayList<>();
            float[] got = second.run(manager, "forward", inputs, (h, call, x) -> {
                        calls.add(call);
                        return x.neg();
                    })
                    .get("")
                    .toFloatArray();
            assertArrayEquals(expected, got);
            assertEquals(List.of(1), calls);
        }
    }

    @Test
    void partsOfATupleAreTappedByTheirPlaces() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program = archive("scripted_tuple_output")
                        .load(Device.cpu(), List.of("pair", "pair:0", "pair:1", "pair.a"))) {
            List<String> order = new ArrayList<>();
            float[][] values = new float[2][];
            program.run(manager, "forward", inputs("scripted_tuple_output", manager), (hook, call, x) -> {
                order.add(hook);
                if (hook.equals("pair.a")) {
                    values[0] = x.tanh().toFloatArray(); // the first part is the hyperbolic tangent of pair.a
                } else if (hook.equals("pair:0")) {
                    values[1] = x.toFloatArray();
                }
                return x;
            });
            assertEquals(List.of("pair.a", "pair", "pair:0", "pair:1"), order);
            assertArrayEquals(values[0], values[1], 1e-6f);
        }
    }

    @Test
    void nothingPassesTheTapWhenNobodyListensAndInputsStay() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram bare = archive("traced_inplace_conv").load(Device.cpu(), List.of());
                ScriptProgram tapped = archive("traced_inplace_conv").load(Device.cpu(), List.of("bn", "relu"))) {
            Map<String, NDArray> inputs = inputs("traced_inplace_conv", manager);
            float[] before = inputs.get("0").toFloatArray();
            float[] plain = bare.run(manager, "forward", inputs).get("").toFloatArray();
            assertArrayEquals(
                    plain, tapped.run(manager, "forward", inputs).get("").toFloatArray());
            assertArrayEquals(
                    plain,
                    tapped.run(manager, "forward", inputs, (h, c, x) -> x)
                            .get("")
                            .toFloatArray());
            assertArrayEquals(before, inputs.get("0").toFloatArray());
        }
    }

    @Test
    void aRunThatATapEndsCanBeMadeAgain() {
        class Enough extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program =
                        archive("scripted_modulelist").load(Device.cpu(), List.of("layers.0", "layers.3"))) {
            Map<String, NDArray> inputs = inputs("scripted_modulelist", manager);
            float[] plain = program.run(manager, "forward", inputs).get("").toFloatArray();
            for (int i = 0; i < 3; i++) {
                assertThrows(
                        Enough.class,
                        () -> program.run(manager, "forward", inputs, (h, c, x) -> {
                            throw new Enough();
                        }));
            }
            List<String> met = new ArrayList<>();
            assertArrayEquals(
                    plain,
                    program.run(manager, "forward", inputs, (h, c, x) -> {
                                met.add(h);
                                return x;
                            })
                            .get("")
                            .toFloatArray());
            assertEquals(List.of("layers.0", "layers.3"), met);
        }
    }

    @Test
    void whatComesBeforeAnEditIsCalledOnceFromTheSecondEditOn() throws URISyntaxException {
        Path counted = counting("counted.pt");
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program = ScriptArchive.open(counted).load(Device.cpu(), List.of("mid"))) {
            Map<String, NDArray> inputs = Map.of("x", manager.ones(new Shape(2, 6)));
            List<Float> before = new ArrayList<>();
            List<Float> behind = new ArrayList<>();
            for (int run = 0; run < 4; run++) {
                Map<String, NDArray> out = program.run(manager, "forward", inputs, (h, c, x) -> x.mul(2));
                before.add(out.get("1").getFloat(0));
                behind.add(out.get("2").getFloat(0));
            }
            assertEquals(List.of(2f, 3f, 4f, 5f), before); // the first edit is made where nobody expected one
            assertEquals(List.of(2f, 3f, 4f, 5f), behind);
            Map<String, NDArray> read = program.run(manager, "forward", inputs, (h, c, x) -> x);
            assertEquals(6f, read.get("1").getFloat(0), "an edit was expected, none was made, and the run went on");
            Map<String, NDArray> plain = program.run(manager, "forward", inputs);
            assertEquals(7f, plain.get("1").getFloat(0));
        }
    }

    @Test
    void gradientsByAnActivationAreThoseOfFiniteDifferences() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program =
                        archive("traced_sequential").load(Device.cpu(), List.of("blocks.0", "blocks.2"))) {
            Map<String, NDArray> inputs = inputs("traced_sequential", manager);
            NDArray[] leaf = new NDArray[1];
            float[] gradient;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray out = program.run(manager, "forward", inputs, (hook, call, x) -> {
                            if (hook.equals("blocks.2")) {
                                return x; // read, and still on the way of the gradient
                            }
                            leaf[0] = x.duplicate();
                            leaf[0].setRequiresGradient(true);
                            return leaf[0];
                        })
                        .get("");
                collector.backward(out.square().sum());
                gradient = leaf[0].getGradient().toFloatArray();
            }
            for (int at : new int[] {0, 7, 33}) {
                double h = 1e-2;
                double slope =
                        (energy(program, manager, inputs, at, h) - energy(program, manager, inputs, at, -h)) / (2 * h);
                assertEquals(slope, gradient[at], 2e-2 * Math.max(1, Math.abs(slope)), "at " + at);
            }
        }
    }

    private static double energy(
            ScriptProgram program, NDManager manager, Map<String, NDArray> inputs, int at, double step) {
        NDArray out = program.run(manager, "forward", inputs, (hook, call, x) -> {
                    if (hook.equals("blocks.2")) {
                        return x;
                    }
                    float[] values = x.toFloatArray();
                    values[at] += (float) step;
                    return manager.create(values, x.getShape());
                })
                .get("");
        double sum = 0;
        for (float value : out.toFloatArray()) {
            sum += (double) value * value;
        }
        return sum;
    }

    @Test
    void theTreeHasPathsTypesAndParameters() {
        List<ScriptModule> modules = archive("scripted_sequential").modules();
        ScriptModule block = modules.stream()
                .filter(m -> m.path().equals("blocks.1"))
                .findFirst()
                .orElseThrow();
        assertEquals("Block", block.type());
        assertEquals(16 + 8 * 32 + 32 + 32 * 8 + 8, block.parameters());
        assertEquals(0, block.ownParameters());
        assertEquals("forward(x: Tensor) -> Tensor", block.methods().get(0).toString());
        assertEquals(
                List.of("", "blocks", "blocks.0", "blocks.0.norm"),
                modules.stream().limit(4).map(ScriptModule::path).toList());
    }

    @Test
    void mistakesAreToldInSentences() {
        ScriptArchive archive = archive("scripted_modulelist");
        assertTold(
                "no submodule layer.3; did you mean 'layers.3'?", () -> archive.load(Device.cpu(), List.of("layer.3")));
        assertTold("never called itself", () -> archive.load(Device.cpu(), List.of("layers")));
        assertTold("no method encode", () -> archive.load(Device.cpu(), List.of("layers.0~encode")));
        assertTold("names no place", () -> archive.load(Device.cpu(), List.of("a#b")));
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program = archive.load(Device.cpu(), List.of("layers.0"))) {
            Map<String, NDArray> inputs = inputs("scripted_modulelist", manager);
            assertTold("An input is missing, x", () -> program.run(manager, "forward", Map.of()));
            assertTold(
                    "no argument y in forward(x: Tensor)",
                    () -> program.run(manager, "forward", Map.of("y", inputs.get("0"))));
            assertTold("no method decode; it has forward", () -> program.run(manager, "decode", inputs));
            assertTold(
                    "has the shape (2) in place of (2, 5, 8)",
                    () -> program.run(manager, "forward", inputs, (h, c, x) -> manager.create(new float[2])));
            assertTold("failed", () -> program.run(manager, "forward", Map.of("x", manager.create(new float[3]))));
        }
        assertTold("is frozen", () -> archive("frozen_refuse").load(Device.cpu(), List.of("blocks.0")));
        assertTrue(archive("frozen_refuse").obstacle().isPresent());
    }

    /** Fourteen levels of two modules: a text that named the method within twice a level would make 2^28 of it. */
    @Test
    @Timeout(120)
    void tapsInDeeplyNestedModulesCostNoMoreALevelThanInShallowOnes() throws URISyntaxException {
        ScriptArchive archive = ScriptArchive.open(counting("deep.pt"));
        List<ScriptPlace> places = archive.probe(
                Device.cpu(), "forward", manager -> Map.of("input", manager.ones(new Shape(2, 2))), List.of());
        assertEquals(
                28,
                places.stream()
                        .filter(p -> !p.input() && !p.hook().contains("#"))
                        .count());
        String innermost = "0.".repeat(13) + "0";
        try (NDManager manager = Torch.newManager(Device.cpu());
                ScriptProgram program = archive.load(Device.cpu(), List.of(innermost, "0"))) {
            Map<String, NDArray> inputs = Map.of("input", manager.ones(new Shape(2, 2)));
            // all that is behind an innermost output of 0 is the hyperbolic tangent of 0
            Map<String, NDArray> out =
                    program.run(manager, "forward", inputs, (h, c, x) -> h.equals(innermost) ? x.mul(0) : x);
            assertArrayEquals(new float[4], out.get("").toFloatArray(), 0f);
        }
    }

    @Test
    void anArchiveThatRunsPartsAtTheSameTimeIsRefusedForThatReason() throws URISyntaxException {
        ScriptArchive archive = ScriptArchive.open(counting("forking.pt"));
        assertTrue(archive.obstacle().orElseThrow().contains("torch.jit.fork"));
        assertTold("torch.jit.fork", () -> archive.load(Device.cpu(), List.of("first")));
        assertTold(
                "torch.jit.fork",
                () -> archive.probe(
                        Device.cpu(), "forward", manager -> Map.of("x", manager.ones(new Shape(2, 2))), List.of()));
    }

    private static Path counting(String name) throws URISyntaxException {
        return Path.of(ScriptProgramTest.class.getResource("counting/" + name).toURI());
    }

    private static void assertTold(String part, org.junit.jupiter.api.function.Executable work) {
        TorchException told = assertThrows(TorchException.class, work);
        assertTrue(told.getMessage().contains(part), told.getMessage());
    }

    @Test
    void damagedArchivesAreRefusedWithoutHarm(@TempDir Path folder) throws IOException {
        Path sound = Shared.file("parity/torchscript/scripted_tuple_output.pt");
        byte[] bytes = Files.readAllBytes(sound);
        Path file = folder.resolve("model.pt");
        int step = bytes.length / 400;
        for (int at = 0; at < bytes.length; at += step) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) 0x41;
            Files.write(file, at % 3 == 0 ? Arrays.copyOf(bytes, at) : changed);
            try {
                ScriptArchive.open(file).modules();
            } catch (TorchException told) {
                assertTrue(told.getMessage().contains("model.pt"), told.getMessage());
            }
        }
        Files.write(file, bytes);
        assertEquals(
                ScriptArchive.open(sound).fingerprint(),
                ScriptArchive.open(file).fingerprint());
    }

    @Test
    void aTensorThatReachesBeyondItsNumbersIsRefused(@TempDir Path folder) throws IOException {
        Path sound = Shared.file("parity/torchscript/scripted_tuple_output.pt");
        byte[] bytes = Files.readAllBytes(sound);
        // storage '0', 'cpu', 64 elements, offset 0, sizes 8 and 8 (BININT1 each): the first size becomes 200
        byte[] sizes = "(K\u0008K\u0008t".getBytes(StandardCharsets.ISO_8859_1);
        int at = find(bytes, sizes);
        bytes[at + 2] = (byte) 200;
        Path file = folder.resolve("reach.pt");
        Files.write(file, bytes);
        // the checksum tells first; a forger would set it right, so it is set right here
        TorchException told = assertThrows(TorchException.class, () -> ScriptArchive.open(file));
        assertTrue(told.getMessage().contains("checksum"), told.getMessage());
        repairChecksum(bytes, "data.pkl");
        Files.write(file, bytes);
        told = assertThrows(TorchException.class, () -> ScriptArchive.open(file));
        assertTrue(told.getMessage().contains("reaches beyond"), told.getMessage());
    }

    private static int find(byte[] in, byte[] what) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    /** Sets the checksum of a stored entry right in the central directory. */
    private static void repairChecksum(byte[] bytes, String name) {
        java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.length - 46; i++) {
            if (b.getInt(i) == 0x02014b50) {
                int length = b.getShort(i + 28);
                String entry = new String(bytes, i + 46, length, StandardCharsets.UTF_8);
                if (entry.endsWith("/" + name)) {
                    int local = b.getInt(i + 42);
                    int data = local + 30 + b.getShort(local + 26) + b.getShort(local + 28);
                    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
                    crc.update(bytes, data, b.getInt(i + 20));
                    b.putInt(i + 16, (int) crc.getValue());
                    return;
                }
            }
        }
        throw new AssertionError(name + " is not there");
    }

    @Test
    void otherFilesAreToldApart(@TempDir Path folder) throws IOException {
        Path text = folder.resolve("a.pt");
        Files.writeString(text, "hello");
        assertTold("is not a TorchScript archive", () -> ScriptArchive.open(text));
        assertTold("There is no file", () -> ScriptArchive.open(folder.resolve("b.pt")));
        Path python = folder.resolve("package.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(python))) {
            zip.putNextEntry(new ZipEntry("package/.data/extern_modules"));
            zip.closeEntry();
        }
        assertTold("is a torch.package archive", () -> ScriptArchive.open(python));
        assertTold("is a torch.package archive", () -> Weights.read(python));
        assertEquals(false, ScriptArchive.isOne(text));
        assertTrue(ScriptArchive.isOne(Shared.file("parity/torchscript/frozen_refuse.pt")));
    }
}
