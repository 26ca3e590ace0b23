package org.echelle.torchscript.subject;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.HookPoint.Layout;
import org.echelle.torch.TorchException;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptModule;
import org.echelle.torch.script.ScriptPlace;
import org.echelle.torchscript.ScriptException;

/**
 * The hook points of an archive: two probing runs, with a batch of one and of two, show what passes where and which dimension counts
 * samples.
 */
final class Places {
    private static final Set<String> FLOATING = Set.of("float32", "float64", "float16");
    /** Modules that keep their channels behind the batch. */
    private static final Pattern CHANNELS_SECOND =
            Pattern.compile("(Conv|BatchNorm|InstanceNorm|GroupNorm|MaxPool|AvgPool|Adaptive|Upsample|PixelShuffle).*");

    /** Modules that keep their channels last. */
    private static final Pattern CHANNELS_LAST = Pattern.compile(
            "(Linear|Bilinear|LayerNorm|RMSNorm|Embedding|RNN|LSTM|GRU|MultiheadAttention|Transformer).*");

    private final Map<String, Placed> byName = new LinkedHashMap<>();
    /** Where the width stood last in tensors of a shape, told by a module that is known; what merely passes them on keeps it. */
    private final Map<List<Long>, Layout> told = new HashMap<>();

    private Places() {}

    static Places of(Map<String, Placed> byName) {
        Places places = new Places();
        places.byName.putAll(byName);
        return places;
    }

    static Places probed(
            ScriptArchive archive,
            ArchiveOptions options,
            IntFunction<Function<NDManager, Map<String, NDArray>>> batches,
            Device device) {
        List<ScriptPlace> one = archive.probe(device, options.method(), batches.apply(1), options.taps());
        Map<String, ScriptPlace> two = new HashMap<>();
        boolean doubles = true;
        try {
            archive.probe(device, options.method(), batches.apply(2), options.taps())
                    .forEach(p -> two.put(p.hook(), p));
        } catch (TorchException e) {
            doubles = false; // a trace that fixed its batch; then the first dimension is taken for it
        }
        boolean grows = doubles;
        Map<String, String> types = new HashMap<>();
        for (ScriptModule module : archive.modules()) {
            types.put(module.path(), module.type());
        }
        Places places = new Places();
        for (ScriptPlace place : one) {
            Optional<ScriptPlace> again = grows ? Optional.ofNullable(two.get(place.hook())) : Optional.of(place);
            again.flatMap(p -> places.placed(place, p, grows, types.getOrDefault(place.module(), ""), options))
                    .ifPresent(p -> places.byName.put(place.hook(), p));
        }
        if (places.byName.isEmpty()) {
            throw new ScriptException(
                    "No submodule of " + archive.path() + " passes on numbers that belong to single samples.");
        }
        return places;
    }

    private Optional<Placed> placed(
            ScriptPlace one, ScriptPlace two, boolean grows, String type, ArchiveOptions options) {
        int rank = one.shape().size();
        if (!FLOATING.contains(one.type())
                || !one.steady()
                || rank < 2
                || two.shape().size() != rank) {
            return Optional.empty();
        }
        int batchAt = grows ? -1 : 0;
        for (int i = 0; i < rank && grows; i++) {
            if (!one.shape().get(i).equals(two.shape().get(i))) {
                if (batchAt >= 0
                        || two.shape().get(i) != 2 * one.shape().get(i)
                        || (i > 0 && one.shape().get(i) != 1)) {
                    return Optional.empty();
                }
                batchAt = i;
            }
        }
        if (batchAt < 0 || one.shape().contains(0L)) {
            return Optional.empty();
        }
        int parts = grows ? (int) (long) one.shape().get(batchAt) : 1;
        List<Long> turned = new ArrayList<>(one.shape());
        if (batchAt > 0) {
            java.util.Collections.swap(turned, 0, batchAt);
        } else if (parts > 1) {
            turned.add(1, (long) parts);
        }
        return Optional.of(hook(one, turned, type, batchAt, parts, options));
    }

    private Placed hook(
            ScriptPlace place, List<Long> turned, String type, int batchAt, int parts, ArchiveOptions options) {
        Optional<ArchiveOptions.Place> known = options.places().entrySet().stream()
                .filter(e -> place.hook().matches(("\\Q" + e.getKey() + "\\E").replace("*", "\\E.*\\Q")))
                .map(Map.Entry::getValue)
                .findFirst();
        int rank = turned.size();
        Layout usual = usual(turned, type, parts == 1 && batchAt == 0);
        Layout layout = rank == 2
                ? Layout.WIDTH_LAST
                : known.flatMap(ArchiveOptions.Place::width)
                        .map(w -> w == ArchiveOptions.Width.LAST ? Layout.WIDTH_LAST : Layout.WIDTH_SECOND)
                        .orElse(usual);
        int width = (int) (long) turned.get(layout == Layout.WIDTH_LAST ? rank - 1 : 1);
        List<Axis> axes = new ArrayList<>();
        for (String name : names(
                place, rank - 2, parts, known.map(ArchiveOptions.Place::axes).orElse(List.of()))) {
            axes.add(new Axis(name, -1));
        }
        if (place.calls() > 1) {
            axes.add(new Axis("call", -1));
        }
        String described = known.map(ArchiveOptions.Place::description).orElse("");
        String phrase = !described.isEmpty()
                ? described
                : (place.input() ? "input of " : "output of ") + (type.isEmpty() ? "a module" : type) + " "
                        + place.module() + (place.calls() > 1 ? ", called " + place.calls() + " times" : "");
        return new Placed(new HookPoint(place.hook(), width, layout, axes, phrase), batchAt, parts, place.calls());
    }

    private Layout usual(List<Long> turned, String type, boolean plain) {
        if (plain && CHANNELS_SECOND.matcher(type).matches()) {
            told.put(turned, Layout.WIDTH_SECOND);
            return Layout.WIDTH_SECOND;
        }
        if (CHANNELS_LAST.matcher(type).matches()) {
            told.put(turned, Layout.WIDTH_LAST);
            return Layout.WIDTH_LAST;
        }
        return told.getOrDefault(turned, plain && turned.size() >= 4 ? Layout.WIDTH_SECOND : Layout.WIDTH_LAST);
    }

    private static List<String> names(ScriptPlace place, int positions, int parts, List<String> given) {
        if (!given.isEmpty()) {
            if (given.size() != positions) {
                throw new ScriptException("The hook point " + place.hook() + " has " + positions
                        + " dimensions beside batch and width, and subject.places names " + given.size() + " axes: "
                        + String.join(", ", given) + ".");
            }
            return given;
        }
        List<String> usual =
                switch (positions - (parts > 1 ? 1 : 0)) {
                    case 0 -> List.of();
                    case 1 -> List.of("position");
                    case 2 -> List.of("y", "x");
                    case 3 -> List.of("z", "y", "x");
                    default -> {
                        List<String> many = new ArrayList<>();
                        for (int i = 0; i < positions - (parts > 1 ? 1 : 0); i++) {
                            many.add("axis-" + (i + 1));
                        }
                        yield many;
                    }
                };
        List<String> all = new ArrayList<>(parts > 1 ? List.of("part") : List.of());
        all.addAll(usual);
        return all;
    }

    Map<String, Placed> byName() {
        return byName;
    }
}
