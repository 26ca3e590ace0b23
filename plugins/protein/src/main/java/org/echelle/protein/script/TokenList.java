package org.echelle.protein.script;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.protein.subject.SubjectException;
import org.echelle.protein.subject.Tokenizer;

/** A vocabulary that is told token by token, under the names that ESM, BERT and RoBERTa give the special ones. */
final class TokenList implements Tokenizer {
    private static final List<String> BEGINNINGS = List.of("<cls>", "[CLS]", "<s>", "<bos>");
    private static final List<String> ENDS = List.of("<eos>", "[SEP]", "</s>");
    private static final List<String> PADDINGS = List.of("<pad>", "[PAD]");
    private static final List<String> UNKNOWNS = List.of("<unk>", "[UNK]", "X");
    private static final List<String> MASKS = List.of("<mask>", "[MASK]");

    private final String origin;
    private final List<String> tokens;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int beginning;
    private final OptionalInt end;
    private final int padding;
    private final OptionalInt unknown;
    private final OptionalInt mask;

    /**
     * A vocabulary.
     *
     * @param origin where it comes from, for the reader
     * @param tokens in the order of their numbers; SentencePiece's word sign in front of a letter is left out
     */
    TokenList(String origin, List<String> tokens) {
        this.origin = origin;
        this.tokens = tokens.stream()
                .map(t -> t.matches("\u2581[A-Z]") ? t.substring(1) : t)
                .toList();
        for (int i = this.tokens.size() - 1; i >= 0; i--) {
            numbers.put(this.tokens.get(i), i);
        }
        beginning = require(BEGINNINGS, "a token for the beginning");
        padding = require(PADDINGS, "a token for padding");
        end = find(ENDS);
        unknown = find(UNKNOWNS);
        mask = find(MASKS);
        if (letters().length() < 20) {
            throw new SubjectException(origin + " has only the letters \"" + letters()
                    + "\": a protein model's vocabulary has the twenty amino acids, one a line. Name the model's own"
                    + " with subject.vocabulary.");
        }
    }

    /** Reads a file with a token a line. */
    static TokenList read(Path file) {
        try {
            return new TokenList(
                    "The vocabulary " + file,
                    Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        } catch (MalformedInputException e) {
            throw new SubjectException(
                    "The vocabulary " + file + " is no text in UTF-8; name a vocab.txt with a token a line.", e);
        } catch (IOException e) {
            throw new SubjectException(
                    "The vocabulary " + file + " cannot be read (" + e.getMessage() + "); check subject.vocabulary.",
                    e);
        }
    }

    private int require(List<String> names, String what) {
        return find(names)
                .orElseThrow(() -> new SubjectException(origin + " lacks " + what + " (" + String.join(", ", names)
                        + " are understood), which a protein needs in front of or behind its residues."));
    }

    private OptionalInt find(List<String> names) {
        return names.stream()
                .filter(numbers::containsKey)
                .mapToInt(numbers::get)
                .findFirst();
    }

    /** In the order of their numbers. */
    List<String> tokens() {
        return tokens;
    }

    /** The letters that have a token of their own, in alphabetical order. */
    String letters() {
        StringBuilder letters = new StringBuilder();
        for (char c = 'A'; c <= 'Z'; c++) {
            if (numbers.containsKey(String.valueOf(c))) {
                letters.append(c);
            }
        }
        return letters.toString();
    }

    @Override
    public long[] encode(String sequence) {
        long[] out = new long[sequence.length() + (end.isPresent() ? 2 : 1)];
        out[0] = beginning;
        for (int i = 0; i < sequence.length(); i++) {
            out[i + 1] = token(sequence.charAt(i));
        }
        end.ifPresent(e -> out[out.length - 1] = e);
        return out;
    }

    @Override
    public int token(char residue) {
        Integer at = numbers.get(String.valueOf(residue));
        if (at != null) {
            return at;
        }
        return unknown.orElseThrow(() -> new SubjectException(
                origin + " has neither the letter " + residue + " nor a token for unknown ones (<unk>, [UNK] or X)."));
    }

    @Override
    public int padding() {
        return padding;
    }

    @Override
    public boolean special(long token) {
        return token == beginning || (end.isPresent() && token == end.getAsInt());
    }

    @Override
    public OptionalInt mask() {
        return mask;
    }

    /** Sequences of one length as tokens without padding, row by row. */
    long[] repeated(String sequence, int times) {
        long[] one = encode(sequence);
        long[] all = new long[times * one.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    @Override
    public String toString() {
        return tokens.size() + " tokens, letters " + letters() + ", " + Arrays.asList(tokens.get(beginning))
                + " in front";
    }
}
