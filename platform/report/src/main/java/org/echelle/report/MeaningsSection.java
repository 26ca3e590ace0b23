package org.echelle.report;

import java.util.List;
import org.echelle.runs.evaluation.Cell;
import org.echelle.runs.evaluation.Sheet;

/** A feature's meanings on its page, where its strongest samples fall into clusters: one description a cluster. */
final class MeaningsSection {
    private MeaningsSection() {}

    /**
     * @param meanings the feature's rows of the evaluation's table: feature, cluster, samples, concepts, silhouette
     */
    static void write(Html html, String root, Sheet meanings) {
        html.open("section").element("h2", "Several meanings");
        html.open("p", "class", "note")
                .text("Found by ")
                .element("code", "echelle evaluate")
                .text(" as a ");
        Page.term(html, root, Term.POLYSEMANTIC_SPLIT);
        html.text(": the one feature may stand for more than one thing, and a single name would hide that.")
                .end();
        Table table = new Table(html, root)
                .text("cluster", "Cluster")
                .counts("samples", "Samples")
                .text("concepts", "Concepts more frequent than elsewhere")
                .number("silhouette", "Silhouette of the split", Term.POLYSEMANTIC_SPLIT)
                .begin("meanings", meanings.caption(), "", false);
        for (List<Cell> row : meanings.rows()) {
            table.row();
            for (Cell cell : row.subList(1, row.size())) {
                if (cell instanceof Cell.Count count) {
                    table.count(count.count());
                } else if (cell instanceof Cell.Words words) {
                    table.cell(words.text());
                } else if (cell instanceof Cell.Figure figure) {
                    table.cell(
                            Numbers.score(figure.measure().value()),
                            figure.measure().value());
                }
            }
            table.endRow();
        }
        table.end();
        html.end();
    }
}
