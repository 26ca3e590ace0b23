package org.echelle.sae;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.SafetensorsWriter;

/**
 * A dictionary at rest: tensors by name, on the heap, and facts. Every kind has {@code encoder [n, d]}, {@code decoder [n, e]} (row =
 * atom; e = d but for transcoders), {@code b_enc [n]} and {@code b_dec [e]}; its architecture may add more, such as
 * {@code threshold [n]}.
 *
 * <p>What is subtracted from a row before it is encoded: the tensor {@code b_in [d]} where there is one; else {@code b_dec}, unless
 * the fact {@code pre-bias} is {@code none}.
 *
 * @param tensors by name
 * @param facts what {@code dictionary.json} holds: {@code architecture}, {@code k}, {@code threshold}, {@code normalisation},
 *     {@code training} ...
 */
public record StoredDictionary(Map<String, HostTensor> tensors, Map<String, Object> facts) {
    /** The file of tensors in a dictionary's folder. */
    public static final String TENSORS = "dictionary.safetensors";

    /** The file of facts beside it. */
    public static final String FACTS = "dictionary.json";

    /** Key of the fact that names a search for codes; absent where the trained encoder gives them. */
    public static final String PURSUIT = "encoder";

    /** Key of the fact that says how a dictionary with a k selects; absent where it keeps the k largest of a row. */
    public static final String SELECTION = "selection";

    /** The largest of each of k groups of features that follow one another. */
    public static final String GROUPS = "groups";

    /** A normalisation by row: mean and scale of the row. */
    public static final String LAYER_NORM = "layer-norm";
    /** A normalisation by row: its norm. */
    public static final String CONSTANT_NORM = "constant-norm";
    /** A normalisation by the row's timestep, with tables that stay part of the dictionary. */
    public static final String BY_TIMESTEP = "by-timestep";

    /** Rows that say which timestep they are of, so that every feature has a bias of its own for each. */
    public static final String TIME_CONDITIONED = "time-conditioned";

    public StoredDictionary {
        tensors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        facts = new LinkedHashMap<>(facts);
        for (String name : new String[] {"encoder", "decoder", "b_enc", "b_dec"}) {
            if (!tensors.containsKey(name)) {
                throw new SaeException("The dictionary has no tensor " + name + "; it has "
                        + String.join(", ", tensors.keySet()) + ".");
            }
        }
        require(tensors, "encoder", -1, -1);
        require(tensors, "decoder", -1, -1);
        require(tensors, "b_enc", tensors.get("encoder").shape()[0]);
        require(tensors, "b_dec", tensors.get("decoder").shape()[1]);
    }

    /** With the four tensors that every kind has. */
    public static StoredDictionary of(
            HostTensor encoder,
            HostTensor decoder,
            HostTensor encoderBias,
            HostTensor decoderBias,
            Map<String, Object> facts) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("encoder", encoder);
        tensors.put("decoder", decoder);
        tensors.put("b_enc", encoderBias);
        tensors.put("b_dec", decoderBias);
        return new StoredDictionary(tensors, facts);
    }

    private static void require(Map<String, HostTensor> tensors, String name, long... shape) {
        long[] has = tensors.get(name).shape();
        boolean fits = has.length == shape.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] < 0 ? has[i] > 0 : has[i] == shape[i];
        }
        if (!fits) {
            throw new SaeException("The dictionary's tensor " + name + " has shape "
                    + java.util.Arrays.toString(has) + " where " + java.util.Arrays.toString(shape)
                    + " belongs (-1: any); the file is not one of ours, or damaged.");
        }
    }

    /** What each feature reads, {@code [n, d]}. */
    public HostTensor encoder() {
        return tensors.get("encoder");
    }

    /** What each feature writes, {@code [n, e]}. */
    public HostTensor decoder() {
        return tensors.get("decoder");
    }

    /** {@code [n]}. */
    public HostTensor encoderBias() {
        return tensors.get("b_enc");
    }

    /** {@code [e]}. */
    public HostTensor decoderBias() {
        return tensors.get("b_dec");
    }

    /** A tensor that not every kind has. */
    public Optional<HostTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * A tensor that this kind must have.
     *
     * @throws SaeException if it has none
     */
    public HostTensor tensor(String name) {
        return find(name)
                .orElseThrow(() -> new SaeException(
                        "This " + architecture() + " dictionary has no tensor " + name + "; it is not whole."));
    }

    /** What is subtracted from a row before it is encoded, {@code [d]}. */
    HostTensor inputBias() {
        if (tensors.containsKey("b_in")) {
            return tensors.get("b_in");
        }
        if ("none".equals(facts.get("pre-bias")) || width() != decoder().shape()[1]) {
            return HostTensor.ofFloats(new float[width()], width());
        }
        return decoderBias();
    }

    /** Name of its kind. */
    public String architecture() {
        return String.valueOf(facts.get("architecture"));
    }

    /** Number n of features. */
    public int features() {
        return (int) decoder().shape()[0];
    }

    /** Width d of a row that is encoded. */
    public int width() {
        return (int) encoder().shape()[1];
    }

    /** Features a row; 0 where that means nothing. */
    public int k() {
        return (int) number("k", 0);
    }

    /** The one threshold of all features; -1 when there is none. */
    public double threshold() {
        return number("threshold", -1);
    }

    /** The search over the atoms that finds its codes; empty where its encoder gives them. */
    public Optional<String> pursuit() {
        return Optional.ofNullable(facts.get(PURSUIT)).map(String::valueOf);
    }

    /** Whether it keeps the largest of each of k groups of features, and not the k largest of a row. */
    public boolean keepsOneOfEachGroup() {
        return GROUPS.equals(facts.get(SELECTION));
    }

    /** A fact that is a number. */
    public double number(String name, double otherwise) {
        return facts.get(name) instanceof Number n ? n.doubleValue() : otherwise;
    }

    /** How every single row is brought to units of its own before it is encoded: 0 not, 1 layer-norm, 2 constant-norm. */
    public int rowScaling() {
        Object kind = facts.get("normalisation") instanceof Map<?, ?> m ? m.get("kind") : "none";
        return LAYER_NORM.equals(kind) ? 1 : CONSTANT_NORM.equals(kind) ? 2 : 0;
    }

    /** Whether rows must have lost the mean and scale of their timestep before they are encoded. */
    public boolean normalisedByTimestep() {
        return facts.get("normalisation") instanceof Map<?, ?> m && BY_TIMESTEP.equals(m.get("kind"));
    }

    /** Whether rows must be followed by what says their timestep before they are encoded. */
    public boolean conditionedOnTime() {
        return facts.get("normalisation") instanceof Map<?, ?> m && TIME_CONDITIONED.equals(m.get("kind"));
    }

    /** The same with other facts beside its own. */
    public StoredDictionary with(Map<String, ?> more) {
        Map<String, Object> all = new LinkedHashMap<>(facts);
        all.putAll(more);
        return new StoredDictionary(tensors, all);
    }

    /** Writes {@code dictionary.safetensors} and {@code dictionary.json} into a folder, each whole or not at all. */
    public void write(Path folder) {
        Map<String, HostTensor> all = new LinkedHashMap<>(tensors);
        all.putIfAbsent("threshold", HostTensor.ofFloats(new float[] {(float) threshold()}, 1));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SaeException("The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        SafetensorsWriter.write(folder.resolve(TENSORS), all, Map.of("format", "pt", "architecture", architecture()));
        JsonFile.write(folder.resolve(FACTS), facts);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws SaeException if files are missing or damaged, a number is not finite, or k is more than there are features
     */
    public static StoredDictionary read(Path folder) {
        Path json = folder.resolve(FACTS);
        Path tensors = folder.resolve(TENSORS);
        for (Path file : new Path[] {json, tensors}) {
            if (!Files.isRegularFile(file)) {
                throw new SaeException("There is no dictionary in " + folder + ": " + file.getFileName()
                        + " is missing. Name the folder that training wrote.");
            }
        }
        Map<String, Object> facts = JsonFile.read(json);
        try (Safetensors file = Safetensors.open(tensors)) {
            Map<String, HostTensor> all = new LinkedHashMap<>();
            for (String name : file.names()) {
                all.put(name, copy(file, name));
            }
            HostTensor single = all.get("threshold");
            if (single != null && single.shape().length == 1 && single.shape()[0] == 1) {
                all.remove("threshold"); // the fact of that name, for readers of the tensors alone
            }
            StoredDictionary read = new StoredDictionary(all, facts);
            read.requireSound(folder);
            return read;
        }
    }

    private void requireSound(Path folder) {
        tensors.forEach((name, tensor) -> {
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new SaeException("The dictionary in " + folder + " holds " + values[i] + " in its tensor "
                            + name + " (number " + i + "), so nothing can be computed with it; train it anew.");
                }
            }
        });
        if (k() > 0 && k() > features()) {
            throw new SaeException("The dictionary in " + folder + " has " + features() + " features and " + FACTS
                    + " says k = " + k() + "; one of them belongs to another dictionary.");
        }
    }

    /** A tensor in memory of its own, so that the file can be closed. */
    public static HostTensor copy(Safetensors file, String name) {
        HostTensor t = file.tensor(name);
        return HostTensor.ofFloats(t.toFloats(), t.shape());
    }
}
