package org.echelle.protein.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.protein.esm.EsmTrainee;
import org.echelle.protein.esm.EsmVocabulary;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;

/** The folder of a trained ESM-2, as the Hugging Face hub has it: weights, config, vocabulary; and the metrics. */
final class EsmModelFiles {
    private EsmModelFiles() {}

    static void write(Path folder, EsmTrainee network, Map<String, Object> metrics) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        network.parameters().forEach((name, array) -> tensors.put(name, HostTensor.of(array)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        json(folder.resolve("config.json"), network.config());
        String vocabulary = String.join("\n", EsmVocabulary.TOKENS) + "\n";
        AtomicFiles.write(folder.resolve("vocab.txt"), vocabulary.getBytes(StandardCharsets.UTF_8));
        json(folder.resolve("metrics.json"), metrics);
    }

    private static void json(Path file, Map<String, Object> content) {
        try {
            String text = new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(content);
            AtomicFiles.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps are always JSON", e);
        }
    }
}
