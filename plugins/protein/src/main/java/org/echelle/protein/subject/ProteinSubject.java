package org.echelle.protein.subject;

import java.util.OptionalInt;
import org.echelle.api.Subject;

/**
 * A subject that reads proteins ({@link org.echelle.protein.Protein}).
 *
 * <p>Inputs are {@code tokens} (int64, {@code [batch, positions]}, one special token in front) and {@code window} (int64, {@code
 * [batch, 3]}: offset and kept residues of {@link org.echelle.protein.Protein}). Every hook point has the one axis {@code residue};
 * the coordinate is the residue's index in the whole protein, counted from 0, -1 for special tokens. Dropped are rows of padding and
 * of residues that a neighbouring window keeps.
 */
public interface ProteinSubject extends Subject {
    /** The token of an upper-case letter, as the model's tokenizer has it; letters that it does not know have one in common. */
    int token(char residue);

    /** The token that hides a residue from the model; empty for models that read from left to right. */
    OptionalInt maskToken();

    /**
     * Position of the output that predicts a residue of a sample.
     *
     * @param residue counted from 0 within the sample
     */
    int predictingPosition(int residue);

    /**
     * Column of the output that stands for an upper-case letter.
     *
     * @return empty where the output is no prediction, or has no column for that letter
     */
    OptionalInt outputColumn(char residue);
}
