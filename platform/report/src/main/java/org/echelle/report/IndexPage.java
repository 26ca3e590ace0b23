package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The page that everything starts from. */
final class IndexPage {
    /** Of a fingerprint; all of it is in run.json. */
    private static final int SHOWN_DIGITS = 16;

    private final Site site;
    private final List<String> warnings;
    private final List<List<Headline.Shown>> headlines;
    private final GroupPages groups;

    /** @param headlines highlights of each section, in order */
    IndexPage(Site site, List<String> warnings, List<List<Headline.Shown>> headlines, GroupPages groups) {
        this.groups = groups;
        this.site = site;
        this.headlines = headlines;
        this.warnings = warnings;
    }

    String markup() {
        return Page.of(site.input().title(), "", this::body);
    }

    private void body(Html html) {
        ReportInput input = site.input();
        html.open("header", "class", "title");
        html.element("p", "Echelle report", "class", "kicker");
        html.element("h1", input.title());
        html.element("p", input.summary(), "class", "lead");
        html.end();
        contents(html);
        warnings(html);
        for (Site.Section section : site.sections()) {
            if (section.report().concepts().isPresent()) {
                new Headline(section, headlines.get(section.index())).write(html);
            }
            new HookSection(section).write(html);
        }
        GroupSection.write(html, site, groups);
        html.open("section", "id", "run").element("h2", "The run");
        List<Facts> facts = new ArrayList<>(input.facts());
        for (Site.Section section : site.sections()) {
            String at = site.sections().size() == 1
                    ? ""
                    : " at " + section.report().hook().name();
            section.report().facts().forEach(group -> facts.add(new Facts(group.title() + at, group.values())));
        }
        facts(html, facts);
        html.end();
        provenance(html);
    }

    private void contents(Html html) {
        html.open("nav", "class", "contents", "aria-label", "Contents").open("ul");
        for (Site.Section section : site.sections()) {
            String prefix =
                    site.sections().size() == 1 ? "" : section.report().hook().name() + ": ";
            if (section.report().concepts().isPresent()) {
                item(html, "#" + section.anchor("found"), prefix + "what was found");
            }
            item(html, "#" + section.anchor("health"), prefix + "health");
            if (section.report().concepts().isPresent()) {
                item(html, "#" + section.anchor("concepts"), prefix + "concepts");
            }
            if (section.report().activations().isPresent()) {
                item(html, "#" + section.anchor("features"), prefix + "features");
            }
            if (section.report().time().isPresent()) {
                item(html, TimePage.file(section), prefix + "across timesteps");
            }
            if (section.report().chapters().isPresent()) {
                item(html, EvaluationPage.file(section), prefix + "evaluation");
            }
        }
        if (!groups.groups().isEmpty()) {
            item(html, "#groups", "by " + site.input().groups().orElseThrow().kind());
        }
        item(html, "#run", "the run");
        item(html, "#provenance", "provenance");
        item(html, "glossary.html", "glossary");
        html.close().end();
    }

    private static void item(Html html, String to, String text) {
        html.open("li").element("a", text, "href", to).close();
    }

    private void warnings(Html html) {
        if (warnings.isEmpty()) {
            return;
        }
        html.open("aside", "class", "warnings", "aria-labelledby", "warnings");
        html.element("h2", "Before you read on", "id", "warnings").open("ul");
        for (String warning : warnings) {
            html.element("li", warning);
        }
        html.close().end();
    }

    private static void facts(Html html, List<Facts> groups) {
        html.open("div", "class", "facts");
        for (Facts group : groups) {
            html.open("section").element("h3", group.title()).open("dl");
            for (Map.Entry<String, String> fact : group.values().entrySet()) {
                html.open("div").element("dt", fact.getKey());
                if (fact.getValue().matches("[0-9a-f]{40,128}")) {
                    html.open("dd")
                            .element("code", fact.getValue().substring(0, SHOWN_DIGITS) + "…", "title", fact.getValue())
                            .close();
                } else {
                    html.element("dd", fact.getValue());
                }
                html.close();
            }
            html.close().end();
        }
        html.end();
    }

    private void provenance(Html html) {
        Provenance provenance = site.input().provenance();
        html.open("section", "id", "provenance").element("h2", "Provenance");
        if (!provenance.commands().isEmpty()) {
            html.element("p", "The same config, seed and machine give the same numbers. To make this run again:");
            html.element("pre", String.join("\n", provenance.commands()), "class", "commands");
        }
        if (!provenance.runJson().isEmpty()) {
            html.open("p")
                    .text("Resolved config, versions, seeds, fingerprints of weights and data, timings and results: ");
            html.element("a", "run.json", "href", "run.json").text(".").end();
            html.open("details").element("summary", "Show run.json");
            html.element("pre", provenance.runJson(), "class", "json").end();
        }
        html.end();
    }
}
