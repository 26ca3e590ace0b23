package org.echelle.torch;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** JSON files, read strictly: what a network is, how its training went, what is installed. */
public final class JsonFiles {
    /** How the library begins what it says of {@link DeserializationFeature#FAIL_ON_TRAILING_TOKENS}. */
    private static final String TRAILING = "Trailing token";

    private JsonFiles() {}

    /**
     * A mapper for files that are one document each: what follows the document is refused with an {@link IOException}, of which
     * {@link #fault} tells the place. It is the caller's own, to be set further and kept; files that are read token by token end
     * with {@link #requireEnd}.
     */
    public static ObjectMapper mapper() {
        return new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Refuses what follows a document that was read token by token.
     *
     * @param parser behind the document's last token
     * @throws IOException if anything but white space follows, of which {@link #fault} tells the place; or if reading fails
     */
    public static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw MismatchedInputException.from(parser, (Class<?>) null, TRAILING);
        }
    }

    /**
     * Writes a file whole or not at all, indented as published ones are.
     *
     * @param content maps, lists, texts, numbers and truth values
     * @throws TorchException if the file cannot be written
     */
    public static void write(Path file, Map<String, ?> content) {
        try {
            String text = mapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(content);
            AtomicFiles.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps are always JSON", e);
        }
    }

    /**
     * Why a JSON file could not be read, and at which place of it, in words that can follow a colon. Of what follows the document
     * a {@link #mapper} tells.
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
        if (said.startsWith(TRAILING)) {
            return "something follows the end of its JSON";
        }
        if (said.startsWith("Unexpected end-of-input")) {
            return "it breaks off";
        }
        return said.startsWith("No content to map") ? "it is empty" : said;
    }
}
