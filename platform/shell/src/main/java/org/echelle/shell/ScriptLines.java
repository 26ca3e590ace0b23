package org.echelle.shell;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.torch.Weights;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptMethod;
import org.echelle.torch.script.ScriptModule;
import org.echelle.torch.script.ScriptPlace;

/** What {@code inspect} says of a TorchScript archive: its methods and its tree of modules. */
final class ScriptLines {
    private ScriptLines() {}

    static List<String> of(Path path, Optional<String> probe) {
        ScriptArchive archive = ScriptArchive.open(path);
        List<ScriptModule> modules = archive.modules();
        List<String> lines = new ArrayList<>();
        lines.add("format           TorchScript archive");
        lines.add("fingerprint      " + archive.fingerprint());
        for (ScriptMethod method : modules.get(0).methods()) {
            lines.add("method           " + method);
        }
        lines.add(String.format(
                "modules          %,d, with %,d parameters and buffers",
                modules.size(), modules.get(0).parameters()));
        archive.obstacle().ifPresent(why -> lines.add("taps             none: " + why));
        Map<String, String> outputs = probe.map(p -> outputs(archive, p)).orElse(Map.of());
        int wide = modules.stream().mapToInt(m -> m.path().length()).max().orElse(0);
        int type = modules.stream().mapToInt(m -> m.type().length()).max().orElse(0);
        wide = Math.max(8, Math.min(60, wide));
        type = Math.max(4, type);
        lines.add(String.format(
                        "  %-" + wide + "s  %-" + type + "s  %12s  %s",
                        "module",
                        "type",
                        "parameters",
                        probe.isEmpty() ? "" : "output")
                .stripTrailing());
        for (ScriptModule module : modules) {
            String last = module.sameAs().isEmpty()
                    ? outputs.getOrDefault(module.path(), probe.isPresent() && module.depth() > 0 ? "not called" : "")
                    : "the same as " + module.sameAs();
            lines.add(String.format(
                            "  %-" + wide + "s  %-" + type + "s  %,12d  %s",
                            module.path().isEmpty() ? "(model)" : module.path(),
                            module.type(),
                            module.parameters(),
                            last)
                    .stripTrailing());
        }
        if (probe.isEmpty() && archive.obstacle().isEmpty()) {
            lines.add(
                    "Output shapes: add --probe with the shape of an input and its batch, such as --probe 1,3,224,224, or an array file.");
        }
        return lines;
    }

    private static Map<String, String> outputs(ScriptArchive archive, String probe) {
        ScriptMethod method = archive.methods().stream()
                .filter(m -> m.name().equals("forward"))
                .findFirst()
                .or(() -> archive.methods().stream().findFirst())
                .orElseThrow(() -> new ShellException(archive.path() + " has no method that takes tensors."));
        List<ScriptPlace> places = archive.obstacle().isPresent()
                ? List.of()
                : archive.probe(Device.cpu(), method.name(), manager -> inputs(probe, manager), List.of());
        Map<String, List<ScriptPlace>> byModule = new LinkedHashMap<>();
        for (ScriptPlace place : places) {
            if (!place.input() && !place.hook().contains("#")) {
                byModule.computeIfAbsent(place.module(), m -> new ArrayList<>()).add(place);
            }
        }
        Map<String, String> out = new LinkedHashMap<>();
        byModule.forEach((module, parts) -> {
            List<ScriptPlace> shown = parts.size() > 1
                    ? parts.stream().filter(p -> p.hook().contains(":")).toList()
                    : parts;
            String text = shown.stream()
                    .map(p -> (p.hook().contains(":")
                                    ? p.hook().substring(p.hook().indexOf(':') + 1) + " "
                                    : "")
                            + p.shape()
                            + (p.type().equals("float32") ? "" : " " + p.type())
                            + (p.steady() ? "" : " and others"))
                    .collect(Collectors.joining(", "));
            int calls = shown.get(0).calls();
            out.put(module, text + (calls > 1 ? ", called " + calls + " times" : ""));
        });
        return out;
    }

    /** Named inputs of a shape with random numbers, or of a file. */
    static Map<String, NDArray> inputs(String probe, NDManager manager) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        Path file = Path.of(probe);
        if (Files.isRegularFile(file)) {
            Weights weights = Weights.read(file);
            List<String> inside = weights.names().stream()
                    .filter(n ->
                            weights.names().stream().noneMatch(m -> m.startsWith("input.")) || n.startsWith("input."))
                    .toList();
            for (String name : inside) {
                String bare =
                        name.startsWith("input.") ? name.substring("input.".length()) : inside.size() == 1 ? "0" : name;
                inputs.put(bare, weights.tensor(name).toArray(manager));
            }
            return inputs;
        }
        Random random = new Random(0);
        for (String each : probe.split(";")) {
            inputs.put(String.valueOf(inputs.size()), array(each.strip(), random, manager));
        }
        return inputs;
    }

    private static NDArray array(String text, Random random, NDManager manager) {
        if (!text.matches("\\d{1,6}(,\\d{1,6}){0,7}(:(int64|int32|float32))?")) {
            throw new ShellException("\"" + text
                    + "\" is neither a file nor a shape for --probe; write sizes with the batch in front, such as"
                    + " 1,3,224,224, or 1,16:int64 for whole numbers.");
        }
        String[] halves = text.split(":");
        long[] sizes =
                Stream.of(halves[0].split(",")).mapToLong(Long::parseLong).toArray();
        Shape shape = new Shape(sizes);
        if (shape.size() > 100_000_000) {
            throw new ShellException("--probe " + text + " has more than 100 million numbers.");
        }
        if (halves.length > 1 && halves[1].startsWith("int")) {
            long[] values = random.longs(shape.size(), 0, 10).toArray();
            NDArray whole = manager.create(values, shape);
            return halves[1].equals("int64") ? whole : whole.toType(DataType.INT32, false);
        }
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, shape);
    }
}
