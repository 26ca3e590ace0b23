package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.sae.Evaluation;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.DictionaryFormats;
import org.echelle.sae.formats.ImportedDictionary;

/** What {@code inspect} and {@code convert} say about a dictionary, in lines of a name and a value. */
final class DictionaryLines {
    private DictionaryLines() {}

    /** Format, kind, sizes, what was noticed when it was read. */
    static List<String> read(ImportedDictionary found) {
        StoredDictionary dictionary = found.dictionary();
        List<String> lines = new ArrayList<>();
        line(lines, "format", found.format());
        line(lines, "architecture", dictionary.architecture());
        line(lines, "features", String.format(Locale.ROOT, "%,d", dictionary.features()));
        long outputs = dictionary.decoder().shape()[1];
        line(lines, "width", dictionary.width() + (outputs == dictionary.width() ? "" : ", writes " + outputs));
        line(lines, "a feature is", selection(dictionary));
        line(lines, "normalisation", normalisation(dictionary));
        if (dictionary.find("skip").isPresent()) {
            line(lines, "skip", "a linear way past the features");
        }
        found.notes().forEach(note -> line(lines, "note", note));
        found.warnings().forEach(warning -> line(lines, "warning", warning));
        return lines;
    }

    /** What a dictionary's own file says of it: a line a fact, and a line for each part of one that has parts. */
    static List<String> facts(Map<String, Object> facts) {
        List<String> lines = new ArrayList<>();
        facts.forEach((name, value) -> {
            boolean none = name.equals("threshold") && value instanceof Number number && number.doubleValue() < 0;
            if (!none) {
                fact(lines, name, value);
            }
        });
        return lines;
    }

    private static void fact(List<String> lines, String name, Object value) {
        if (!(value instanceof Map<?, ?> parts)) {
            line(lines, name, String.valueOf(value));
            return;
        }
        List<String> plain = new ArrayList<>();
        parts.forEach((key, part) -> {
            if (!(part instanceof Map<?, ?>) && !List.of().equals(part)) {
                plain.add(key + " " + part);
            }
        });
        line(lines, name, String.join(", ", plain));
        parts.forEach((key, part) -> {
            if (part instanceof Map<?, ?>) {
                fact(lines, "  " + key, part);
            }
        });
    }

    /** What came out on rows. */
    static List<String> evaluation(Evaluation of, Path rows) {
        List<String> lines = new ArrayList<>();
        line(lines, "tried on", String.format(Locale.ROOT, "%,d rows of %s", of.rows(), rows));
        line(
                lines,
                "FVU",
                String.format(
                        Locale.ROOT, "%.4f (it explains %.2f %% of the variance)", of.fvu(), 100 * (1 - of.fvu())));
        line(lines, "L0", String.format(Locale.ROOT, "%.2f features a row", of.l0()));
        long silent = Math.round(of.deadShare() * of.density().length);
        line(
                lines,
                "silent there",
                String.format(
                        Locale.ROOT,
                        "%,d of %,d features (%.1f %%)",
                        silent,
                        of.density().length,
                        100 * of.deadShare()));
        return lines;
    }

    /** Formats that hold it whole, and what each of the others would lose. */
    static List<String> losses(StoredDictionary dictionary) {
        Map<String, Optional<String>> losses = DictionaryFormats.losses(dictionary);
        List<String> lines = new ArrayList<>();
        line(
                lines,
                "converts to",
                String.join(
                        ", ",
                        losses.keySet().stream()
                                .filter(name -> losses.get(name).isEmpty())
                                .toList()));
        losses.forEach((name, loss) -> loss.ifPresent(sentence -> line(lines, "not whole", sentence)));
        return lines;
    }

    private static String selection(StoredDictionary dictionary) {
        if (dictionary.threshold() >= 0) {
            String trained = dictionary.k() > 0 ? ", trained for " + dictionary.k() + " a row" : "";
            return String.format(Locale.ROOT, "what exceeds %.5g%s", dictionary.threshold(), trained);
        }
        if (dictionary.k() > 0) {
            return "one of the " + dictionary.k() + " largest positive activations of a row";
        }
        return dictionary
                .find("threshold")
                .map(t -> {
                    float[] sorted = t.toFloats();
                    java.util.Arrays.sort(sorted);
                    return String.format(
                            Locale.ROOT,
                            "what exceeds a threshold of its own, %.5g to %.5g, median %.5g",
                            sorted[0],
                            sorted[sorted.length - 1],
                            sorted[sorted.length / 2]);
                })
                .orElse(
                        dictionary.find("r_mag").isPresent()
                                ? "a positive activation whose gate is open"
                                : "every positive activation");
    }

    private static String normalisation(StoredDictionary dictionary) {
        Object kind = dictionary.facts().get("normalisation") instanceof Map<?, ?> m ? m.get("kind") : "none";
        boolean folded =
                dictionary.facts().get("normalisation") instanceof Map<?, ?> m && Boolean.TRUE.equals(m.get("folded"));
        if ("none".equals(kind) || kind == null) {
            return "none: takes and gives raw rows";
        }
        return folded ? kind + ", folded in: takes and gives raw rows" : kind + " of every row, undone at the output";
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add(String.format("%-16s %s", name, value));
    }
}
