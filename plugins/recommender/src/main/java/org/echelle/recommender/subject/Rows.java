package org.echelle.recommender.subject;

import org.echelle.recommender.History;

/** Checks the rows of a history against a table of embeddings. */
public final class Rows {
    private Rows() {}

    /** Why a history cannot be looked up in rows {@code first} to {@code rows - 1}; empty when it can. */
    public static String refuses(History history, int first, int rows) {
        if (history.length() == 0) {
            return "has no action.";
        }
        for (int row : history.items()) {
            if (row < first || row >= rows) {
                return "has an item of row " + row + ", but the weights' table of items has rows " + first + " to "
                        + (rows - 1) + ". Check samples.item-ids.";
            }
        }
        return "";
    }
}
