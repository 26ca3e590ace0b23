package org.echelle.torch.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.testkit.Shared;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Archives that PyTorch wrote, held against what PyTorch's own hooks gave: a file NAME.pt, and beside it NAME.safetensors with {@code
 * input.*}, {@code output.*}, and for paths P {@code tap.P} and {@code edited.P.*}, the outputs when P's output is 0.5 y + 1; {@code
 * all.*}, where present, when every P's is. An archive without numbers beside it must be refused. {@code -Dechelle.torchscript.dir}
 * names another folder. The archives beside this test are those on which runs that are made again could go wrong.
 */
class ParityTest {
    private static final double TOLERANCE = 1e-6;

    private static Path folder() {
        String named = System.getProperty("echelle.torchscript.dir", "");
        return named.isBlank() ? Shared.folder("parity/torchscript") : Path.of(named);
    }

    @TestFactory
    List<DynamicTest> archivesOfPyTorchGiveWhatItsHooksGave() throws IOException {
        return tests(folder());
    }

    @TestFactory
    List<DynamicTest> runsMadeAgainGiveWhatOneRunWithHooksGave() throws IOException, URISyntaxException {
        return tests(Path.of(ParityTest.class.getResource("make_archives.py").toURI())
                .getParent());
    }

    private static List<DynamicTest> tests(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".pt"))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> hold(f)))
                    .toList();
        }
    }

    private static void hold(Path file) {
        Path numbers = Path.of(file.toString().replaceAll("\\.pt$", ".safetensors"));
        if (!Files.exists(numbers) || file.toString().endsWith("_refuse.pt")) {
            TorchException refused = assertThrows(
                    TorchException.class, () -> ScriptArchive.open(file).load(Device.cpu(), List.of(anyPath(file))));
            assertTrue(
                    refused.getMessage().endsWith(".") && refused.getMessage().contains("Save"), refused.getMessage());
            return;
        }
        Weights expected = Weights.read(numbers);
        ScriptArchive archive = ScriptArchive.open(file);
        Set<String> paths = archive.modules().stream().map(ScriptModule::path).collect(Collectors.toSet());
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Map<String, NDArray> inputs = below(expected, "input.", manager);
            List<String> taps = expected.names().stream()
                    .filter(n -> n.startsWith("tap."))
                    .map(n -> hook(n.substring(4), paths))
                    .toList();
            Map<String, NDArray> seen = new LinkedHashMap<>();
            try (ScriptProgram program = archive.load(Device.cpu(), taps)) {
                Map<String, NDArray> outputs = program.run(manager, "forward", inputs, (hook, call, x) -> {
                    seen.put(hook, x);
                    return x;
                });
                same("output", List.of(), expected, outputs);
            }
            for (String name : expected.names()) {
                if (name.startsWith("tap.")) {
                    close(name, expected.tensor(name).toFloats(), seen.get(hook(name.substring(4), paths)));
                }
            }
            List<String> edited =
                    taps.stream().map(h -> h.replaceAll("#.*", "")).distinct().toList();
            for (String path : edited) {
                try (ScriptProgram program = archive.load(Device.cpu(), List.of(path))) {
                    for (int again = 0; again < 3; again++) { // from the second time on the first run ends at the tap
                        same(
                                "edited." + path,
                                edited,
                                expected,
                                program.run(manager, "forward", inputs, (h, c, x) -> x.mul(0.5f)
                                        .add(1)));
                    }
                }
            }
            if (expected.names().stream().anyMatch(n -> below(n, "all"))) {
                try (ScriptProgram program = archive.load(Device.cpu(), edited)) {
                    for (int again = 0; again < 3; again++) {
                        same("all", List.of(), expected, program.run(manager, "forward", inputs, (h, c, x) -> x.mul(
                                        0.5f)
                                .add(1)));
                        same("output", List.of(), expected, program.run(manager, "forward", inputs, (h, c, x) -> x));
                        List<String> one = edited.subList(again % edited.size(), again % edited.size() + 1);
                        same(
                                "edited." + one.get(0),
                                edited,
                                expected,
                                program.run(
                                        manager,
                                        "forward",
                                        inputs,
                                        (h, c, x) ->
                                                one.contains(h) ? x.mul(0.5f).add(1) : x));
                    }
                }
            } else if (edited.size() > 1) { // all at once, every change taken back: the plain outputs
                try (ScriptProgram program = archive.load(Device.cpu(), edited)) {
                    same(
                            "output",
                            List.of(),
                            expected,
                            program.run(manager, "forward", inputs, (h, c, x) -> x.duplicate()));
                }
            }
        }
    }

    private static String anyPath(Path file) {
        return ScriptArchive.open(file).modules().stream()
                .map(ScriptModule::path)
                .filter(p -> !p.isEmpty())
                .findFirst()
                .orElse("blocks.0");
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

    private static Map<String, NDArray> below(Weights weights, String prefix, NDManager manager) {
        Map<String, NDArray> out = new LinkedHashMap<>();
        for (String name : weights.names()) {
            if (name.startsWith(prefix)) {
                out.put(name.substring(prefix.length()), weights.tensor(name).toArray(manager));
            }
        }
        return out;
    }

    /** @param prefix the word output, or edited and a path: of two that fit a name the longer one is meant */
    private static void same(String prefix, List<String> paths, Weights expected, Map<String, NDArray> outputs) {
        List<String> names = expected.names().stream()
                .filter(n -> below(n, prefix))
                .filter(n -> paths.stream()
                        .map(p -> "edited." + p)
                        .noneMatch(p -> p.length() > prefix.length() && below(n, p)))
                .toList();
        assertEquals(outputs.size(), names.size(), prefix + ": " + outputs.keySet() + " " + names);
        List<String> ours = List.copyOf(outputs.keySet()); // fields of named tuples have numbers there and names here
        for (int i = 0; i < names.size(); i++) {
            String bare = names.get(i).equals(prefix) ? "" : names.get(i).substring(prefix.length() + 1);
            NDArray found = outputs.containsKey(bare) ? outputs.get(bare) : outputs.get(ours.get(i));
            close(names.get(i), expected.tensor(names.get(i)).toFloats(), found);
        }
    }

    private static boolean below(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static void close(String what, float[] expected, NDArray found) {
        float[] got = found.toType(DataType.FLOAT32, false).toFloatArray();
        assertEquals(expected.length, got.length, what);
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < got.length; i++) {
            assertEquals(expected[i], got[i], TOLERANCE * largest, what + " at " + i);
        }
    }
}
