package org.echelle.report;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.echelle.analysis.FeatureConcept;
import org.echelle.analysis.NearestFeatures;

/** The page of one feature. */
final class FeaturePage {
    private final Site site;
    private final Site.Section section;
    private final HookPointReport report;
    private final PageSet pages;
    private final int feature;
    private final Gallery gallery;
    private final float[] values;
    private final String together;
    private final GroupPages groups;

    /** @param together the view's drawing of what the strongest samples have in common; empty for none */
    FeaturePage(
            Site site,
            Site.Section section,
            int feature,
            Gallery gallery,
            float[] values,
            String together,
            GroupPages groups) {
        this.site = site;
        this.section = section;
        this.report = section.report();
        this.pages = section.pages();
        this.feature = feature;
        this.gallery = gallery;
        this.values = values;
        this.together = together;
        this.groups = groups;
    }

    String markup(Fragments fragments) throws IOException {
        // Fragments are fetched first: the page's writer cannot throw.
        List<List<String>> drawn = new java.util.ArrayList<>();
        for (Gallery.Group group : gallery.groups()) {
            List<String> cards = new java.util.ArrayList<>();
            for (Gallery.Card card : group.cards()) {
                cards.add(site.drawn() ? fragments.get(Drawings.key(section.index(), feature, card)) : "");
            }
            drawn.add(cards);
        }
        return Page.of("Feature " + feature + " · " + report.hook().name(), section.root(), html -> body(html, drawn));
    }

    private void body(Html html, List<List<String>> drawn) {
        navigation(html);
        html.open("header", "class", "title");
        html.element("p", site.input().title() + " · " + report.hook().name(), "class", "kicker");
        html.element("h1", "Feature " + feature);
        List<FeatureConcept> concepts = pages.concepts(feature);
        if (!concepts.isEmpty()) {
            FeatureConcept best = concepts.get(0);
            html.open("p", "class", "lead").text("Best concept ");
            html.element("strong", section.label(best.concept()));
            html.text(", held-out ");
            Page.term(html, section.root(), Term.F1);
            html.text(" " + Numbers.score(best.f1()) + interval(best) + ", n = "
                    + Numbers.count(best.positives(), "positive", "positives") + " of "
                    + Numbers.count(best.observations()));
            baseline(best)
                    .ifPresent(b -> html.text("; best baseline " + Numbers.score(b.f1())
                            + Numbers.interval(b.interval()) + ", " + b.method()));
            html.text(".").end();
        }
        html.end();
        figures(html);
        report.card(feature).ifPresent(card -> CardSection.write(html, section.root(), card));
        report.chapters()
                .flatMap(c -> c.meanings(feature))
                .ifPresent(s -> MeaningsSection.write(html, section.root(), s));
        html.open("div", "class", "columns");
        conceptTable(html, concepts);
        histogram(html);
        html.end();
        TimePage.ofFeature(html, section, feature);
        together(html);
        samples(html, drawn);
        nearest(html);
    }

    private void navigation(Html html) {
        Integer before = pages.features().lower(feature);
        Integer after = pages.features().higher(feature);
        html.open("nav", "class", "pager", "aria-label", "Features");
        link(html, before, "prev", before == null ? "" : "← Feature " + before);
        html.element(
                "a", "All features", "href", section.root() + "index.html#" + section.anchor("features"), "rel", "up");
        link(html, after, "next", after == null ? "" : "Feature " + after + " →");
        html.end();
    }

    private static void link(Html html, Integer to, String relation, String text) {
        if (to == null) {
            html.element("span", "");
        } else {
            html.element("a", text, "href", to + ".html", "rel", relation);
        }
    }

    private void figures(Html html) {
        FeatureActivations activations = section.activations();
        long count = activations.count(feature);
        Figures strip = new Figures(html, section.root());
        strip.add(
                Term.DENSITY,
                Numbers.percent(count / (double) activations.rows()),
                Numbers.count(count) + " of " + Numbers.count(activations.rows()) + " rows");
        strip.add(
                "active samples",
                Numbers.count(gallery.activeSamples()),
                "of " + Numbers.count(activations.samples().length, "sample", "samples"));
        strip.add("largest activation", Numbers.activation(activations.max(feature)), "full strength in drawings");
        double mean = 0;
        for (float value : values) {
            mean += value;
        }
        strip.add(
                "mean when active",
                Numbers.activation(values.length == 0 ? 0 : mean / values.length),
                "over " + Numbers.count(values.length, "active row", "active rows"));
        strip.end();
    }

    private void conceptTable(Html html, List<FeatureConcept> concepts) {
        html.open("section").element("h2", "Matching concepts");
        if (concepts.isEmpty()) {
            html.element(
                    "p",
                    report.concepts().isEmpty()
                            ? "This run has no concepts to compare with."
                            : "No concept reaches an F1 above 0 with this feature on the selection split.");
            html.end();
            return;
        }
        Table table = new Table(html, section.root());
        table.text("concept", "Concept");
        table.number("f1", "F1", Term.F1);
        table.number("precision", "Precision", Term.PRECISION);
        table.number("recall", "Recall", Term.RECALL);
        table.number("auroc", "AUROC", Term.AUROC);
        table.number("threshold", "Threshold", Term.THRESHOLD);
        table.number("positives", "Positives", Term.POSITIVES);
        table.number("q", "q", Term.Q);
        boolean compared = report.concepts().orElseThrow().comparison().isPresent();
        if (compared) {
            table.number("baseline", "Best baseline F1", Term.F1);
        }
        table.begin("concepts", "Held-out scores; threshold chosen on the selection split", "", true);
        for (FeatureConcept score : concepts) {
            table.row();
            table.open(section.label(score.concept()))
                    .element(
                            "a",
                            section.label(score.concept()),
                            "href",
                            section.root() + "index.html#" + section.anchor("concept-" + score.concept()))
                    .close();
            table.open(score.f1()).text(Numbers.score(score.f1()));
            html.element("span", interval(score), "class", "interval").close();
            table.cell(Numbers.score(score.precision()), score.precision());
            table.cell(Numbers.score(score.recall()), score.recall());
            table.cell(Numbers.score(score.auroc()), score.auroc());
            table.cell(Numbers.figure(score.threshold()), score.threshold());
            table.open((double) score.positives()).text(Numbers.count(score.positives()));
            html.element("span", " of " + Numbers.count(score.observations()), "class", "interval")
                    .close();
            table.cell(score.tested() ? Numbers.probability(score.q()) : "not tested", score.q());
            if (compared) {
                Optional<Baseline> other = baseline(score);
                table.open(other.map(Baseline::f1).orElse(Double.NaN))
                        .text(other.map(b -> Numbers.score(b.f1())).orElse("–"));
                html.element("small", other.map(Baseline::method).orElse("")).close();
            }
            table.endRow();
        }
        table.end();
        html.end();
    }

    private void histogram(Html html) {
        if (values.length == 0) {
            return;
        }
        html.open("section").element("h2", "Activations");
        html.open("figure", "class", "chart");
        html.raw(Histogram.of(values, section.activations().max(feature)));
        html.element(
                "figcaption",
                "Activations above 0, n = " + Numbers.count(values.length, "row", "rows") + "; the other "
                        + Numbers.count(section.activations().rows() - values.length, "row is", "rows are")
                        + " silent.");
        html.end().end();
    }

    private void together(Html html) {
        if (!together.isEmpty()) {
            html.open("section", "class", "together").element("h2", "What the strongest samples have in common");
            html.raw(together).end();
        }
    }

    private void samples(Html html, List<List<String>> drawn) {
        for (int g = 0; g < gallery.groups().size(); g++) {
            Gallery.Group group = gallery.groups().get(g);
            html.open("section", "class", "group");
            html.open("h2").text(group.title()).close();
            html.open("p", "class", "note")
                    .text(group.explanation() + "; " + group.cards().size() + " shown")
                    .end();
            boolean silent = group.cards().stream().allMatch(card -> card.value() <= 0);
            html.open("div", "class", silent ? "cards silent" : "cards");
            for (int c = 0; c < group.cards().size(); c++) {
                card(html, group.cards().get(c), drawn.get(g).get(c));
            }
            html.end().end();
        }
    }

    private void card(Html html, Gallery.Card card, String fragment) {
        html.open("figure", "class", "card");
        html.open("div", "class", "drawing").raw(fragment).close();
        String id = site.sampleName(card.sample());
        html.open("figcaption");
        html.element("span", card.value() > 0 ? Numbers.activation(card.value()) : "silent", "class", "value");
        html.text(" ").element("span", id, "class", "id", "title", id);
        GroupPages.Group group = groups.of(card.sample());
        if (group != null) {
            html.text(" ")
                    .element(
                            "a",
                            site.input().groups().orElseThrow().kind(),
                            "href",
                            section.root() + "groups/" + group.file());
        }
        html.close().end();
    }

    private void nearest(Html html) {
        if (feature >= report.nearest().size()) {
            return;
        }
        NearestFeatures.Neighbours near = report.nearest().get(feature);
        html.open("section").element("h2", "Nearest features");
        html.open("p", "class", "note").text("by ");
        Page.term(html, section.root(), Term.COSINE);
        html.text(" of decoder directions").end();
        html.open("ul", "class", "nearest");
        int shown = Math.min(site.input().options().nearest(), near.feature().length);
        for (int i = 0; i < shown; i++) {
            int other = near.feature()[i];
            html.open("li");
            if (pages.has(other)) {
                html.element("a", "Feature " + other, "href", other + ".html");
            } else {
                html.element("span", "Feature " + other, "title", "has no page");
            }
            html.text(" ").element("span", Numbers.score(near.cosine()[i]), "class", "value");
            Optional<FeatureConcept> best = pages.concepts(other).stream().findFirst();
            if (best.isPresent()) {
                html.text(" ").element("span", section.label(best.get().concept()), "class", "id");
            }
            html.close();
        }
        html.end().end();
    }

    private Optional<Baseline> baseline(FeatureConcept score) {
        return report.concepts().flatMap(findings -> Baseline.of(findings, score.concept()));
    }

    private static String interval(FeatureConcept score) {
        return Numbers.interval(score.f1Interval());
    }
}
