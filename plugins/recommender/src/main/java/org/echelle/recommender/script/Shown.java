package org.echelle.recommender.script;

/** What an archive takes. */
public enum Shown {
    /** Rows of items, int64 {@code [batch, length]}. */
    ITEMS,
    /** Those, and how many of them are no padding, int64 {@code [batch]}. */
    ITEMS_LENGTH
}
