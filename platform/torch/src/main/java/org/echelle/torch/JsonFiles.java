package org.echelle.torch;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
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

    /**
     * Why a JSON file could not be read, and at which place of it, in words that can follow a colon. A reader that heeds
     * {@link DeserializationFeature#FAIL_ON_TRAILING_TOKENS} is told of what follows the document.
     */
    public static String fault(IOException e) {
        if (!(e instanceof JsonProcessingException json)) {
            return Failures.reason(e);
        }
        String said = json.getOriginalMessage().lines().findFirst().orElse("it is no JSON");
        String what = plain(said);
        JsonLocation place = json.getLocation();
        return place == null || place.getLineNr() < 1
                ? what
                : what + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    /** What is most often wrong, without the words of the library. */
    private static String plain(String said) {
        if (said.startsWith("Trailing token")) {
            return "something follows the end of its JSON";
        }
        if (said.startsWith("Unexpected end-of-input")) {
            return "it breaks off";
        }
        return said.startsWith("No content to map") ? "it is empty" : said;
    }
}
