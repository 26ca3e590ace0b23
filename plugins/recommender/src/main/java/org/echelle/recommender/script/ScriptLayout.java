package org.echelle.recommender.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.echelle.api.HookPoint;
import org.echelle.recommender.History;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.subject.Positions;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptPlace;
import org.echelle.torch.script.TappedProgram;

/**
 * Where an archive has rows of actions or of histories, and where its scores are.
 *
 * @param described the model in words
 * @param places hook points by their names, in the order of a run
 * @param output what the first output is called in the archive
 * @param scores how scores stand in it; empty where nobody asks for them
 * @param outputShape of one sample
 */
record ScriptLayout(
        String described, Map<String, Place> places, String output, Optional<Form> scores, List<Long> outputShape) {
    private static final Set<String> FLOATING = Set.of("float16", "bfloat16", "float32", "float64");

    /** A hook point and how its rows stand in the archive. */
    record Place(HookPoint hook, Form form) {}

    /** An output in both runs. */
    private record Made(List<Long> one, List<Long> two, boolean floating) {}

    /**
     * Runs an archive twice, with other numbers of samples and of actions, and keeps what follows both. It does so on the CPU: an item
     * beyond a table on an accelerator would end the whole process.
     */
    static ScriptLayout probed(ScriptArchive archive, Signature signature, ScriptOptions options) {
        List<Function<NDManager, Map<String, NDArray>>> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int samples = Form.SAMPLES[i];
            int actions = i == 0 ? options.length() : Math.max(1, options.length() / 2);
            inputs.add(manager -> inputs(samples, actions, signature, options, manager));
        }
        try (NDManager scope = Torch.newManager(Device.cpu());
                TappedProgram program = TappedProgram.of(archive, Device.cpu(), OptionalLong.empty())) {
            Map<String, Made> made = made(
                    program.run(scope, signature.method(), inputs.get(0).apply(scope)),
                    program.run(scope, signature.method(), inputs.get(1).apply(scope)));
            String output = output(archive, options, made);
            Made chosen = made.get(output);
            List<ScriptPlace> one = archive.probe(Device.cpu(), signature.method(), inputs.get(0), List.of());
            Map<String, ScriptPlace> two = new HashMap<>();
            archive.probe(Device.cpu(), signature.method(), inputs.get(1), List.of())
                    .forEach(p -> two.put(p.hook(), p));
            return new ScriptLayout(
                    archive.modules().get(0).type() + ", a TorchScript archive of "
                            + archive.modules().size() + " modules",
                    places(archive, one, two, options.length()),
                    output,
                    options.scoreless() ? Optional.empty() : scores(chosen, options),
                    chosen.one().subList(1, chosen.one().size()));
        } catch (TorchException e) {
            throw new RecommenderException(
                    "Histories of " + options.length() + " items of rows " + options.first() + " to "
                            + (options.rows() - 1) + " cannot go through the archive: " + e.getMessage()
                            + " If it is shown another number of items or has another table, correct subject.length or"
                            + " subject.rows.",
                    e);
        }
    }

    /** Histories of the last items of the table. */
    private static Map<String, NDArray> inputs(
            int samples, int actions, Signature signature, ScriptOptions o, NDManager manager) {
        int[] items = IntStream.range(0, actions)
                .map(j -> o.rows() - 1 - j % (o.rows() - o.first()))
                .toArray();
        History history = new History("", -1, items, new int[0], new long[0], List.of(), OptionalInt.empty());
        NDList shown = Positions.padded(
                java.util.Collections.nCopies(samples, history), o.length(), o.left(), o.padding(), manager);
        return signature.inputs(shown.get(0), ScriptNetwork.shown(shown, o.length()), manager);
    }

    private static Map<String, Place> places(
            ScriptArchive archive, List<ScriptPlace> one, Map<String, ScriptPlace> two, int length) {
        Map<String, String> types = new HashMap<>();
        archive.modules().forEach(m -> types.put(m.path(), m.type()));
        Map<String, Place> places = new LinkedHashMap<>();
        for (ScriptPlace seen : one) {
            ScriptPlace other = two.get(seen.hook());
            if (other != null && seen.calls() == 1 && FLOATING.contains(seen.type())) {
                Form.of(seen.shape(), other.shape(), length)
                        .ifPresent(form -> places.put(seen.hook(), new Place(hook(seen, form, types), form)));
            }
        }
        if (places.isEmpty()) {
            throw new RecommenderException("No submodule of " + archive.path()
                    + " gives a row for each of the " + length
                    + " actions or one for each history, so there is nothing to"
                    + " read; check subject.length.");
        }
        return places;
    }

    private static HookPoint hook(ScriptPlace seen, Form form, Map<String, String> types) {
        return new HookPoint(
                seen.hook(),
                Math.toIntExact(seen.shape().get(seen.shape().size() - 1)),
                HookPoint.Layout.WIDTH_LAST,
                form == Form.HISTORY ? List.of() : List.of(Positions.ACTION),
                (seen.input() ? "input of " : "output of ") + types.getOrDefault(seen.module(), "a module") + " "
                        + seen.module() + (form == Form.HISTORY ? ", one row a history" : ""));
    }

    private static Map<String, Made> made(Map<String, NDArray> one, Map<String, NDArray> two) {
        Map<String, Made> made = new LinkedHashMap<>();
        one.forEach((name, x) -> {
            if (two.containsKey(name)) {
                made.put(
                        name,
                        new Made(shape(x), shape(two.get(name)), x.getDataType().isFloating()));
            }
        });
        return made;
    }

    private static List<Long> shape(NDArray x) {
        return LongStream.of(x.getShape().getShape()).boxed().toList();
    }

    private static Optional<Form> scores(Made made, ScriptOptions options) {
        return made.floating()
                ? Form.of(made.one(), made.two(), options.length())
                        .filter(form -> made.one().get(made.one().size() - 1) == options.rows())
                : Optional.empty();
    }

    private static String output(ScriptArchive archive, ScriptOptions options, Map<String, Made> made) {
        List<String> told = made.entrySet().stream()
                .map(e -> (e.getKey().isEmpty() ? "one output" : e.getKey()) + " "
                        + e.getValue().one())
                .toList();
        String given = archive.path() + " gives " + String.join(", ", told) + " for " + Form.SAMPLES[0]
                + " histories of " + options.length() + " actions";
        if (options.scoreless()) {
            return made.entrySet().stream()
                    .filter(e -> !e.getValue().one().isEmpty()
                            && e.getValue().one().get(0) == Form.SAMPLES[0]
                            && e.getValue().two().get(0) == Form.SAMPLES[1])
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() ->
                            new RecommenderException(given + ", none of which has a row for each history in front."));
        }
        Optional<String> named = options.scores().filter(name -> !name.isEmpty());
        return made.entrySet().stream()
                .filter(e -> named.isEmpty() || e.getKey().equals(named.get()))
                .filter(e -> scores(e.getValue(), options).isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new RecommenderException(given + "; scores of " + options.rows()
                        + " rows of items are [" + Form.SAMPLES[0] + ", " + options.rows() + "] or ["
                        + Form.SAMPLES[0] + ", " + options.length() + ", " + options.rows() + "]"
                        + named.map(n -> ", and " + n + " is none such").orElse("")
                        + ". Correct subject.rows or subject.scores; with subject.scores: none only its hook points are read,"
                        + " without HR@k and rerank, which need scores."));
    }
}
