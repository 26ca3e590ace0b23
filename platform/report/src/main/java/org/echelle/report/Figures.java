package org.echelle.report;

/** A strip of key figures, each with what it was measured on. */
final class Figures {
    private final Html html;
    private final String root;

    Figures(Html html, String root) {
        this.html = html;
        this.root = root;
        html.open("dl", "class", "figures");
    }

    Figures add(Term term, String value, String basis) {
        html.open("div").open("dt");
        Page.term(html, root, term);
        html.close();
        return rest(value, basis);
    }

    /** A figure under a phrase that links to a term. */
    Figures add(Term term, String shown, String value, String basis) {
        html.open("div").open("dt");
        Page.term(html, root, term, shown);
        html.close();
        return rest(value, basis);
    }

    Figures add(String name, String value, String basis) {
        html.open("div").element("dt", name);
        return rest(value, basis);
    }

    private Figures rest(String value, String basis) {
        html.element("dd", value, "class", "number");
        html.element("dd", basis, "class", "basis").close();
        return this;
    }

    void end() {
        html.end();
    }
}
