package org.echelle.sae;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.SafetensorsWriter;

/**
 * A dictionary at rest, in the canonical form: encoder {@code [n, d]}, decoder {@code [n, d]} (row = atom), {@code b_enc [n]},
 * {@code b_dec [d]} (subtracted from the input, added to the output), {@code threshold [1]} (-1 when there is none).
 *
 * @param facts everything else, as {@code dictionary.json} holds it
 */
record StoredDictionary(
        HostTensor encoder,
        HostTensor decoder,
        HostTensor encoderBias,
        HostTensor decoderBias,
        Map<String, Object> facts) {
    static final String TENSORS = "dictionary.safetensors";
    static final String FACTS = "dictionary.json";
    static final String LAYER_NORM = "layer-norm";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    StoredDictionary {
        facts = new LinkedHashMap<>(facts);
        long n = encoder.shape()[0];
        long d = encoder.shape()[1];
        require("decoder", decoder, n, d);
        require("b_enc", encoderBias, n);
        require("b_dec", decoderBias, d);
    }

    private static void require(String name, HostTensor tensor, long... shape) {
        if (!java.util.Arrays.equals(tensor.shape(), shape)) {
            throw new SaeException("The dictionary's tensor " + name + " has shape "
                    + java.util.Arrays.toString(tensor.shape()) + " where " + java.util.Arrays.toString(shape)
                    + " belongs; the file is not one of ours, or damaged.");
        }
    }

    String architecture() {
        return String.valueOf(facts.get("architecture"));
    }

    int features() {
        return (int) encoder.shape()[0];
    }

    int width() {
        return (int) encoder.shape()[1];
    }

    int k() {
        return facts.get("k") instanceof Number k ? k.intValue() : 0;
    }

    double threshold() {
        return facts.get("threshold") instanceof Number t ? t.doubleValue() : -1;
    }

    /** Whether every row is standardised before it is encoded; all other normalisations are folded into the weights. */
    boolean standardised() {
        return facts.get("normalisation") instanceof Map<?, ?> m && LAYER_NORM.equals(m.get("kind"));
    }

    void write(Path folder) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("encoder", encoder);
        tensors.put("decoder", decoder);
        tensors.put("b_enc", encoderBias);
        tensors.put("b_dec", decoderBias);
        tensors.put("threshold", HostTensor.ofFloats(new float[] {(float) threshold()}, 1));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SaeException("The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        SafetensorsWriter.write(
                folder.resolve(TENSORS), tensors, Map.of("format", "pt", "architecture", architecture()));
        writeJson(folder.resolve(FACTS), facts);
    }

    static StoredDictionary read(Path folder) {
        Path json = folder.resolve(FACTS);
        Path tensors = folder.resolve(TENSORS);
        for (Path file : new Path[] {json, tensors}) {
            if (!Files.isRegularFile(file)) {
                throw new SaeException("There is no dictionary in " + folder + ": " + file.getFileName()
                        + " is missing. Name the folder that training wrote.");
            }
        }
        Map<String, Object> facts = readJson(json);
        try (Safetensors file = Safetensors.open(tensors)) {
            return new StoredDictionary(
                    copy(file, "encoder"), copy(file, "decoder"), copy(file, "b_enc"), copy(file, "b_dec"), facts);
        }
    }

    /** A tensor in memory of its own, so that the file can be closed. */
    static HostTensor copy(Safetensors file, String name) {
        HostTensor t = file.tensor(name);
        return HostTensor.ofFloats(t.toFloats(), t.shape());
    }

    static void writeJson(Path file, Object value) {
        try {
            AtomicFiles.write(file, (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new SaeException("The file " + file + " cannot be written: " + e.getOriginalMessage() + ".", e);
        }
    }

    static Map<String, Object> readJson(Path file) {
        return readJson(file, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    static <T> T readJson(Path file, TypeReference<T> type) {
        try {
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new SaeException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    static Map<String, Object> asMap(Object value) {
        return JSON.convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    static <T> T fromMap(Object map, Class<T> type) {
        return JSON.convertValue(map, type);
    }
}
