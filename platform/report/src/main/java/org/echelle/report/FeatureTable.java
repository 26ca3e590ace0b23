package org.echelle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.echelle.analysis.FeatureConcept;

/** Every feature that has a page. */
final class FeatureTable {
    private final Site.Section section;

    FeatureTable(Site.Section section) {
        this.section = section;
    }

    void write(Html html) {
        PageSet pages = section.pages();
        FeatureActivations activations = section.activations();
        html.open("section", "id", section.anchor("features")).element("h2", "Features");
        html.open("p", "class", "note")
                .text(Numbers.count(pages.alive()) + " of " + Numbers.count(activations.features())
                        + " features are active on " + Numbers.count(activations.rows()) + " rows of "
                        + Numbers.count(activations.samples().length) + " samples. " + pages.leftOut())
                .end();
        Table table = new Table(html, "");
        table.counts("feature", "Feature").number("density", "Density", Term.DENSITY);
        table.counts("rows", "Active rows").counts("max", "Largest activation");
        table.text("concept", "Best concept").number("f1", "F1", Term.F1).number("auroc", "AUROC", Term.AUROC);
        table.begin(section.anchor("feature-table"), "Features with a page; scores are held-out", "f1", true);
        List<Integer> order = new ArrayList<>(pages.features());
        order.sort(Comparator.comparingDouble((Integer j) -> pages.concepts(j).isEmpty()
                        ? 1
                        : -pages.concepts(j).get(0).f1())
                .thenComparingLong(j -> -activations.count(j))
                .thenComparingInt(j -> j));
        for (int j : order) {
            double density = activations.count(j) / (double) activations.rows();
            table.row();
            table.open(j)
                    .element("a", String.valueOf(j), "href", section.page(j))
                    .close();
            table.cell(Numbers.percent(density), density);
            table.count(activations.count(j));
            table.cell(Numbers.activation(activations.max(j)), activations.max(j));
            if (pages.concepts(j).isEmpty()) {
                table.cell("").cell("–", Double.NaN).cell("–", Double.NaN);
            } else {
                FeatureConcept best = pages.concepts(j).get(0);
                table.cell(section.label(best.concept()));
                table.open(best.f1()).text(Numbers.score(best.f1()));
                html.element("span", Numbers.interval(best.f1Interval()), "class", "interval")
                        .close();
                table.cell(Numbers.score(best.auroc()), best.auroc());
            }
            table.endRow();
        }
        table.end();
        html.open("p", "class", "note").text("All features, with and without a page: ");
        html.element("a", "features (CSV)", "href", section.data("features"))
                .text(".")
                .end();
        html.end();
    }
}
