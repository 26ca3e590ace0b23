package org.echelle.diffusion.network.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.JsonFiles;

/**
 * A network's published settings by key. A key that is absent or null has its default; one whose value asks for something that is not
 * here is refused by name, since a network that runs with half of its settings gives pictures that are merely wrong.
 */
public final class ConfigFile {
    private final String source;
    private final JsonNode json;

    private ConfigFile(String source, JsonNode json) {
        this.source = source;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @throws DiffusionException if it is absent or is not one JSON object and nothing else
     */
    public static ConfigFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DiffusionException(
                    "There is no " + file + "; give a folder that holds a network's config.json and weights.");
        }
        try {
            return new ConfigFile(
                    file.toString(), object(file.toString(), JsonFiles.mapper().readTree(Files.readAllBytes(file))));
        } catch (IOException e) {
            throw new DiffusionException(
                    file + " is not readable JSON: " + JsonFiles.fault(e) + "; repair it or fetch it again.", e);
        }
    }

    /**
     * Settings that are no file.
     *
     * @param source what messages call them
     * @param values numbers, texts, truths, lists
     */
    public static ConfigFile of(String source, Map<String, ?> values) {
        return new ConfigFile(source, object(source, new ObjectMapper().valueToTree(values)));
    }

    private static JsonNode object(String source, JsonNode json) {
        if (!json.isObject()) {
            throw new DiffusionException(source + " should hold a JSON object of settings.");
        }
        return json;
    }

    /** What messages call it. */
    public String source() {
        return source;
    }

    /** Whether a value other than null stands there. */
    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** Whether null stands there in so many words, which for some keys is not their default. */
    public boolean nulled(String key) {
        return json.path(key).isNull();
    }

    /** A whole number that must stand there. */
    public int integer(String key) {
        if (!has(key)) {
            throw new DiffusionException(
                    source + " has no \"" + key + "\", without which the network cannot be built.");
        }
        return integer(key, 0);
    }

    /** A whole number from 0 on. */
    public int integer(String key, int otherwise) {
        return has(key) ? whole(key, json.get(key)) : otherwise;
    }

    private int whole(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
            throw refuse(key, "a whole number from 0 on should stand there");
        }
        return value.asInt();
    }

    /** A number. */
    public double number(String key, double otherwise) {
        if (has(key) && !json.get(key).isNumber()) {
            throw refuse(key, "a number should stand there");
        }
        return has(key) ? json.get(key).asDouble() : otherwise;
    }

    /** A truth. */
    public boolean flag(String key, boolean otherwise) {
        if (has(key) && !json.get(key).isBoolean()) {
            throw refuse(key, "true or false should stand there");
        }
        return has(key) ? json.get(key).asBoolean() : otherwise;
    }

    /** A word. */
    public String text(String key, String otherwise) {
        if (has(key) && !json.get(key).isTextual()) {
            throw refuse(key, "a text should stand there");
        }
        return has(key) ? json.get(key).asText() : otherwise;
    }

    /** Words that must stand there. */
    public List<String> texts(String key) {
        JsonNode value = json.path(key);
        if (!value.isArray() || value.isEmpty()) {
            throw has(key)
                    ? refuse(key, "a list of texts should stand there")
                    : new DiffusionException(
                            source + " has no \"" + key + "\", without which the network cannot be built.");
        }
        List<String> texts = new ArrayList<>();
        value.forEach(v -> texts.add(v.asText()));
        return List.copyOf(texts);
    }

    /** Whole numbers that must stand there, at least one. */
    public List<Integer> integers(String key) {
        JsonNode value = json.path(key);
        if (!value.isArray() || value.isEmpty()) {
            throw has(key)
                    ? refuse(key, "a list of whole numbers should stand there")
                    : new DiffusionException(
                            source + " has no \"" + key + "\", without which the network cannot be built.");
        }
        List<Integer> numbers = new ArrayList<>();
        value.forEach(v -> numbers.add(whole(key, v)));
        return List.copyOf(numbers);
    }

    /** One whole number for all, or a list of exactly {@code count}. */
    public List<Integer> each(String key, int count, int otherwise) {
        if (!json.path(key).isArray()) {
            return Collections.nCopies(count, integer(key, otherwise));
        }
        List<Integer> numbers = integers(key);
        if (numbers.size() != count) {
            throw refuse(key, "there should be " + count + " of them, one a block");
        }
        return numbers;
    }

    /**
     * Refuses what is not implemented.
     *
     * @param accepted values that are; a list under the key is judged by its elements; an absent key and null always pass
     */
    public void only(String key, Object... accepted) {
        if (!has(key)) {
            return;
        }
        JsonNode value = json.get(key);
        List<JsonNode> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(values::add);
        } else {
            values.add(value);
        }
        if (!values.stream().allMatch(v -> Arrays.stream(accepted).anyMatch(a -> same(v, a)))) {
            throw refuse(
                    key,
                    "implemented "
                            + (accepted.length == 0
                                    ? "is null only"
                                    : (accepted.length == 1 ? "is " : "are ")
                                            + Arrays.stream(accepted)
                                                    .map(String::valueOf)
                                                    .collect(Collectors.joining(", "))));
        }
    }

    private static boolean same(JsonNode value, Object accepted) {
        if (accepted instanceof Number n) {
            return value.isNumber() && value.asDouble() == n.doubleValue();
        }
        if (accepted instanceof Boolean b) {
            return value.isBoolean() && value.asBoolean() == b;
        }
        return value.isTextual() && value.asText().equals(accepted);
    }

    /** Names key, value and file in front of a reason. */
    public DiffusionException refuse(String key, String reason) {
        String says =
                json.has(key) ? " says \"" + key + "\": " + json.get(key) : " leaves \"" + key + "\" at its default";
        return new DiffusionException(source + says + ", but " + reason + ".");
    }
}
