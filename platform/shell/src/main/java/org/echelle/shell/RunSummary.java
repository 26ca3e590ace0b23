package org.echelle.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.torch.JsonFiles;

/** What a finished run found, in a few lines for the terminal, from its {@code run.json}. */
final class RunSummary {
    private RunSummary() {}

    static List<String> lines(Path runFolder) {
        JsonNode run;
        try {
            run = JsonFiles.mapper().readTree(runFolder.resolve("run.json").toFile());
        } catch (IOException e) {
            throw new ShellException(
                    "The results in " + runFolder.resolve("run.json") + " cannot be read: " + JsonFiles.fault(e) + ".",
                    e);
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode warning : run.path("warnings")) {
            lines.add("warning: " + warning.asText());
        }
        for (Map.Entry<String, JsonNode> step : run.path("steps").properties()) {
            if (step.getKey().startsWith("train ")) {
                trained(step.getKey().substring(6), step.getValue(), lines);
            } else if (step.getKey().startsWith("score ")) {
                scored(step.getValue(), lines);
            }
        }
        return lines;
    }

    private static void trained(String hook, JsonNode step, List<String> lines) {
        JsonNode heldOut = step.path("held-out");
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s with %d features; on %,d held-out rows FVU %s, L0 %s, %s %% dead",
                hook,
                step.path("architecture").asText(),
                step.path("features").asInt(),
                heldOut.path("rows").asLong(),
                figure(heldOut, "fvu", "%.3f", 1),
                figure(heldOut, "l0", "%.1f", 1),
                figure(heldOut, "dead-share", "%.1f", 100)));
        lines.add(String.format(
                Locale.ROOT,
                "  explained variance %s, cosine %s, shrinkage %s, %s %% of features dense",
                figure(heldOut, "explained-variance", "%.3f", 1),
                figure(heldOut, "cosine", "%.3f", 1),
                figure(heldOut, "shrinkage", "%.3f", 1),
                figure(heldOut, "dense-share", "%.1f", 100)));
    }

    /** A figure and, where there is one, its interval. */
    private static String figure(JsonNode figures, String name, String format, int times) {
        String value =
                String.format(Locale.ROOT, format, times * figures.path(name).asDouble());
        return figures.has(name + "-low")
                ? String.format(
                        Locale.ROOT,
                        "%s [" + format + ", " + format + "]",
                        value,
                        times * figures.path(name + "-low").asDouble(),
                        times * figures.path(name + "-high").asDouble())
                : value;
    }

    /** How many features stand for a concept at all, beside the baselines. */
    private static void matched(JsonNode step, List<String> lines) {
        List<String> each = new ArrayList<>();
        for (JsonNode method : step.path("methods")) {
            int tested = method.path("testedFeatures").asInt();
            if (tested > 0) {
                each.add(String.format(
                        Locale.ROOT,
                        "%s %,d of %,d",
                        method.path("method").asText(),
                        method.path("matchedFeatures").asInt(),
                        tested));
            }
        }
        if (!each.isEmpty()) {
            lines.add(String.format(
                            Locale.ROOT,
                            "  features that go with a concept on the held-out samples (q <= %s), of those that fired often enough to"
                                    + " be tested: ",
                            step.path("alpha").asText("0.05"))
                    + String.join(", ", each));
        }
    }

    /** Nothing where none was computed, as for a single held-out group. */
    private static String interval(JsonNode of) {
        return of.path("replicates").asInt() > 0
                ? String.format(
                        Locale.ROOT,
                        " [%.3f, %.3f]",
                        of.path("low").asDouble(),
                        of.path("high").asDouble())
                : "";
    }

    private static void scored(JsonNode step, List<String> lines) {
        int concepts = step.path("concepts").asInt();
        if (concepts == 0) {
            lines.add(
                    "  no concept was scored: the config names none, or none has enough positives and negatives on both sides");
            return;
        }
        for (JsonNode method : step.path("methods")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-18s mean held-out F1 of the best feature %.3f%s over %d concept%s, AUROC %.3f",
                    method.path("method").asText(),
                    method.path("meanF1").asDouble(),
                    interval(method.path("meanF1Interval")),
                    concepts,
                    concepts == 1 ? "" : "s",
                    method.path("meanAuroc").asDouble()));
        }
        matched(step, lines);
        if (!step.path("overall").asText("").isEmpty()) {
            lines.add("  " + step.path("overall").asText());
        }
        JsonNode instances = step.path("instances");
        int of = instances.path("concepts").asInt();
        if (of > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  boxes and domains: mean held-out F1 over instances %.3f, %.1f %% of them found, over %d concept%s",
                    instances.path("mean-f1").asDouble(),
                    100 * instances.path("mean-recall").asDouble(),
                    of,
                    of == 1 ? "" : "s"));
        }
        JsonNode shuffled = step.path("shuffled-labels");
        if (shuffled.path("shuffles").asInt() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  labels shuffled between groups: discoveries in %d of %d shuffles (%.1f on average; true labels %,d of"
                            + " %,d pairs), mean F1 %.3f",
                    shuffled.path("shuffles-with-discoveries").asInt(),
                    shuffled.path("shuffles").asInt(),
                    shuffled.path("mean-discoveries").asDouble(),
                    step.path("discoveries").asLong(),
                    step.path("tested-pairs").asLong(),
                    shuffled.path("mean-best-f1").asDouble()));
        }
        for (JsonNode row : step.path("planted-factors")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  planted factors found by %s: %d of %d [%.0f, %.0f]",
                    row.path("method").asText(),
                    row.path("recovered").asInt(),
                    row.path("factors").asInt(),
                    row.path("interval").path("low").asDouble(),
                    row.path("interval").path("high").asDouble()));
        }
    }
}
