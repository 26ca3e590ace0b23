package org.echelle.runs;

import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;
import org.echelle.steering.AffineEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;

/**
 * Writes an affine edit into the subject's own weights and holds the result against the tapped edit.
 *
 * <p>The contract of a plugin does not say which layer writes or reads the rows of a hook point, so layers whose shape fits are tried:
 * the edited checkpoint is opened as the subject's own was, and its outputs must be those of the tap. What cannot be told apart from
 * the unedited subject is refused, too.
 */
final class FoldedCheckpoint {
    private static final int TRIED = 16;
    /** Of the largest output: float32 sums in another order. */
    private static final double TOLERANCE = 2e-4;

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final RunView run;
    private final OpenedDomain opened;
    private final Dictionary dictionary;
    private final SteerOptions.Fold fold;
    private final AffineEdit affine;
    private final Intervention edit;
    private final Path source;

    /** A layer of the checkpoint with the edit in it. */
    private record Candidate(String layer, String side, Map<String, HostTensor> changed) {}

    /** Largest difference of outputs to the tapped edit, largest effect of that edit, largest output. */
    private record Difference(double fromTapped, double effect, double size, int samples) {
        boolean same() {
            return fromTapped <= TOLERANCE * size;
        }
    }

    FoldedCheckpoint(RunView run, Dictionary dictionary, List<Intervention> edits, SteerOptions.Fold fold) {
        this.run = run;
        this.opened = run.opened();
        this.dictionary = dictionary;
        this.fold = fold;
        if (edits.size() != 1) {
            throw new RunException("Only one edit of all rows can be folded into weights, not " + edits.size()
                    + " of single timesteps.");
        }
        edit = edits.get(0);
        affine = AffineEdit.of(edit, dictionary);
        String weights = opened.config().textOf("subject", "weights");
        if (weights == null) {
            throw new RunException(
                    "This run's subject has no checkpoint of its own (its config has no subject.weights), so there is"
                            + " nothing to fold an edit into.");
        }
        source = opened.config().base().resolve(weights);
        if (Files.exists(fold.file())) {
            throw new RunException(fold.file() + " exists already; name another file for the edited checkpoint.");
        }
    }

    /** Finds the layer, writes the checkpoint, compares on all of these samples. */
    FoldedEdit write(int[] samples) {
        Weights weights = read(source);
        List<Candidate> candidates = candidates(weights);
        int[] few = java.util.Arrays.copyOf(samples, Math.min(TRIED, samples.length));
        List<String> tried = new ArrayList<>();
        for (Candidate candidate : candidates) {
            run.progress().check();
            tried.add(candidate.layer());
            write(weights, candidate);
            boolean kept = false;
            try {
                Optional<Difference> here = compare(few);
                if (here.isPresent() && here.get().same()) {
                    Difference all = compare(samples).orElseThrow();
                    kept = all.same();
                    if (kept && all.effect() <= 2 * TOLERANCE * all.size()) {
                        kept = false;
                        throw new RunException(
                                "The edit changes no output by more than " + all.effect()
                                        + ", so nothing would tell the edited checkpoint from the old one; it was not written.");
                    }
                    if (kept) {
                        return new FoldedEdit(
                                fold.file().toString(),
                                candidate.layer(),
                                candidate.side(),
                                all.samples(),
                                all.fromTapped(),
                                all.effect(),
                                weights.fingerprint());
                    }
                }
            } finally {
                if (!kept) {
                    remove();
                }
            }
        }
        throw new RunException("No layer of " + source + " takes this edit so that the outputs are those of the tapped"
                + " edit; tried: " + (tried.isEmpty() ? "none, as none has the width" : String.join(", ", tried))
                + ". Fold where a linear layer alone writes or reads the rows of the hook point.");
    }

    private static Weights read(Path source) {
        try {
            return Weights.read(source);
        } catch (TorchException e) {
            throw new RunException("The subject's weights cannot be edited: " + e.getMessage(), e);
        }
    }

    private List<Candidate> candidates(Weights weights) {
        int d = affine.offset().length;
        List<Candidate> all = new ArrayList<>();
        List<String> layers = weights.names().stream()
                .filter(n -> n.endsWith(BIAS))
                .map(n -> n.substring(0, n.length() - BIAS.length()))
                .filter(n -> weights.names().contains(n + WEIGHT))
                .filter(n -> fold.layer().isEmpty() || n.equals(fold.layer()))
                .toList();
        if (layers.isEmpty() && !fold.layer().isEmpty()) {
            throw new RunException(
                    "The checkpoint " + source + " has no layer '" + fold.layer() + "' with a weight and a bias.");
        }
        for (String layer : layers) {
            HostTensor weight = weights.tensor(layer + WEIGHT);
            HostTensor bias = weights.tensor(layer + BIAS);
            long[] shape = weight.shape();
            if (shape.length >= 2 && shape[1] == d && weight.elements() == shape[0] * d) {
                all.add(folded(layer, "reads the rows", weight, bias, false));
            }
            if (shape[0] == d && bias.elements() == d) {
                if (affine.shiftOnly()) {
                    all.add(shifted(layer, bias));
                } else if (shape.length >= 2) {
                    all.add(folded(layer, "writes the rows", weight, bias, true));
                }
            }
        }
        // The later a layer, the likelier it stands behind what was read.
        java.util.Collections.reverse(all);
        return all;
    }

    private Candidate shifted(String layer, HostTensor bias) {
        float[] b = bias.toFloats();
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) (b[i] + affine.offset()[i]);
        }
        return new Candidate(layer, "writes the rows", Map.of(layer + BIAS, HostTensor.ofFloats(b, bias.shape())));
    }

    private Candidate folded(String layer, String side, HostTensor weight, HostTensor bias, boolean preceding) {
        int rows = (int) weight.shape()[0];
        float[] w = weight.toFloats();
        int columns = w.length / rows;
        double[][] matrix = new double[rows][columns];
        for (int i = 0; i < w.length; i++) {
            matrix[i / columns][i % columns] = w[i];
        }
        float[] b = bias.toFloats();
        double[] offsets = new double[b.length];
        for (int i = 0; i < b.length; i++) {
            offsets[i] = b[i];
        }
        AffineEdit.Layer before = new AffineEdit.Layer(matrix, offsets);
        AffineEdit.Layer after = preceding ? affine.intoPreceding(before) : affine.intoFollowing(before);
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) after.weight()[i / columns][i % columns];
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) after.bias()[i];
        }
        Map<String, HostTensor> changed = new LinkedHashMap<>();
        changed.put(layer + WEIGHT, HostTensor.ofFloats(w, weight.shape()));
        changed.put(layer + BIAS, HostTensor.ofFloats(b, bias.shape()));
        return new Candidate(layer, side, changed);
    }

    private Path tensors() {
        return Files.isDirectory(source) ? fold.file().resolve("model.safetensors") : fold.file();
    }

    private void write(Weights weights, Candidate candidate) {
        Map<String, HostTensor> all = new LinkedHashMap<>();
        for (String name : weights.names()) {
            HostTensor changed = candidate.changed().get(name);
            all.put(name, changed == null ? weights.tensor(name) : changed);
        }
        try {
            Files.createDirectories(tensors().toAbsolutePath().getParent());
            if (Files.isDirectory(source)) {
                copySettings();
            }
        } catch (IOException e) {
            throw new RunException(
                    "The edited checkpoint cannot be written to " + fold.file() + ": " + e.getMessage(), e);
        }
        SafetensorsWriter.write(
                tensors(),
                all,
                Map.of(
                        "echelle.edited-layer", candidate.layer(),
                        "echelle.hook-point", edit.hook(),
                        "echelle.source-fingerprint", weights.fingerprint()));
    }

    private void copySettings() throws IOException {
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                if (!file.toString().endsWith(".index.json")) {
                    Files.copy(
                            file,
                            fold.file().resolve(file.getFileName()),
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void remove() {
        try {
            Files.deleteIfExists(tensors());
        } catch (IOException e) {
            throw new RunException("The rejected checkpoint " + tensors() + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /** Outputs of the edited checkpoint beside those of the tapped edit; empty where it does not open as a subject. */
    private Optional<Difference> compare(int[] samples) {
        RunConfig edited = opened.config().with("subject.weights=" + fold.file().toAbsolutePath());
        try (OpenedDomain other = OpenedDomain.subject(edited, opened.domains(), run.progress())) {
            requireSameHook(other.subject());
            Steering tapped = Steering.of(opened.subject()).with(dictionary, edit);
            double[] most = new double[3];
            int[] count = new int[1];
            run.inputs(opened.subject(), samples, "edited checkpoint").each(batch -> {
                float[] bare = values(opened.subject().forward(batch.inputs(), Tap.NONE));
                float[] wanted = values(tapped.forward(batch.inputs()));
                float[] got = values(other.subject().forward(batch.inputs(), Tap.NONE));
                for (int i = 0; i < got.length; i++) {
                    most[0] = Math.max(most[0], Math.abs((double) got[i] - wanted[i]));
                    most[1] = Math.max(most[1], Math.abs((double) wanted[i] - bare[i]));
                    most[2] = Math.max(most[2], Math.abs((double) wanted[i]));
                }
                count[0] += batch.samples().length;
            });
            return Optional.of(new Difference(most[0], most[1], most[2], count[0]));
        } catch (EchelleException e) {
            if (e instanceof RunException) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void requireSameHook(Subject other) {
        HookPoint hook = Steering.hook(other, edit.hook());
        if (hook.width() != affine.offset().length) {
            throw new RunException("The edited checkpoint has another width at " + hook.name() + ".");
        }
    }

    private static float[] values(NDList out) {
        try (out) {
            return out.get(0).toFloatArray();
        }
    }
}
