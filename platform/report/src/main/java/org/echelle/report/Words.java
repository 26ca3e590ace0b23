package org.echelle.report;

import java.util.Collection;
import java.util.List;

/** The glossary of a page that stands alone: its words are explained on it, and links go there. */
final class Words {
    private Words() {}

    /** A line of links to definitions; nothing for no terms. */
    static void below(Html html, Collection<Term> terms) {
        if (terms.isEmpty()) {
            return;
        }
        html.open("p", "class", "note").text("Defined below: ");
        String between = "";
        for (Term term : terms) {
            html.text(between);
            html.element("a", term.word(), "class", "term", "href", "#" + term.anchor());
            between = ", ";
        }
        html.text(".").end();
    }

    /** The definitions; nothing for no terms. */
    static void section(Html html, List<Term> terms) {
        if (terms.isEmpty()) {
            return;
        }
        html.element("h2", "Words").open("dl", "class", "glossary");
        for (Term term : terms) {
            html.open("div", "id", term.anchor()).element("dt", term.word()).element("dd", term.definition());
            html.open("dd", "class", "formula").text(term.formula()).close().end();
        }
        html.end();
    }
}
