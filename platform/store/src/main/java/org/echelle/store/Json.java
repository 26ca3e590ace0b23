package org.echelle.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.api.EchelleException;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.JsonFiles;

/** Manifests as JSON files. */
final class Json {
    private static final ObjectMapper MAPPER = JsonFiles.mapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    static <T> T read(Path file, Class<T> type) {
        try {
            T value = MAPPER.readValue(Files.readAllBytes(file), type);
            if (value == null) {
                throw new StoreException(file + " is empty; it should be a manifest.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    file + " is no manifest that this version understands: " + JsonFiles.fault(e) + ".", e);
        } catch (IOException e) {
            throw Disk.failure("read", file, e);
        }
    }

    /** What the manifest calls itself; empty if it does not. */
    static String format(Path file) {
        return read(file, JsonNode.class).path("format").asText();
    }

    static void write(Path file, Object value) {
        byte[] bytes;
        try {
            bytes = MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    "Cannot write " + file + ": one of the facts is no JSON value (" + e.getOriginalMessage() + ").",
                    e);
        }
        try {
            AtomicFiles.write(file, bytes);
        } catch (StoreException e) {
            throw e;
        } catch (EchelleException e) {
            throw new StoreException(e.getMessage(), e);
        }
    }
}
