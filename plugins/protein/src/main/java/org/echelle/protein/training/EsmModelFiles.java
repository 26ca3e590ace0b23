package org.echelle.protein.training;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.protein.esm.EsmTrainee;
import org.echelle.protein.esm.EsmVocabulary;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.HostTensor;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.SafetensorsWriter;

/** The folder of a trained ESM-2, as the Hugging Face hub has it: weights, config, vocabulary; and the metrics. */
final class EsmModelFiles {
    private EsmModelFiles() {}

    static void write(Path folder, EsmTrainee network, Map<String, Object> metrics) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        network.parameters().forEach((name, array) -> tensors.put(name, HostTensor.of(array)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        JsonFiles.write(folder.resolve("config.json"), network.config());
        String vocabulary = String.join("\n", EsmVocabulary.TOKENS) + "\n";
        AtomicFiles.write(folder.resolve("vocab.txt"), vocabulary.getBytes(StandardCharsets.UTF_8));
        JsonFiles.write(folder.resolve("metrics.json"), metrics);
    }
}
