package org.echelle.api;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the host needs to know of samples whose subject ranks items, such as the histories of a recommender's users: which items may be
 * ranked, which one came next, and what is known of items. The subject's first output is called {@link #SCORES} and has one column an
 * item ({@code [batch, columns]}), higher for what it would rather recommend. Nothing is masked in it.
 *
 * @since 1.7
 */
public interface ItemRanking {
    /** Name of the first output of a subject that ranks items. */
    String SCORES = "item-scores";

    /** Whether a column stands for an item; false for padding and for rows of the weights' table that nothing stands for. */
    boolean ranks(int column);

    /** Name of a column's item, for people. */
    String name(int column);

    /**
     * The columns that a sample has consumed, oldest first: what the subject is shown, and what it shall not recommend again.
     *
     * @param sample index in the {@link SampleSource}
     */
    int[] consumed(int sample);

    /** The column that the sample consumed next, which the subject is not shown; empty where nobody knows. */
    OptionalInt next(int sample);

    /** What items can be, in order, such as {@code genre/Comedy}. */
    List<String> attributes();

    /** The columns whose items have an attribute. */
    BitSet having(int attribute);

    /** The columns of whose items attributes are known; the others have none and lack none. */
    BitSet described();
}
