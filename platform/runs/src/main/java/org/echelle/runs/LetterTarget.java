package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.Concept;
import org.echelle.api.SequenceModel;

/**
 * What an edit of a language model is about, as people write it: {@code LETTERS@PLACES}.
 *
 * <p>Letters: {@code G}, {@code ST} (any of them), or {@code own}, the letter that the sequence has there. Places: numbers as people count
 * ({@code 42}, {@code 10..20}, several joined by commas), a concept of sites ({@code own@motif/zinc-finger}), or nothing for any place. A
 * concept alone stands for {@code own@CONCEPT}: how well its own letters are predicted where it is.
 *
 * @param text as it was written
 * @param letters wanted; empty for a place's own
 * @param numbers places by number; empty for no restriction
 * @param concept index of a concept of the run whose sites are the places
 */
record LetterTarget(String text, String letters, List<int[]> numbers, Optional<Integer> concept) {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,7})(?:(?:\\.\\.|-)([0-9]{1,7}))?");
    private static final String OWN = "own";

    /** Reads one; a text that means nothing is answered with what would. */
    static LetterTarget of(String text, SequenceModel model, List<Concept> concepts) {
        if (text.isEmpty()) {
            throw new RunException("Say what the edit is about with --target: letters and places such as G@10..20, ST,"
                    + " own@42,45, or a concept of the run" + known(concepts) + ".");
        }
        Optional<Integer> alone = concept(text, concepts);
        if (alone.isPresent()) {
            return new LetterTarget(text, "", List.of(), alone);
        }
        int at = text.indexOf('@');
        String letters = at < 0 ? text : text.substring(0, at);
        String where = at < 0 ? "" : text.substring(at + 1).strip();
        Optional<Integer> concept = where.isEmpty() ? Optional.empty() : concept(where, concepts);
        return new LetterTarget(
                text,
                letters.equals(OWN) ? "" : letters(letters, model, concepts),
                concept.isPresent() || where.isEmpty() ? List.of() : numbers(where, concepts),
                concept);
    }

    private static Optional<Integer> concept(String name, List<Concept> concepts) {
        List<Integer> ends = new ArrayList<>();
        for (int c = 0; c < concepts.size(); c++) {
            if (concepts.get(c).level() == Concept.Level.SITE && concepts.get(c).scale() == Concept.Scale.BOOLEAN) {
                if (concepts.get(c).id().equals(name)) {
                    return Optional.of(c);
                }
                if (concepts.get(c).id().endsWith("/" + name)) {
                    ends.add(c);
                }
            }
        }
        return ends.size() == 1 ? Optional.of(ends.get(0)) : Optional.empty();
    }

    private static String letters(String text, SequenceModel model, List<Concept> concepts) {
        TreeSet<Character> all = new TreeSet<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (model.letters().indexOf(c) < 0) {
                throw new RunException("'" + text + "' is neither letters of " + model.letters() + ", nor " + OWN
                        + ", nor a concept of sites of this run" + known(concepts)
                        + ". Write LETTERS@PLACES, such as G@10..20.");
            }
            all.add(c);
        }
        if (all.isEmpty() || all.size() == model.letters().length()) {
            throw new RunException("Name some letters of " + model.letters() + " before the @, or " + OWN + ".");
        }
        StringBuilder letters = new StringBuilder();
        all.forEach(letters::append);
        return letters.toString();
    }

    private static List<int[]> numbers(String text, List<Concept> concepts) {
        List<int[]> ranges = new ArrayList<>();
        for (String part : text.split(",")) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw new RunException("'" + part.strip()
                        + "' is no place: a number such as 42, a range such as 10..20,"
                        + " several joined by commas, or a concept of sites of this run" + known(concepts) + ".");
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                throw new RunException("'" + part.strip() + "' holds no places: its end lies before its beginning.");
            }
            ranges.add(new int[] {first, last});
        }
        return ranges;
    }

    private static String known(List<Concept> concepts) {
        List<String> sites = concepts.stream()
                .filter(c -> c.level() == Concept.Level.SITE && c.scale() == Concept.Scale.BOOLEAN)
                .map(Concept::id)
                .toList();
        int shown = Math.min(6, sites.size());
        return sites.isEmpty()
                ? ", which has none"
                : " (" + String.join(", ", sites.subList(0, shown)) + (shown < sites.size() ? ", ..." : "") + ")";
    }

    /** Whether a number is one of the places. */
    boolean at(int number) {
        return numbers.isEmpty() || numbers.stream().anyMatch(r -> r[0] <= number && number <= r[1]);
    }

    /** Whether a place's letter is one of those wanted; its own always is. */
    boolean wants(char letter) {
        return letters.isEmpty() || letters.indexOf(letter) >= 0;
    }

    /** The letters wanted at a place as bits, in the order of the model's. */
    long bits(char own, SequenceModel model) {
        long bits = 0;
        String wanted = letters.isEmpty() ? String.valueOf(own) : letters;
        for (int i = 0; i < wanted.length(); i++) {
            bits |= 1L << model.letters().indexOf(wanted.charAt(i));
        }
        return bits;
    }

    /** For sentences: {@code G}, {@code any of S, T}, {@code its own letter}. */
    String words() {
        return letters.isEmpty()
                ? "the place's own letter"
                : letters.length() == 1 ? letters : "any of " + String.join(", ", letters.split(""));
    }
}
