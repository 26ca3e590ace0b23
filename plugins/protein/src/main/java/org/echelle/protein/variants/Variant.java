package org.echelle.protein.variants;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A variant as scans write it: substitutions such as {@code A42G} or {@code p.Ala42Gly}, several joined by a colon, comma, semicolon,
 * slash, plus or space, in the order of their positions; none for the wild type.
 *
 * @param substitutions with rising numbers
 */
record Variant(List<Substitution> substitutions) {
    /** What the wild type is called among variants. */
    static final String WILD_TYPE = "WT";

    static final String AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY";

    private static final Pattern ONE = Pattern.compile("([A-Za-z])(-?[0-9]{1,6})([A-Za-z*=])");
    private static final Pattern THREE = Pattern.compile("([A-Za-z]{3})(-?[0-9]{1,6})([A-Za-z]{3}|[*=])");
    private static final Pattern WILD = Pattern.compile("_?(wt|wild[-_ ]?type|p\\.=|p\\.\\(=\\)|_sy)");
    private static final Map<String, Character> LETTERS = Map.ofEntries(
            Map.entry("ala", 'A'),
            Map.entry("cys", 'C'),
            Map.entry("asp", 'D'),
            Map.entry("glu", 'E'),
            Map.entry("phe", 'F'),
            Map.entry("gly", 'G'),
            Map.entry("his", 'H'),
            Map.entry("ile", 'I'),
            Map.entry("lys", 'K'),
            Map.entry("leu", 'L'),
            Map.entry("met", 'M'),
            Map.entry("asn", 'N'),
            Map.entry("pro", 'P'),
            Map.entry("gln", 'Q'),
            Map.entry("arg", 'R'),
            Map.entry("ser", 'S'),
            Map.entry("thr", 'T'),
            Map.entry("val", 'V'),
            Map.entry("trp", 'W'),
            Map.entry("tyr", 'Y'),
            Map.entry("ter", '*'));

    /** One residue for another, both as upper-case letters; {@code *} is a stop. */
    record Substitution(char from, int number, char to) {
        @Override
        public String toString() {
            return "" + from + number + to;
        }
    }

    Variant {
        substitutions = substitutions.stream()
                .sorted(Comparator.comparingInt(Substitution::number))
                .toList();
    }

    /** Reads a cell; empty for another notation, such as insertions and deletions. */
    static Optional<Variant> parse(String text) {
        String cell = text.strip();
        if (WILD.matcher(cell.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(new Variant(List.of()));
        }
        if (cell.toLowerCase(Locale.ROOT).startsWith("p.")) {
            cell = cell.substring(2);
        }
        if ((cell.startsWith("[") && cell.endsWith("]")) || (cell.startsWith("(") && cell.endsWith(")"))) {
            cell = cell.substring(1, cell.length() - 1);
        }
        List<Substitution> all = new ArrayList<>();
        for (String part : cell.split("[:,;/+\\s]+")) {
            Optional<Substitution> one = one(part);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            all.add(one.get());
        }
        return Optional.of(new Variant(all));
    }

    private static Optional<Substitution> one(String text) {
        Matcher one = ONE.matcher(text);
        if (one.matches()) {
            char from = Character.toUpperCase(one.group(1).charAt(0));
            char to = Character.toUpperCase(one.group(3).charAt(0));
            return Optional.of(new Substitution(from, Integer.parseInt(one.group(2)), to == '=' ? from : to));
        }
        Matcher three = THREE.matcher(text);
        if (three.matches()) {
            Character from = LETTERS.get(three.group(1).toLowerCase(Locale.ROOT));
            String end = three.group(3);
            Character to = end.equals("=")
                    ? from
                    : end.equals("*") ? Character.valueOf('*') : LETTERS.get(end.toLowerCase(Locale.ROOT));
            if (from != null && to != null) {
                return Optional.of(new Substitution(from, Integer.parseInt(three.group(2)), to));
            }
        }
        return Optional.empty();
    }

    /** The numbers of its substitutions, such as {@code 42-77}; {@link #WILD_TYPE} for none. */
    String positions() {
        return substitutions.isEmpty()
                ? WILD_TYPE
                : String.join(
                        "-",
                        substitutions.stream()
                                .map(s -> String.valueOf(s.number()))
                                .toList());
    }

    /** Whether it was written with one-letter codes in lower case. */
    boolean lowerCase(String written) {
        return !substitutions.isEmpty()
                && substitutions.stream()
                        .anyMatch(s -> !written.contains("" + s.from() + s.number())
                                && written.contains(("" + s.from() + s.number()).toLowerCase(Locale.ROOT)));
    }

    /** Whether it replaces residues that a wild type does not have. */
    boolean strange(String wildType, int firstNumber) {
        return substitutions.stream()
                .anyMatch(s -> s.number() < firstNumber
                        || s.number() - firstNumber >= wildType.length()
                        || wildType.charAt(s.number() - firstNumber) != s.from());
    }

    /** Such as {@code A42G:K77R}; {@link #WILD_TYPE} for none. */
    String name() {
        return substitutions.isEmpty()
                ? WILD_TYPE
                : String.join(
                        ":", substitutions.stream().map(Substitution::toString).toList());
    }

    /**
     * Why it is none of a wild type, as a phrase to be counted.
     *
     * @param firstNumber of the wild type's first residue
     */
    Optional<String> problem(String wildType, int firstNumber) {
        int before = Integer.MIN_VALUE;
        for (Substitution s : substitutions) {
            int at = s.number() - firstNumber;
            if (at < 0 || at >= wildType.length()) {
                return Optional.of("variant{|s} at residues that the wild type does not have, left out");
            }
            if (wildType.charAt(at) != s.from()) {
                return Optional.of(
                        "variant{|s} that replace{s|} another residue than the wild type has there, left out");
            }
            if (s.number() == before) {
                return Optional.of("variant{|s} that replace{s|} one residue twice, left out");
            }
            if (s.to() == '*') {
                return Optional.of("variant{|s} with a stop, left out");
            }
            if (AMINO_ACIDS.indexOf(s.to()) < 0) {
                return Optional.of("variant{|s} with a letter that is none of the twenty amino acids, left out");
            }
            before = s.number();
        }
        return Optional.empty();
    }

    /** The wild type with the substitutions made; {@link #problem} must be empty. */
    String of(String wildType, int firstNumber) {
        StringBuilder letters = new StringBuilder(wildType);
        substitutions.forEach(s -> letters.setCharAt(s.number() - firstNumber, s.to()));
        return letters.toString();
    }

    /** The wild type of which a sequence is this variant; empty where the sequence does not have the new residues. */
    Optional<String> undone(String sequence, int firstNumber) {
        StringBuilder letters = new StringBuilder(sequence);
        for (Substitution s : substitutions) {
            int at = s.number() - firstNumber;
            if (at < 0 || at >= sequence.length() || sequence.charAt(at) != s.to()) {
                return Optional.empty();
            }
            letters.setCharAt(at, s.from());
        }
        return Optional.of(letters.toString());
    }
}
