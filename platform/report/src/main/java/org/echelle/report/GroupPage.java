package org.echelle.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.analysis.FeatureConcept;

/** The page of one group of samples, such as a patient: what is known of each sample, and which features are strongest on it. */
final class GroupPage {
    private static final String ROOT = "../";

    private final Site site;
    private final GroupPages pages;
    private final GroupPages.Group group;
    private final String kind;

    GroupPage(Site site, GroupPages pages, GroupPages.Group group) {
        this.site = site;
        this.pages = pages;
        this.group = group;
        this.kind = site.input().groups().orElseThrow().kind();
    }

    String markup(Fragments fragments) throws IOException {
        Map<Fragments.Key, String> drawn = new HashMap<>();
        if (site.drawn()) {
            for (Site.Section section : site.sections()) {
                for (int sample : group.drawn()) {
                    for (GroupPages.Part part : drawn(section, sample)) {
                        Fragments.Key key = key(section, part);
                        drawn.put(key, fragments.get(key));
                    }
                }
                for (GroupPages.Stack stack : pages.stacks(section, group)) {
                    for (Gallery.Card card : stack.cards()) {
                        Fragments.Key key = key(section, stack.feature(), card);
                        drawn.put(key, fragments.get(key));
                    }
                }
            }
        }
        return Page.of(kind + " " + group.name(), ROOT, html -> body(html, drawn));
    }

    private List<GroupPages.Part> drawn(Site.Section section, int sample) {
        List<GroupPages.Part> told = pages.parts(section, sample);
        return told.subList(0, Math.min(GroupPages.DRAWN_FEATURES, told.size()));
    }

    private static Fragments.Key key(Site.Section section, GroupPages.Part part) {
        return key(section, part.feature(), part.card());
    }

    private static Fragments.Key key(Site.Section section, int feature, Gallery.Card card) {
        return Drawings.key(Drawings.inGroup(section.index()), feature, card);
    }

    private void body(Html html, Map<Fragments.Key, String> drawn) {
        html.open("nav", "class", "pager", "aria-label", "Groups");
        html.element("span", "");
        html.element("a", "All pages", "href", ROOT + "index.html#groups", "rel", "up");
        html.element("span", "").end();
        html.open("header", "class", "title");
        html.element("p", site.input().title(), "class", "kicker");
        html.element("h1", kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + " " + group.name());
        html.element(
                "p",
                Numbers.count(group.samples().size(), "sample", "samples") + " on the "
                        + (group.heldOut() ? "held-out" : "selection") + " side.",
                "class",
                "lead");
        html.end();
        for (Site.Section section : site.sections()) {
            if (section.report().activations().isPresent()) {
                section(html, section, drawn);
            }
        }
    }

    private void section(Html html, Site.Section section, Map<Fragments.Key, String> drawn) {
        html.open("section").element("h2", "At " + section.report().hook().name());
        html.open("p", "class", "note")
                .text(
                        "Of each sample the features, of those with a page, that come nearest to their own largest activation; what they"
                                + " are called is what goes with them over all samples, not what was seen here.")
                .end();
        table(html, section);
        for (int sample : group.drawn()) {
            List<GroupPages.Part> parts = drawn(section, sample);
            if (parts.isEmpty() || !site.drawn()) {
                continue;
            }
            html.open("h3").text(site.sampleName(sample)).close();
            html.open("div", "class", "cards");
            for (GroupPages.Part part : parts) {
                card(html, section, part.feature(), part.card(), "", drawn);
            }
            html.end();
        }
        for (GroupPages.Stack stack : pages.stacks(section, group)) {
            if (site.drawn()) {
                stack(html, section, stack, drawn);
            }
        }
        html.end();
    }

    /** The script shows one leaf at a time; without it all stand side by side. */
    private void stack(Html html, Site.Section section, GroupPages.Stack stack, Map<Fragments.Key, String> drawn) {
        html.open("h3")
                .text("Feature " + stack.feature() + " through the samples")
                .close();
        html.open("p", "class", "note")
                .text(
                        Numbers.count(stack.cards().size()) + " of "
                                + Numbers.count(group.samples().size())
                                + " samples in the order of the source; activations are drawn against the feature's own maximum.")
                .end();
        html.open("div", "class", "cards stack");
        for (Gallery.Card card : stack.cards()) {
            card(html, section, stack.feature(), card, site.sampleName(card.sample()) + " ", drawn);
        }
        html.end();
    }

    private void card(
            Html html,
            Site.Section section,
            int feature,
            Gallery.Card card,
            String before,
            Map<Fragments.Key, String> drawn) {
        html.open("figure", "class", "card");
        html.open("div", "class", "drawing")
                .raw(drawn.get(key(section, feature, card)))
                .close();
        html.open("figcaption");
        html.text(before);
        html.element("span", card.value() > 0 ? Numbers.activation(card.value()) : "silent", "class", "value");
        html.text(" ");
        feature(html, section, feature);
        html.close().end();
    }

    private void table(Html html, Site.Section section) {
        Map<Integer, List<String>> concepts = concepts(section);
        Table table = new Table(html, ROOT);
        table.text("sample", "Sample").text("known", "Annotated").text("features", "Strongest features");
        table.begin("samples-" + section.index(), "Samples and their strongest features", "", false);
        for (int sample : group.samples()) {
            table.row().cell(site.sampleName(sample));
            List<String> known = concepts.getOrDefault(sample, List.of());
            table.cell(known.isEmpty() ? "–" : String.join(", ", known));
            table.open("");
            List<GroupPages.Part> parts = pages.parts(section, sample);
            for (int i = 0; i < parts.size(); i++) {
                html.text(i == 0 ? "" : ", ");
                feature(html, section, parts.get(i).feature());
                html.text(" " + Numbers.percent(parts.get(i).share()));
            }
            html.text(parts.isEmpty() ? "none fires" : "").close();
            table.endRow();
        }
        table.end();
    }

    private void feature(Html html, Site.Section section, int feature) {
        html.element("a", "Feature " + feature, "href", ROOT + section.page(feature));
        List<FeatureConcept> best = section.pages().concepts(feature);
        if (!best.isEmpty()) {
            html.text(" ").element("span", "(" + section.label(best.get(0).concept()) + ")", "class", "id");
        }
    }

    /** Names of the concepts that samples of the group have, on themselves or on a site. */
    private Map<Integer, List<String>> concepts(Site.Section section) {
        Map<Integer, List<String>> names = new HashMap<>();
        section.report().concepts().filter(f -> f.labels().isPresent()).ifPresent(findings -> {
            for (int c = 0; c < findings.scores().concepts().size(); c++) {
                int[] present = findings.labels().get().present(c);
                for (int sample : group.samples()) {
                    if (Arrays.binarySearch(present, sample) >= 0) {
                        names.computeIfAbsent(sample, s -> new ArrayList<>()).add(section.label(c));
                    }
                }
            }
        });
        return names;
    }
}
