package org.echelle.protein.unirep;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.echelle.protein.subject.Tokenizer;

/**
 * The 26 tokens of UniRep: 0 fills, 1 to 22 are amino acids, 23 is X with B, Z and J, 24 begins a sequence, 25 ends it. The input
 * has no end token: it is only predicted.
 */
final class UniRepVocabulary implements Tokenizer {
    static final UniRepVocabulary UNIREP = new UniRepVocabulary();

    static final int TOKENS = 26;
    static final int START = 24;
    static final int STOP = 25;

    private static final String ORDER = "-MRHKDESTNQCUGPAVIFYWLOX";
    private static final int X = ORDER.length() - 1;

    /** Columns of the output: token 1 and on. */
    static final List<String> OUTPUTS = outputs();

    private UniRepVocabulary() {}

    private static List<String> outputs() {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < ORDER.length(); i++) {
            names.add(ORDER.substring(i, i + 1));
        }
        names.add("<start>");
        names.add("<stop>");
        return List.copyOf(names);
    }

    @Override
    public long[] encode(String sequence) {
        long[] tokens = new long[sequence.length() + 1];
        tokens[0] = START;
        for (int i = 0; i < sequence.length(); i++) {
            tokens[i + 1] = token(sequence.charAt(i));
        }
        return tokens;
    }

    @Override
    public int token(char residue) {
        int at = ORDER.indexOf(residue);
        return at > 0 ? at : X;
    }

    @Override
    public int padding() {
        return 0;
    }

    @Override
    public boolean special(long token) {
        return token == START || token == STOP;
    }

    @Override
    public OptionalInt mask() {
        return OptionalInt.empty();
    }
}
