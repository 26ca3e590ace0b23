package org.echelle.report;

/** The part of the first page that leads to pages of groups. */
final class GroupSection {
    private GroupSection() {}

    static void write(Html html, Site site, GroupPages groups) {
        if (groups.groups().isEmpty()) {
            return;
        }
        String kind = site.input().groups().orElseThrow().kind();
        html.open("section", "id", "groups").element("h2", "By " + kind);
        html.open("p", "class", "note")
                .text(Numbers.count(groups.groups().size()) + " of " + Numbers.count(groups.all())
                        + " have a page of their own, held-out ones first, those of many samples before others; report.group-pages"
                        + " sets how many.")
                .end();
        html.open("ul", "class", "nearest");
        for (GroupPages.Group group : groups.groups()) {
            html.open("li").element("a", kind + " " + group.name(), "href", "groups/" + group.file());
            html.text(" ")
                    .element(
                            "span",
                            Numbers.count(group.samples().size(), "sample", "samples")
                                    + (group.heldOut() ? ", held out" : ", selection side"),
                            "class",
                            "id");
            html.close();
        }
        html.end().end();
    }
}
