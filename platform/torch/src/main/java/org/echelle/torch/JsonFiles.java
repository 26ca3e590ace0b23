package org.echelle.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** JSON files beside weights: what a network is and how its training went. */
public final class JsonFiles {
    private JsonFiles() {}

    /**
     * Writes a file whole or not at all, indented as published ones are.
     *
     * @param content maps, lists, texts, numbers and truth values
     * @throws TorchException if the file cannot be written
     */
    public static void write(Path file, Map<String, ?> content) {
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
