package org.echelle.report;

/** Words with their formulas, what may be claimed, and what to do about the usual symptoms. */
final class GlossaryPage {
    private static final String[][] CLAIMS = {
        {
            "“This feature detects C.”",
            "Its held-out F1 is well above that of the baselines on the same concept, the interval of its lead lies above 0, and"
                    + " the samples in the lower activation bands still show C."
        },
        {
            "“The subject has learned C.”",
            "The same dictionary on the random-weights subject does clearly worse. Otherwise the samples alone give the score."
        },
        {"“The dictionary helps.”", "It beats neurons and PCA on more concepts than it loses, not only on the best one."
        },
        {
            "“The subject uses C.”",
            "Nothing on these pages: scores are correlations. Change the feature and watch the subject's output."
        }
    };

    private static final String[][] SYMPTOMS = {
        {"FVU is above 1", "The learning rate is too large, or the input normalisation of another run was used."},
        {
            "Most features are dead",
            "Too few rows for this many features, or a learning rate too large: fewer features, more samples."
        },
        {
            "Many features are dense",
            "k is large for this width, or the rows share a strong common direction: smaller k, centring."
        },
        {
            "Features look like positions",
            "Sites at the same place share activations whatever the sample shows. Compare with the random-weights subject."
        },
        {
            "All concepts have a q near 1",
            "Few positives on the held-out split, or labels that do not belong to these samples."
        },
        {"Neurons win", "The hook point may already be aligned with the concepts; try a deeper or shallower one."}
    };

    private GlossaryPage() {}

    static String markup(ReportInput input) {
        return Page.of("Glossary · " + input.title(), "", html -> {
            html.open("nav", "class", "pager", "aria-label", "Report");
            html.element("a", "← " + input.title(), "href", "index.html", "rel", "up")
                    .end();
            html.open("header", "class", "title").element("h1", "Glossary").end();
            html.open("dl", "class", "glossary");
            for (Term term : Term.values()) {
                html.open("div", "id", term.anchor()).element("dt", term.word());
                html.element("dd", term.definition());
                html.open("dd", "class", "formula").text(term.formula()).close().end();
            }
            html.end();
            pairs(html, "What may be claimed", "Claim", "What it takes", CLAIMS);
            pairs(html, "Symptoms", "What you see", "What it may be", SYMPTOMS);
        });
    }

    private static void pairs(Html html, String title, String left, String right, String[][] rows) {
        html.open("section").element("h2", title).open("div", "class", "scroll").open("table");
        html.open("thead").open("tr").element("th", left, "scope", "col").element("th", right, "scope", "col");
        html.close().close().open("tbody");
        for (String[] row : rows) {
            html.open("tr")
                    .element("th", row[0], "scope", "row")
                    .element("td", row[1])
                    .end();
        }
        html.close().close().close().end();
    }
}
