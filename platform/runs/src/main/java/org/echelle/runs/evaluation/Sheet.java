package org.echelle.runs.evaluation;

import java.util.List;

/**
 * A table of figures.
 *
 * @param id unique within its chapter, words with dashes
 * @param caption what the rows are, on which samples, how many
 * @param columns heads
 * @param rows as many cells as columns each
 */
public record Sheet(String id, String caption, List<Column> columns, List<List<Cell>> rows) {
    /**
     * A column's head.
     *
     * @param title as shown
     * @param term the glossary entry that defines it; empty for words and counts
     */
    public record Column(String title, String term) {}

    public Sheet {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    static Column words(String title) {
        return new Column(title, "");
    }

    static Column figure(String title, String term) {
        return new Column(title, term);
    }
}
