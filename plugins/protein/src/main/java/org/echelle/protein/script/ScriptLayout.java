package org.echelle.protein.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.echelle.api.HookPoint;
import org.echelle.protein.subject.SequenceSubject;
import org.echelle.protein.subject.SubjectException;
import org.echelle.torch.Torch;
import org.echelle.torch.TorchException;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.ScriptModule;
import org.echelle.torch.script.ScriptPlace;
import org.echelle.torch.script.TappedProgram;

/**
 * Where an archive has rows of tokens.
 *
 * @param described the model in words
 * @param places hook points by their names, in the order of a run
 * @param outputName what the first output is called in the archive
 */
record ScriptLayout(String described, Map<String, Place> places, String outputName, TokenPlace output) {
    private static final int[] SAMPLES = {2, 3};

    /** A hook point and how it stands in the archive. */
    record Place(HookPoint hook, TokenPlace place) {}

    /** Runs an archive twice, with other numbers of samples and of residues, and keeps what follows both. */
    static ScriptLayout probed(
            ScriptArchive archive,
            TappedProgram program,
            Device device,
            Signature signature,
            TokenList tokens,
            Optional<String> output) {
        String letters = tokens.letters();
        String[] sequences = {letters, letters.substring(0, letters.length() / 2)};
        int[] lengths = new int[2];
        List<Function<NDManager, Map<String, NDArray>>> inputs = new java.util.ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int samples = SAMPLES[i];
            long[] ids = tokens.repeated(sequences[i], samples);
            lengths[i] = ids.length / samples;
            inputs.add(manager ->
                    signature.inputs(manager.create(ids, new Shape(samples, ids.length / samples)), tokens.padding()));
        }
        try (NDManager scope = Torch.newManager(device)) {
            List<ScriptPlace> one = archive.probe(device, signature.method(), inputs.get(0), List.of());
            Map<String, ScriptPlace> two = new HashMap<>();
            archive.probe(device, signature.method(), inputs.get(1), List.of()).forEach(p -> two.put(p.hook(), p));
            Map<String, Place> places = places(archive, one, two, lengths);
            Map<String, TokenPlace> outputs = new LinkedHashMap<>();
            Map<String, NDArray> made =
                    program.run(scope, signature.method(), inputs.get(0).apply(scope));
            Map<String, NDArray> again =
                    program.run(scope, signature.method(), inputs.get(1).apply(scope));
            made.forEach((name, x) -> Optional.ofNullable(again.get(name))
                    .flatMap(y -> TokenPlace.of(shape(x), shape(y), SAMPLES, lengths))
                    .ifPresent(place -> outputs.put(name, place)));
            String first = chosen(archive, outputs, made, tokens, output);
            ScriptModule root = archive.modules().get(0);
            return new ScriptLayout(
                    root.type() + ", a TorchScript archive of "
                            + archive.modules().size() + " modules",
                    places,
                    first,
                    outputs.get(first));
        } catch (TorchException e) {
            throw new SubjectException(
                    archive.path() + " cannot be run on the tokens of " + letters.length() + " letters (" + tokens
                            + "): " + e.getMessage() + " If these are not the model's tokens, name its vocab.txt with"
                            + " subject.vocabulary.",
                    e);
        }
    }

    private static Map<String, Place> places(
            ScriptArchive archive, List<ScriptPlace> one, Map<String, ScriptPlace> two, int[] lengths) {
        Map<String, String> types = new HashMap<>();
        archive.modules().forEach(m -> types.put(m.path(), m.type()));
        Map<String, Place> places = new LinkedHashMap<>();
        for (ScriptPlace seen : one) {
            Optional.ofNullable(two.get(seen.hook()))
                    .flatMap(other -> TokenPlace.of(seen, other, SAMPLES, lengths))
                    .ifPresent(place -> places.put(seen.hook(), new Place(hook(seen, place, types), place)));
        }
        if (places.isEmpty()) {
            throw new SubjectException("No submodule of " + archive.path() + " gives a row for each token.");
        }
        return places;
    }

    private static HookPoint hook(ScriptPlace seen, TokenPlace place, Map<String, String> types) {
        return new HookPoint(
                seen.hook(),
                place.width(),
                HookPoint.Layout.WIDTH_LAST,
                List.of(SequenceSubject.RESIDUE),
                (seen.input() ? "input of " : "output of ") + types.getOrDefault(seen.module(), "a module") + " "
                        + seen.module());
    }

    private static List<Long> shape(NDArray x) {
        return LongStream.of(x.getShape().getShape()).boxed().toList();
    }

    private static String chosen(
            ScriptArchive archive,
            Map<String, TokenPlace> outputs,
            Map<String, NDArray> made,
            TokenList tokens,
            Optional<String> wanted) {
        List<String> told = made.entrySet().stream()
                .map(e -> (e.getKey().isEmpty() ? "the only one" : e.getKey()) + " "
                        + e.getValue().getShape())
                .toList();
        if (outputs.isEmpty()) {
            throw new SubjectException("No output of " + archive.path() + " has a row for each token; it gives "
                    + String.join(", ", told) + " for " + SAMPLES[0] + " proteins of "
                    + tokens.letters().length() + " residues.");
        }
        if (wanted.isPresent()) {
            if (!outputs.containsKey(wanted.get())) {
                throw new SubjectException("No output " + wanted.get() + " with a row for each token is among those of "
                        + archive.path() + ": " + String.join(", ", told) + ". Choose another with subject.output.");
            }
            return wanted.get();
        }
        if (outputs.containsKey("logits")) {
            return "logits";
        }
        return outputs.entrySet().stream()
                .filter(e -> e.getValue().width() == tokens.tokens().size())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(outputs.keySet().iterator().next());
    }
}
