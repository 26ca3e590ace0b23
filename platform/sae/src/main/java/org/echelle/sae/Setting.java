package org.echelle.sae;

import java.util.Arrays;
import java.util.List;

/**
 * One setting of an architecture.
 *
 * @param name lower case with dashes
 * @param fallback what holds when it is not given
 * @param least smallest number; NaN for words and lists
 * @param most largest number
 * @param words what it may be when it is a word; empty for numbers and lists
 * @param meaning one line for people
 */
public record Setting(String name, String fallback, double least, double most, List<String> words, String meaning) {
    /** A number. */
    public static Setting number(String name, double fallback, double least, double most, String meaning) {
        return new Setting(name, Double.toString(fallback), least, most, List.of(), meaning);
    }

    /** One of some words. */
    public static Setting word(String name, String fallback, List<String> words, String meaning) {
        return new Setting(name, fallback, Double.NaN, Double.NaN, words, meaning);
    }

    /** Numbers with commas between them; "" for none. */
    public static Setting numbers(String name, String fallback, String meaning) {
        return new Setting(name, fallback, Double.NaN, Double.NaN, List.of(), meaning);
    }

    private boolean isNumber() {
        return !Double.isNaN(least);
    }

    /** The value in one form only, so that equal settings are equal texts. */
    String canonical(Object given, String architecture) {
        String text = String.valueOf(given).trim();
        if (isNumber()) {
            double value = parse(text, architecture);
            if (!(value >= least && value <= most)) {
                throw new SaeException(name + " of " + architecture + " is " + text + "; it must be from " + least
                        + " to " + most + " (" + meaning + ").");
            }
            return Double.toString(value);
        }
        if (!words.isEmpty()) {
            if (!words.contains(text)) {
                throw new SaeException(name + " of " + architecture + " is \"" + text + "\"; it must be one of "
                        + String.join(", ", words) + ".");
            }
            return text;
        }
        List<Double> values = parseAll(text, architecture);
        return String.join(",", values.stream().map(v -> Double.toString(v)).toList());
    }

    private double parse(String text, String architecture) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new SaeException(
                    name + " of " + architecture + " is \"" + text + "\", which is no number (" + meaning + ").", e);
        }
    }

    private List<Double> parseAll(String text, String architecture) {
        String inner = text.replaceAll("[\\[\\]\\s]", "");
        return inner.isEmpty()
                ? List.of()
                : Arrays.stream(inner.split(",", -1))
                        .map(t -> parse(t, architecture))
                        .toList();
    }
}
