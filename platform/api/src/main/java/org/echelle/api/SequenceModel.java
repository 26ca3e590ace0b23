package org.echelle.api;

import ai.djl.ndarray.NDList;

/**
 * What the host needs to ask a subject for letters: one whose samples are sequences of letters and whose first output holds, at every
 * position, unnormalised log-probabilities of letters ({@code [batch, positions, columns]}), such as a protein language model.
 *
 * <p>Places are the letters of a sample, counted from 0. Rows at hook points and outputs have the same positions, which may hold special
 * tokens beside the places.
 */
public interface SequenceModel {
    /** The letters that can stand at a place and are told apart, in the order of tables: the twenty amino acids. */
    String letters();

    /**
     * Column of the first output that stands for a letter.
     *
     * @param letter one of {@link #letters}
     */
    int column(char letter);

    /** Name of the axis along which places lie, such as {@code residue}. */
    String axis();

    /** What people call the first coordinate of that axis: 1 where they count from 1, as in proteins. */
    default int firstNumber() {
        return 1;
    }

    /** The letters of a sample, one a place. */
    String sequence(Sample sample);

    /** Coordinate of a sample's first place along {@link #axis}; above 0 for a window of something longer. */
    int first(Sample sample);

    /**
     * A sample like another, with other letters.
     *
     * @param id of the new sample
     * @param sequence its letters
     */
    Sample changed(Sample sample, String id, String sequence);

    /**
     * Whether a prediction sees the letter that it is about, unless it is hidden: true for masked language models, false for models
     * that read from left to right.
     */
    boolean hides();

    /**
     * Inputs in which the letters at some places are hidden; only where {@link #hides}.
     *
     * @param inputs as {@link Subject#prepare} made them; not changed
     * @param places {@code [sample][any number]}
     * @return owned by the manager of {@code inputs}
     */
    NDList hide(NDList inputs, int[][] places);

    /** Position of the row that stands for a place. */
    int row(int place);

    /** Position of the output that predicts a place, and of the rows right above it: {@link #row} or one before it. */
    int predictor(int place);
}
