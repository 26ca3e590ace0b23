package org.echelle.diffusion.network.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.JsonFiles;

/**
 * What lies in a tokenizer's folder.
 *
 * @param vocabulary ids of tokens
 * @param ranks of merges, two pieces with a space between, from 0
 * @param start token in front of every text
 * @param end token behind it
 * @param padding token behind that
 * @param unknown token for pieces that the vocabulary lacks
 * @param length tokens that a text encoder reads at once
 */
record TokenizerFiles(
        Map<String, Integer> vocabulary,
        Map<String, Integer> ranks,
        String start,
        String end,
        String padding,
        String unknown,
        int length) {
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int LENGTH = 77;
    /** Hugging Face writes a number beyond this where a tokenizer has no limit. */
    private static final int MOST = 1 << 20;

    static TokenizerFiles read(Path folder) {
        JsonNode vocabulary = json(folder.resolve("vocab.json"), true);
        Map<String, Integer> ids = new HashMap<>();
        vocabulary.properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt(-1)));
        JsonNode map = json(folder.resolve("special_tokens_map.json"), false);
        JsonNode config = json(folder.resolve("tokenizer_config.json"), false);
        String end = token("eos_token", END, map, config);
        TokenizerFiles files = new TokenizerFiles(
                Map.copyOf(ids),
                merges(folder.resolve("merges.txt")),
                token("bos_token", START, map, config),
                end,
                token("pad_token", end, map, config),
                token("unk_token", end, map, config),
                length(config, folder));
        for (String token : files.special()) {
            if (ids.getOrDefault(token, -1) < 0) {
                throw new DiffusionException(folder.resolve("vocab.json") + " has no token " + token
                        + ", which the folder's other files name; they belong to different tokenizers.");
            }
        }
        return files;
    }

    Set<String> special() {
        return new LinkedHashSet<>(List.of(start, end, padding, unknown));
    }

    long id(String token) {
        return vocabulary.get(token);
    }

    private static JsonNode json(Path file, boolean needed) {
        if (!Files.isRegularFile(file)) {
            if (!needed) {
                return MissingNode.getInstance();
            }
            throw new DiffusionException("There is no " + file
                    + "; a CLIP tokenizer is a folder with vocab.json and merges.txt, commonly named tokenizer.");
        }
        try {
            JsonNode json = JsonFiles.mapper().readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new DiffusionException(file + " should hold a JSON object.");
            }
            return json;
        } catch (IOException e) {
            throw new DiffusionException(
                    file + " is not readable JSON: " + JsonFiles.fault(e) + "; repair it or fetch it again.", e);
        }
    }

    /** A special token: a text, or an object whose content is one; the map goes before the config. */
    private static String token(String key, String otherwise, JsonNode map, JsonNode config) {
        for (JsonNode source : List.of(map, config)) {
            JsonNode value = source.path(key);
            JsonNode content = value.isObject() ? value.path("content") : value;
            if (content.isTextual() && !content.asText().isEmpty()) {
                return content.asText();
            }
        }
        return otherwise;
    }

    private static int length(JsonNode config, Path folder) {
        JsonNode value = config.path("model_max_length");
        if (!value.isNumber() || value.asDouble() > MOST) {
            return LENGTH;
        }
        if (value.asInt() < 2) {
            throw new DiffusionException(folder.resolve("tokenizer_config.json") + " says \"model_max_length\": "
                    + value + ", but a text has a start and an end.");
        }
        return value.asInt();
    }

    private static Map<String, Integer> merges(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DiffusionException(
                    "There is no " + file + ", which lies beside vocab.json in a CLIP tokenizer's folder.");
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new DiffusionException(file + " is not readable text in UTF-8; fetch it again.", e);
        }
        Map<String, Integer> ranks = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripTrailing();
            if (line.isEmpty() || (i == 0 && line.startsWith("#version"))) {
                continue;
            }
            if (line.split(" ", -1).length != 2) {
                throw new DiffusionException(file + ", line " + (i + 1) + ": \"" + line
                        + "\" is no merge of two pieces with a space between.");
            }
            ranks.putIfAbsent(line, ranks.size());
        }
        return Map.copyOf(ranks);
    }
}
