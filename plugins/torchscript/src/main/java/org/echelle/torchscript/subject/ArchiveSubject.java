package org.echelle.torchscript.subject;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.torch.Checksums;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptModule;
import org.echelle.torch.script.TappedProgram;
import org.echelle.torchscript.ScriptException;
import org.echelle.torchscript.samples.ArraySample;

/** An archive as a subject. Its program is loaded with taps at the hook points that are asked for, and again when others are. */
final class ArchiveSubject implements Subject, ExampleShapes {
    private final ScriptArchive archive;
    private final ArchiveOptions options;
    private final Arguments arguments;
    private final Map<String, HostTensor> example;
    private final Map<String, Placed> places;
    private final Device device;
    private final OptionalLong seed;
    private final String fingerprint;
    private final List<TensorSpec> outputs;
    private final List<String> outputOrder;
    /** Turned shapes of activations by shapes of inputs and hook point. */
    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();

    /** Places along the axes of hook points on the example. */
    private final Map<String, int[]> extents = new ConcurrentHashMap<>();

    private final TappedProgram program;

    ArchiveSubject(
            ScriptArchive archive,
            ArchiveOptions options,
            Arguments arguments,
            Map<String, HostTensor> example,
            Places places,
            Device device,
            String identity,
            OptionalLong seed) {
        this.archive = archive;
        this.options = options;
        this.arguments = arguments;
        this.example = example;
        this.places = places.byName();
        this.device = device;
        this.seed = seed;
        this.fingerprint = Checksums.sha256((archive.fingerprint() + "\n" + options.method() + "\n" + example.keySet()
                        + "\n" + (options.independent() ? "independent\n" : "") + identity)
                .getBytes(StandardCharsets.UTF_8));
        this.program = TappedProgram.of(archive, device, seed);
        List<TensorSpec> found = new ArrayList<>();
        List<String> order = new ArrayList<>();
        try (NDManager scope = Torch.newManager(device)) {
            Map<String, NDArray> given = new LinkedHashMap<>();
            example.forEach((name, tensor) -> given.put(name, Arguments.stacked(List.of(tensor), scope)));
            Map<String, NDArray> made = program.run(scope, options.method(), given);
            order.addAll(made.keySet());
            String first = options.output()
                    .orElse(made.containsKey("logits") ? "logits" : order.isEmpty() ? "" : order.get(0));
            if (!made.containsKey(first)) {
                throw new ScriptException(
                        "The model has no output " + first + "; it has " + String.join(", ", order) + ".");
            }
            order.remove(first);
            order.add(0, first);
            for (String name : order) {
                NDArray out = made.get(name);
                boolean paired = name.equals(first) && options.independent();
                found.add(spec(name, paired ? YesNo.paired(out) : out, name.equals(first)));
            }
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
        this.outputs = List.copyOf(found);
        this.outputOrder = List.copyOf(order);
        List<Long> shape = outputs.get(0).shape();
        long values = shape.isEmpty() ? 1 : shape.get(shape.size() - 1) / (options.independent() ? 2 : 1);
        if (!options.labels().isEmpty() && values != options.labels().size()) {
            program.close();
            throw new ScriptException("There are " + options.labels().size() + " labels for an output of " + values
                    + " values; give one a value, or none.");
        }
    }

    private static TensorSpec spec(String name, NDArray made, boolean first) {
        List<Long> shape = new ArrayList<>(
                LongStream.of(made.getShape().getShape()).boxed().toList());
        if (!shape.isEmpty()) {
            shape.set(0, -1L);
        }
        boolean scores = first && shape.size() == 2;
        String called = scores ? "logits" : name.isEmpty() ? "output" : name;
        return new TensorSpec(
                called,
                shape,
                scores
                        ? "one value a class or answer" + (name.isEmpty() ? "" : " (" + name + ")")
                        : "as the archive gives it");
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> facts() {
        ScriptModule root = archive.modules().get(0);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                root.type() + ", a TorchScript archive of " + archive.modules().size() + " modules");
        facts.put("parameters", Long.toString(root.parameters()));
        facts.put(
                "weights",
                seed.isPresent()
                        ? "random, seed " + seed.getAsLong()
                        : options.weights().getFileName() + " (TorchScript)");
        facts.put("method", options.method());
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return places.values().stream().map(Placed::hook).toList();
    }

    @Override
    public List<TensorSpec> inputs() {
        List<TensorSpec> specs = new ArrayList<>();
        example.forEach((name, tensor) -> {
            List<Long> shape = new ArrayList<>(List.of(-1L));
            LongStream.of(tensor.shape())
                    .forEach(size -> shape.add(-1L)); // other sizes than the example's may do as well
            specs.add(new TensorSpec(
                    name,
                    shape,
                    "as the archive takes it; the example has " + java.util.Arrays.toString(tensor.shape())));
        });
        return specs;
    }

    @Override
    public List<TensorSpec> outputs() {
        return outputs;
    }

    @Override
    public List<String> outputNames() {
        return options.independent() ? YesNo.names(options.labels()) : options.labels();
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        List<Map<String, HostTensor>> samples = new ArrayList<>();
        for (Sample each : batch) {
            if (!(each instanceof ArraySample sample)) {
                throw new BadSampleException("The sample " + each.id() + " is no array.");
            }
            Map<String, HostTensor> named = arguments.named(sample, options.weights());
            Arguments.requireSame(example, named, each.id());
            samples.add(named);
        }
        NDList inputs = new NDList();
        for (String name : example.keySet()) {
            inputs.add(Arguments.stacked(samples.stream().map(s -> s.get(name)).toList(), manager));
        }
        return inputs;
    }

    private Map<String, NDArray> named(NDList inputs) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        int at = 0;
        for (String name : example.keySet()) {
            named.put(name, inputs.get(at++));
        }
        return named;
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        Set<String> wanted = new TreeSet<>();
        for (String name : places.keySet()) {
            if (tap.wants(name)) {
                wanted.add(name);
            }
        }
        Map<String, NDArray> made = program.run(
                inputs.get(0).getManager(),
                options.method(),
                named(inputs),
                wanted,
                (hook, call, x) -> offered(tap, hook, call, x, inputs));
        NDList out = new NDList();
        outputOrder.forEach(name -> Optional.ofNullable(made.get(name))
                .ifPresent(y -> out.add(options.independent() && out.isEmpty() ? YesNo.paired(y) : y)));
        return out;
    }

    private NDArray offered(Tap tap, String hook, int call, NDArray x, NDList inputs) {
        Placed place = places.get(hook);
        shapes.put(key(hook, inputs), place.turned(x.getShape()));
        NDArray turned = place.turned(x);
        NDArray y = (place.calls() > 1 ? tap.with("call", call) : tap).at(hook, turned);
        return y == turned ? x : place.back(y, x.getShape());
    }

    private static String key(String hook, NDList inputs) {
        StringBuilder key = new StringBuilder(hook);
        inputs.forEach(i -> key.append(' ').append(i.getShape()));
        return key.toString();
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        Placed place = places.get(hook.name());
        if (place == null) {
            throw new ScriptException("This model has no hook point " + hook.name() + ".");
        }
        Shape known = shapes.get(key(hook.name(), inputs));
        return place.sites(known == null ? measured(place, inputs) : known);
    }

    private Shape measured(Placed place, NDList inputs) {
        String hook = place.hook().name();
        try (NDManager scope = Torch.newManager(device)) {
            program.run(scope, options.method(), named(inputs), Set.of(hook), (name, call, x) -> {
                shapes.put(key(hook, inputs), place.turned(x.getShape()));
                return x;
            });
        }
        Shape shape = shapes.get(key(hook, inputs));
        if (shape == null) {
            throw new ScriptException(
                    "The model did not pass by " + hook + " on these inputs: on others it takes another way.");
        }
        return shape;
    }

    @Override
    public long[] input() {
        return example.values().iterator().next().shape();
    }

    @Override
    public boolean positions() {
        return places.values().stream().anyMatch(p -> p.positional() > 0);
    }

    @Override
    public int[] extents(String hook) {
        Placed place = places.get(hook);
        if (place == null || place.positional() == 0) {
            return new int[0];
        }
        return extents.computeIfAbsent(hook, h -> {
            try (NDManager scope = Torch.newManager(device)) {
                NDList inputs = new NDList();
                example.values().forEach(tensor -> inputs.add(Arguments.stacked(List.of(tensor), scope)));
                int[] found = new int[place.positional()];
                for (int axis = 0; axis < found.length; axis++) {
                    for (int at : sites(place.hook(), inputs).coordinates()[axis]) {
                        found[axis] = Math.max(found[axis], at + 1);
                    }
                }
                return found;
            }
        });
    }

    @Override
    public Subject randomTwin(long twin, OpenContext context) {
        Places same = Places.of(places);
        return new ArchiveSubject(
                archive,
                options,
                arguments,
                example,
                same,
                context.device(),
                "random twin " + twin,
                OptionalLong.of(twin));
    }

    @Override
    public void close() {
        program.close();
    }
}
