package org.echelle.protein.esm;

import java.util.List;
import java.util.OptionalInt;
import org.echelle.protein.subject.Tokenizer;

/**
 * The 33 tokens of ESM-2, in the order of its embedding; the same in fair-esm's alphabet and in Hugging Face's {@code vocab.txt}.
 *
 * <p>All letters but J are tokens, B, O, U, X and Z among them; J becomes {@code <unk>}, as both tokenizers have it.
 */
public final class EsmVocabulary implements Tokenizer {
    /** The only one. */
    public static final EsmVocabulary ESM2 = new EsmVocabulary();

    static final int CLS = 0;
    static final int PAD = 1;
    static final int EOS = 2;
    static final int UNK = 3;
    static final int MASK = 32;

    /** Every token in order. */
    public static final List<String> TOKENS = List.of(
            "<cls>",
            "<pad>",
            "<eos>",
            "<unk>",
            "L",
            "A",
            "G",
            "V",
            "S",
            "E",
            "R",
            "T",
            "I",
            "D",
            "P",
            "K",
            "Q",
            "N",
            "F",
            "Y",
            "M",
            "H",
            "W",
            "C",
            "X",
            "B",
            "U",
            "Z",
            "O",
            ".",
            "-",
            "<null_1>",
            "<mask>");

    /** The 20 amino acids of the genetic code stand in one run, from L to C. */
    public static final int FIRST_AMINO_ACID = 4;

    /** See {@link #FIRST_AMINO_ACID}. */
    public static final int LAST_AMINO_ACID = 23;

    private EsmVocabulary() {}

    @Override
    public long[] encode(String sequence) {
        long[] tokens = new long[sequence.length() + 2];
        tokens[0] = CLS;
        for (int i = 0; i < sequence.length(); i++) {
            tokens[i + 1] = token(sequence.charAt(i));
        }
        tokens[tokens.length - 1] = EOS;
        return tokens;
    }

    @Override
    public int token(char residue) {
        int at = TOKENS.indexOf(String.valueOf(residue));
        return at < 0 ? UNK : at;
    }

    @Override
    public int padding() {
        return PAD;
    }

    @Override
    public boolean special(long token) {
        return token == CLS || token == EOS;
    }

    @Override
    public OptionalInt mask() {
        return OptionalInt.of(MASK);
    }
}
