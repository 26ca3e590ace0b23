package org.echelle.report;

import java.util.function.Consumer;

/** What every page has around its content. */
final class Page {
    private Page() {}

    /**
     * A whole page.
     *
     * @param title of the window
     * @param root relative way to the report's folder, {@code ""} or ending in a slash
     * @param body writes what stands within {@code main}
     */
    static String of(String title, String root, Consumer<Html> body) {
        return of(
                title,
                html -> {
                    html.single("link", "rel", "stylesheet", "href", root + "assets/report.css");
                    html.element("script", "", "src", root + "assets/report.js", "defer", "defer");
                },
                body);
    }

    /**
     * A whole page that needs no other file.
     *
     * @param css and {@code js}: what other pages link to; ours, so it cannot end its element early
     */
    static String alone(String title, String css, String js, Consumer<Html> body) {
        return of(
                title,
                html -> {
                    html.open("style")
                            .raw("/*<![CDATA[*/\n" + css + "\n/*]]>*/")
                            .end();
                    html.open("script", "type", "module")
                            .raw("//<![CDATA[\n" + js + "\n//]]>")
                            .end();
                },
                body);
    }

    private static String of(String title, Consumer<Html> head, Consumer<Html> body) {
        Html html = new Html();
        html.raw("<!DOCTYPE html>\n");
        html.open("html", "lang", "en").raw("\n").open("head");
        html.single("meta", "charset", "utf-8");
        html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.single("meta", "name", "color-scheme", "content", "light dark");
        html.single("meta", "name", "generator", "content", Report.GENERATOR);
        html.element("title", title);
        html.single("link", "rel", "icon", "href", "data:,");
        head.accept(html);
        html.end().open("body");
        html.element("a", "Skip to content", "class", "skip", "href", "#content");
        html.open("main", "id", "content");
        body.accept(html);
        html.end().close().end();
        return html.markup();
    }

    /** A word that links to its definition. */
    static void term(Html html, String root, Term term, String shown) {
        html.element(
                "a",
                shown,
                "class",
                "term",
                "href",
                root + "glossary.html#" + term.anchor(),
                "title",
                term.definition());
    }

    static void term(Html html, String root, Term term) {
        term(html, root, term, term.word());
    }
}
