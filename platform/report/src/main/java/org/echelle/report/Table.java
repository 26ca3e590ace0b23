package org.echelle.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that the page's script can sort and search; without the script it is a plain table. Cells carry the value to sort by
 * apart from what is shown.
 */
final class Table {
    /** More columns than this are set closer. */
    private static final int CROWDED = 8;

    private enum Kind {
        TEXT,
        NUMBER,
        COUNT
    }

    private record Column(String key, String title, Term term, Kind kind) {}

    private final Html html;
    private final String root;
    private final List<Column> columns = new ArrayList<>();
    private int at;

    Table(Html html, String root) {
        this.html = html;
        this.root = root;
    }

    Table text(String key, String title) {
        columns.add(new Column(key, title, null, Kind.TEXT));
        return this;
    }

    /** A column of figures, which the glossary defines; {@code term} may be null on pages that have no glossary. */
    Table number(String key, String title, Term term) {
        columns.add(new Column(key, title, term, Kind.NUMBER));
        return this;
    }

    /** A column of counts, or of numbers by which things are called: nothing that needs a formula. */
    Table counts(String key, String title) {
        columns.add(new Column(key, title, null, Kind.COUNT));
        return this;
    }

    /**
     * Opens the table.
     *
     * @param id unique on the page, used in addresses such as {@code #table=id&q=circle}
     * @param caption what the rows are
     * @param sorted key of the column that rows are already ordered by; empty for none
     * @param descending their order
     */
    Table begin(String id, String caption, String sorted, boolean descending) {
        html.open("div", "class", "scroll", "role", "region", "aria-label", caption, "tabindex", "0");
        html.open("table", "id", id, "class", columns.size() > CROWDED ? "sortable dense" : "sortable");
        html.element("caption", caption);
        html.open("thead").open("tr");
        for (Column column : columns) {
            html.open(
                    "th",
                    "scope",
                    "col",
                    "data-key",
                    column.key(),
                    "class",
                    column.kind() == Kind.TEXT ? null : column.kind() == Kind.COUNT ? "num count" : "num",
                    "title",
                    column.term() == null ? null : column.term().definition(),
                    "aria-sort",
                    column.key().equals(sorted) ? descending ? "descending" : "ascending" : null);
            html.text(column.title()).close();
        }
        html.close().end().open("tbody").raw("\n");
        return this;
    }

    /** What the glossary defines of the columns' figures, each once. */
    List<Term> terms() {
        return columns.stream()
                .map(Column::term)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
    }

    Table row(String... attributes) {
        html.open("tr", attributes);
        at = 0;
        return this;
    }

    /** A cell that shows and sorts by a text. */
    Table cell(String text) {
        html.element("td", text);
        at++;
        return this;
    }

    /** A cell that shows a text and sorts by a number. */
    Table cell(String shown, double value) {
        open(value).text(shown).close();
        return this;
    }

    /** A cell with a whole number. */
    Table count(long value) {
        return cell(Numbers.count(value), (double) value);
    }

    /** Opens a cell whose content the caller writes and closes. */
    Html open(double value) {
        boolean number = columns.get(at++).kind() != Kind.TEXT;
        return html.open("td", "class", number ? "num" : null, "data-value", Numbers.plain(value));
    }

    /** Opens a cell that sorts by a text. */
    Html open(String value) {
        at++;
        return html.open("td", "data-value", value);
    }

    void endRow() {
        html.end();
    }

    void end() {
        html.close().close().end();
    }

    String root() {
        return root;
    }
}
