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
import org.echelle.torch.JsonFiles;

/** The JSON files of dictionaries and trainings: records and maps, indented for people. */
public final class JsonFile {
    private static final ObjectMapper JSON = JsonFiles.mapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonFile() {}

    /**
     * Writes a file, whole or not at all.
     *
     * @param value a record, a map or a list of such
     * @throws SaeException if it cannot be written
     */
    public static void write(Path file, Object value) {
        try {
            AtomicFiles.write(file, (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new SaeException("The file " + file + " cannot be written: " + e.getOriginalMessage() + ".", e);
        }
    }

    /**
     * Reads a file as a map.
     *
     * @throws SaeException if it cannot be read, or is no JSON
     */
    public static Map<String, Object> read(Path file) {
        return read(file, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /**
     * Reads a file as a record.
     *
     * @throws SaeException if it cannot be read, or is no such JSON
     */
    public static <T> T read(Path file, TypeReference<T> type) {
        try {
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new SaeException("The file " + file + " cannot be read: " + JsonFiles.fault(e) + ".", e);
        }
    }

    /** A record as the map that its JSON would be. */
    public static Map<String, Object> asMap(Object value) {
        return JSON.convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** The record that a map of {@link #asMap} was. */
    public static <T> T fromMap(Object map, Class<T> type) {
        return JSON.convertValue(map, type);
    }
}
