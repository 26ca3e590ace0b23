package org.echelle.sae.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/** An import in the making: checked tensors under our names, facts, and notes of what was assumed. */
final class Draft {
    private final String format;
    private final Weights weights;
    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Map<String, Object> origin = new LinkedHashMap<>();
    final List<String> notes = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    private final int width;
    private final int outputWidth;
    private final int features;

    /**
     * @param encoderName {@code [n, d]}, or {@code [d, n]} if {@code encoderTurned}: the format decides, never the shape
     * @param decoderName {@code [n, e]}, or {@code [e, n]} if {@code decoderTurned}
     */
    Draft(
            String format,
            Weights weights,
            String encoderName,
            boolean encoderTurned,
            String decoderName,
            boolean decoderTurned) {
        this.format = format;
        this.weights = weights;
        Matrix e = matrix(encoderName);
        Matrix encoder = encoderTurned ? e.transposed() : e;
        Matrix d = matrix(decoderName);
        Matrix decoder = decoderTurned ? d.transposed() : d;
        if (encoder.rows() != decoder.rows()) {
            throw new SaeException("In " + weights.path() + " the encoder " + encoderName + shape(encoderName) + " has "
                    + encoder.rows() + " features and the decoder " + decoderName + shape(decoderName) + " has "
                    + decoder.rows() + "; as " + format + " lays them out, these do not belong together.");
        }
        features = encoder.rows();
        width = encoder.columns();
        outputWidth = decoder.columns();
        tensors.put("encoder", encoder.tensor());
        tensors.put("decoder", decoder.tensor());
        ElementType type = weights.tensor(encoderName).type();
        if (type != ElementType.F32) {
            notes.add("The tensors are " + type + " and were widened or rounded to 32-bit floats.");
        }
        facts.put("format", "echelle-dictionary/1");
        facts.put("width", width);
        facts.put("features", features);
        facts.put("k", 0);
        facts.put("threshold", -1.0);
        facts.put("normalisation", Map.of("kind", "none"));
        origin.put("format", format);
        origin.put("file", String.valueOf(weights.path().getFileName()));
        origin.put("fingerprint", weights.fingerprint());
    }

    int features() {
        return features;
    }

    int width() {
        return width;
    }

    int outputWidth() {
        return outputWidth;
    }

    private String shape(String name) {
        return " " + Arrays.toString(weights.tensor(name).shape());
    }

    private Matrix matrix(String name) {
        HostTensor tensor = weights.tensor(name);
        if (tensor.shape().length != 2 || tensor.elements() == 0) {
            throw new SaeException("The tensor " + name + shape(name) + " of " + weights.path() + " is no matrix, as "
                    + format + " has it.");
        }
        return Matrix.of(tensor);
    }

    /** A vector of the file. */
    HostTensor vector(String name, int length) {
        HostTensor tensor = weights.tensor(name);
        if (tensor.elements() != length) {
            throw new SaeException("The tensor " + name + shape(name) + " of " + weights.path() + " has "
                    + tensor.elements() + " numbers where " + length + " belong.");
        }
        return HostTensor.ofFloats(tensor.toFloats(), length);
    }

    /** A single number of the file, whatever its shape. */
    double number(String name) {
        HostTensor tensor = weights.tensor(name);
        if (tensor.elements() != 1) {
            throw new SaeException("The tensor " + name + shape(name) + " of " + weights.path()
                    + " has more than the one number that " + format + " keeps there.");
        }
        return tensor.toFloats()[0];
    }

    /** A tensor of the file as it is. */
    HostTensor raw(String name) {
        return weights.tensor(name);
    }

    boolean has(String name) {
        return weights.names().contains(name);
    }

    Matrix encoder() {
        return Matrix.of(tensors.get("encoder"));
    }

    Matrix decoder() {
        return Matrix.of(tensors.get("decoder"));
    }

    HostTensor tensor(String name) {
        return tensors.get(name);
    }

    Draft put(String name, HostTensor tensor) {
        tensors.put(name, tensor);
        return this;
    }

    /** {@code b_enc} and {@code b_dec} by the file's names. */
    Draft biases(String encoderBias, String decoderBias) {
        tensors.put("b_enc", vector(encoderBias, features));
        tensors.put("b_dec", vector(decoderBias, outputWidth));
        return this;
    }

    /** Nothing is subtracted from a row. */
    Draft withoutInputBias() {
        facts.put("pre-bias", "none");
        return this;
    }

    Draft fact(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    /** A fact that was put before. */
    Object fact(String name) {
        return facts.get(name);
    }

    /** Every row is brought to units of its own: {@code layer-norm} or {@code constant-norm}. */
    Draft rowScaling(String kind) {
        return fact("normalisation", Map.of("kind", kind, "scale", 1.0, "folded", false));
    }

    /** Something of the original's config that a later export can give back. */
    Draft origin(String name, Object value) {
        origin.put(name, value);
        return this;
    }

    Draft note(String sentence) {
        notes.add(sentence);
        return this;
    }

    Draft warn(String sentence) {
        warnings.add(sentence);
        return this;
    }

    Draft relu() {
        return fact("architecture", "relu-l1");
    }

    Draft topk(int k) {
        if (k < 1 || k > features) {
            throw new SaeException(
                    "k = " + k + " of " + weights.path() + " is not between 1 and its " + features + " features.");
        }
        return fact("architecture", "topk").fact("k", k);
    }

    Draft batchTopk(int k, double threshold) {
        return fact("architecture", "batch-topk").fact("k", k).fact("threshold", threshold);
    }

    /** One threshold a feature. */
    Draft jumprelu(HostTensor thresholds) {
        float[] values = thresholds.toFloats();
        int below = 0;
        for (int j = 0; j < values.length; j++) {
            if (values[j] < 0) {
                values[j] = 0;
                below++;
            }
        }
        if (below > 0) {
            note(below + " thresholds below 0 were set to 0, which does the same: only positive activations count.");
        }
        return put("threshold", HostTensor.ofFloats(values, values.length)).fact("architecture", "jumprelu");
    }

    /**
     * Rows were multiplied by s before they were encoded, and the files do not say so by themselves: E and the output take it up.
     * Features keep the values that they had.
     */
    Draft foldScale(double s) {
        if (!(s > 0) || !Double.isFinite(s)) {
            throw new SaeException("Rows cannot have been scaled by " + s + "; a scale is a positive number.");
        }
        if (facts.containsKey(StoredDictionary.PURSUIT)) {
            throw new SaeException(
                    "Rows of " + weights.path() + " were scaled by " + s + " in training, and a search over"
                            + " its atoms has no encoder that could take the scale up; scale the rows before they are encoded.");
        }
        put(
                "encoder",
                encoder().scaleRows(Vectors.map(new double[features], v -> s)).tensor());
        put(
                "decoder",
                decoder()
                        .scaleRows(Vectors.map(new double[features], v -> 1 / s))
                        .tensor());
        put("b_dec", Vectors.tensor(Vectors.map(Vectors.doubles(tensor("b_dec")), v -> v / s)));
        return note("Rows were multiplied by " + s + " in training; this is folded into encoder, decoder and b_dec.");
    }

    /** Rows were {@code (x - mean) / deviation}, coordinate by coordinate; needs {@code b_dec} to be what is subtracted too. */
    Draft foldStandardisation(double[] mean, double[] deviation) {
        put(
                "encoder",
                encoder().scaleColumns(Vectors.map(deviation, v -> 1 / v)).tensor());
        put("decoder", decoder().scaleColumns(deviation).tensor());
        put("b_dec", Vectors.tensor(Vectors.sum(mean, Vectors.product(Vectors.doubles(tensor("b_dec")), deviation))));
        return this;
    }

    /** Atoms get length 1, features their old atom's length: nothing changes but the features' units. */
    Draft unitAtoms() {
        double[] norms = Vectors.map(decoder().rowNorms(), v -> Math.max(v, 1e-8));
        put("encoder", encoder().scaleRows(norms).tensor());
        put("b_enc", Vectors.tensor(Vectors.product(Vectors.doubles(tensor("b_enc")), norms)));
        return put(
                "decoder", decoder().scaleRows(Vectors.map(norms, v -> 1 / v)).tensor());
    }

    ImportedDictionary done() {
        facts.put("imported", origin);
        return new ImportedDictionary(format, new StoredDictionary(tensors, facts), notes, warnings);
    }
}
