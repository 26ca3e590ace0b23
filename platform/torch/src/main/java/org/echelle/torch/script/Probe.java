package org.echelle.torch.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;

/** Runs an archive once with taps everywhere, and tells what passed where. */
final class Probe {
    private final ScriptArchive archive;
    private final Device device;

    Probe(ScriptArchive archive, Device device) {
        this.archive = archive;
        this.device = device;
    }

    /**
     * What passed, in order; a class whose text cannot be rewritten is left out.
     *
     * @throws TorchException if nothing in it can be tapped
     */
    List<ScriptPlace> places(String method, Function<NDManager, Map<String, NDArray>> inputs, List<String> more) {
        archive.obstacle().ifPresent(why -> {
            throw new TorchException(why);
        });
        List<String> all = new ArrayList<>(more);
        for (ScriptModule module : archive.modules()) {
            for (String hook : List.of(module.path(), module.path() + ":in")) {
                if (!module.path().isEmpty() && module.sameAs().isEmpty() && archive.tappable(hook)) {
                    all.add(hook);
                }
            }
        }
        try (NDManager manager = Torch.newManager(device);
                ScriptProgram program = loaded(all)) {
            Map<String, NDArray> given = inputs.apply(manager);
            Map<String, Seen> seen = new LinkedHashMap<>();
            program.each(manager, method, given, (hook, call, part, first, x) -> {
                String base = hook.path() + (hook.method().equals("forward") ? "" : "~" + hook.method());
                boolean input = HookName.isInput(part);
                String name = first ? (input ? base + ":in" : base) : base + ":" + part;
                seen.computeIfAbsent(name, n -> new Seen(hook.path(), input, x)).add(x.getShape());
                if (first && !input && !part.isEmpty()) {
                    seen.computeIfAbsent(base + ":" + part, n -> new Seen(hook.path(), false, x))
                            .add(x.getShape());
                }
            });
            List<ScriptPlace> places = new ArrayList<>();
            seen.forEach((name, what) -> {
                places.add(what.place(name));
                int colon = name.indexOf(':');
                String head = colon < 0 ? name : name.substring(0, colon);
                String tail = colon < 0 ? "" : name.substring(colon);
                for (int call = 0; call < what.shapes.size() && what.shapes.size() > 1; call++) {
                    places.add(new ScriptPlace(
                            head + "#" + call + tail,
                            what.module,
                            what.input,
                            dimensions(what.shapes.get(call)),
                            what.type,
                            1,
                            true));
                }
            });
            return places;
        }
    }

    private ScriptProgram loaded(List<String> all) {
        try {
            return archive.load(device, all);
        } catch (TorchException e) {
            List<String> good = good(all);
            if (good.isEmpty()) {
                throw e;
            }
            return archive.load(device, good);
        }
    }

    /** The places with which the archive can be loaded, found by halving. */
    private List<String> good(List<String> hooks) {
        try {
            archive.load(device, hooks).close();
            return hooks;
        } catch (TorchException e) {
            if (hooks.size() < 2) {
                return List.of();
            }
            List<String> both = new ArrayList<>(good(hooks.subList(0, hooks.size() / 2)));
            both.addAll(good(hooks.subList(hooks.size() / 2, hooks.size())));
            return both;
        }
    }

    private static List<Long> dimensions(Shape shape) {
        return LongStream.of(shape.getShape()).boxed().toList();
    }

    private static final class Seen {
        private final String module;
        private final boolean input;
        private final String type;
        private final List<Shape> shapes = new ArrayList<>();

        Seen(String module, boolean input, NDArray x) {
            this.module = module;
            this.input = input;
            this.type = x.getDataType().name().toLowerCase(Locale.ROOT);
        }

        void add(Shape shape) {
            shapes.add(shape);
        }

        ScriptPlace place(String name) {
            return new ScriptPlace(
                    name,
                    module,
                    input,
                    dimensions(shapes.get(0)),
                    type,
                    shapes.size(),
                    shapes.stream().distinct().count() == 1);
        }
    }
}
