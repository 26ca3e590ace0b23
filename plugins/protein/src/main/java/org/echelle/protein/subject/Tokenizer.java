package org.echelle.protein.subject;

import java.util.OptionalInt;

/** Residues to tokens: one special token, the residues, perhaps another special token. */
public interface Tokenizer {
    /**
     * The tokens of a sequence.
     *
     * @param sequence upper-case letters
     */
    long[] encode(String sequence);

    /** The token of an upper-case letter. */
    int token(char residue);

    /** What fills the rest of a batch behind shorter sequences; no residue has it. */
    int padding();

    /** Whether a token stands for no residue (beginning, end); false for a mask, which hides one. */
    boolean special(long token);

    /** The token that hides a residue. */
    OptionalInt mask();
}
