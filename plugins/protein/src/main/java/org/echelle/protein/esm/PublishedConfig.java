package org.echelle.protein.esm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.echelle.protein.subject.SubjectException;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.Weights;

/**
 * What lies with the weights: Hugging Face's {@code config.json} and {@code vocab.txt} beside them, fair-esm's {@code cfg} inside the
 * file.
 */
final class PublishedConfig {
    private final JsonNode json;
    private final Map<String, Object> cfg;

    private PublishedConfig(JsonNode json, Map<String, Object> cfg) {
        this.json = json;
        this.cfg = cfg;
    }

    /** Reads what lies with the weights, and checks the vocabulary. */
    static PublishedConfig of(Weights weights) {
        weights.folderFile("vocab.txt").ifPresent(PublishedConfig::checkVocabulary);
        Optional<Path> file = weights.folderFile("config.json");
        JsonNode json = MissingNode.getInstance();
        if (file.isPresent()) {
            try {
                json = JsonFiles.mapper().readTree(Files.readAllBytes(file.get()));
            } catch (IOException e) {
                throw new SubjectException(
                        "The config file " + file.get() + " is not readable JSON: " + JsonFiles.fault(e)
                                + "; repair it or move it away.",
                        e);
            }
            if (!json.path("model_type").asText("").startsWith("esm")) {
                json = MissingNode.getInstance(); // of another file in the same folder
            }
        }
        return new PublishedConfig(json, weights.facts());
    }

    private static void checkVocabulary(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new SubjectException("The vocabulary " + file + " cannot be read.", e);
        }
        List<String> known = EsmVocabulary.TOKENS;
        if (lines.equals(known)) {
            return;
        }
        int at = 0;
        while (at < Math.min(lines.size(), known.size()) && lines.get(at).equals(known.get(at))) {
            at++;
        }
        throw new SubjectException("The vocabulary " + file + " is not ESM-2's: token " + at + " is "
                + (at < lines.size() ? lines.get(at) : "missing") + " and should be "
                + (at < known.size() ? known.get(at) : "none, as there are " + known.size() + " tokens")
                + "; weights for another vocabulary would be read shifted.");
    }

    /** A whole number, under its name in {@code config.json} or in fair-esm's {@code cfg}. */
    OptionalInt integer(String key, String fair) {
        JsonNode value = json.path(key);
        if (value.isIntegralNumber()) {
            return OptionalInt.of(value.asInt());
        }
        for (String scope : List.of("cfg.model.", "cfg.", "args.")) {
            if (cfg.get(scope + fair) instanceof Number number) {
                return OptionalInt.of(number.intValue());
            }
        }
        return OptionalInt.empty();
    }

    OptionalDouble number(String key) {
        JsonNode value = json.path(key);
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    Optional<String> text(String key) {
        JsonNode value = json.path(key);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    Optional<Boolean> flag(String key, String fair) {
        JsonNode value = json.path(key);
        if (value.isBoolean()) {
            return Optional.of(value.asBoolean());
        }
        for (String scope : List.of("cfg.model.", "cfg.", "args.")) {
            if (cfg.get(scope + fair) instanceof Boolean truth) {
                return Optional.of(truth);
            }
        }
        return Optional.empty();
    }
}
