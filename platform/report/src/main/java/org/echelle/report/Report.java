package org.echelle.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.echelle.analysis.FeatureConcept;
import org.echelle.api.Progress;

/**
 * Writes a run as a folder of pages.
 *
 * <p>In the folder: {@code index.html}, {@code evaluation.html} where it was asked for, {@code time.html} where there are timesteps, {@code glossary.html}, {@code features/N.html} (with several hook points
 * {@code features/HOOK/N.html}), {@code groups/*.html} where samples come in groups, {@code assets/} (style, script, pictures by content), {@code data/*.csv}, {@code run.json}.
 * Nothing on a page refers to anything outside the folder. The same input gives the same bytes.
 */
public final class Report {
    /** Marks a page as ours; a folder is only ever replaced when its index page carries it. */
    static final String GENERATOR = "Echelle report";

    private Report() {}

    /**
     * Writes the report, whole or not at all: it is made beside {@code folder} and moved into place at the end. A report that
     * was there is replaced.
     *
     * @param folder to become the report; its parent is made when missing
     * @param input what to tell
     * @param progress of drawing and writing
     * @return the page to open
     * @throws ReportException when {@code folder} holds something else than a report, or cannot be written
     */
    public static Path write(Path folder, ReportInput input, Progress progress) {
        try (FolderSwap swap = FolderSwap.begin(folder)) {
            compose(swap.draft(), input, progress);
            swap.commit();
        } catch (IOException e) {
            throw new ReportException("The report cannot be written to " + folder + ": " + FolderSwap.reason(e), e);
        }
        return folder.resolve("index.html");
    }

    private record PagePlan(Site.Section section, int feature, List<FeatureConcept> concepts) {}

    private static void compose(Path folder, ReportInput input, Progress progress) throws IOException {
        Site site = new Site(input);
        Files.createDirectories(folder.resolve("assets"));
        Files.createDirectories(folder.resolve("data"));
        int threads = input.options().threads();
        List<PagePlan> plans = new ArrayList<>();
        for (Site.Section section : site.sections()) {
            if (!section.pages().features().isEmpty()) {
                Files.createDirectories(folder.resolve(section.folder()));
            }
            for (int feature : section.pages().features()) {
                plans.add(new PagePlan(section, feature, section.pages().concepts(feature)));
            }
            data(folder, section);
        }
        List<String> warnings = new ArrayList<>(input.warnings());
        List<List<Headline.Shown>> headlines = new ArrayList<>();
        try (Fragments fragments = new Fragments(folder.resolve("drawings.tmp"))) {
            Gallery[] galleries = new Gallery[plans.size()];
            Drawings drawings = input.drawing()
                    .map(d -> new Drawings(d, new AssetFolder(folder.resolve("assets")), fragments))
                    .orElse(null);
            GroupPages groups = new GroupPages(site);
            choose(plans, galleries, groups, drawings, site, threads, progress);
            List<List<Highlight>> highlights = highlights(plans, galleries, drawings, site);
            if (drawings != null) {
                groups.order(site, drawings);
                drawings.annotate(site.sections(), progress);
                drawings.draw(threads, progress);
                if (drawings.unreadable() > 0) {
                    warnings.add(Numbers.count(drawings.unreadable(), "sample", "samples")
                            + " could not be read again for drawing; the cards say why.");
                }
            }
            for (int s = 0; s < highlights.size(); s++) {
                List<Headline.Shown> shown = new ArrayList<>();
                for (Highlight one : highlights.get(s)) {
                    shown.add(new Headline.Shown(one, drawings == null ? List.of() : one.drawn(s, fragments)));
                }
                headlines.add(shown);
            }
            pages(folder, plans, galleries, groups, drawings, fragments, site, threads, progress);
            groups(folder, groups, fragments, site);
            text(folder.resolve("index.html"), new IndexPage(site, warnings, headlines, groups).markup());
        }
        text(folder.resolve("glossary.html"), GlossaryPage.markup(input));
        for (Site.Section section : site.sections()) {
            if (section.report().chapters().isPresent()) {
                text(folder.resolve(EvaluationPage.file(section)), new EvaluationPage(input, section).markup());
            }
        }
        for (Site.Section section : site.sections()) {
            if (section.report().time().isPresent()) {
                text(folder.resolve(TimePage.file(section)), new TimePage(input, section).markup());
            }
        }
        String css = input.drawing().map(d -> d.view().css()).orElse("");
        text(folder.resolve("assets/report.css"), resource("report.css") + "\n/* the plugin's view */\n" + css + "\n");
        String script = input.drawing().map(d -> d.view().script()).orElse("");
        text(folder.resolve("assets/report.js"), resource("report.js") + script);
        if (!input.provenance().runJson().isEmpty()) {
            text(folder.resolve("run.json"), input.provenance().runJson());
        }
    }

    /** What the head of the index page shows, ordered for drawing. */
    private static List<List<Highlight>> highlights(
            List<PagePlan> plans, Gallery[] galleries, Drawings drawings, Site site) {
        List<List<Highlight>> all = new ArrayList<>();
        for (Site.Section section : site.sections()) {
            List<Highlight> chosen = new ArrayList<>();
            for (FeatureConcept best : Highlight.choose(section)) {
                for (int p = 0; p < galleries.length; p++) {
                    if (plans.get(p).section().index() == section.index()
                            && plans.get(p).feature() == best.feature()) {
                        chosen.add(Highlight.of(best, galleries[p]));
                    }
                }
            }
            if (drawings != null) {
                for (Highlight one : chosen) {
                    for (Gallery.Card card : one.cards()) {
                        int hook = Drawings.onIndex(section.index());
                        drawings.order(
                                hook,
                                one.score().feature(),
                                card,
                                section.activations(),
                                "",
                                one.score().concept());
                    }
                }
            }
            all.add(chosen);
        }
        return all;
    }

    private static void choose(
            List<PagePlan> plans,
            Gallery[] galleries,
            GroupPages groups,
            Drawings drawings,
            Site site,
            int threads,
            Progress progress) {
        progress.begin("choose samples", plans.size(), "features");
        AtomicInteger done = new AtomicInteger();
        List<Crew.Task> tasks = new ArrayList<>();
        for (int p = 0; p < plans.size(); p++) {
            int at = p;
            tasks.add(() -> {
                progress.check();
                PagePlan plan = plans.get(at);
                FeatureActivations activations = plan.section().activations();
                galleries[at] = new Gallery(
                        plan.feature(),
                        activations.active(plan.feature()),
                        activations.samples(),
                        plan.concepts(),
                        plan.section().report().concepts().orElse(null),
                        plan.concepts().isEmpty()
                                ? ""
                                : plan.section().label(plan.concepts().get(0).concept()),
                        site.input().options());
                plan.section()
                        .report()
                        .card(plan.feature())
                        .ifPresent(card -> galleries[at].contrast(card.contrasts(), activations.samples()));
                groups.see(plan.section(), plan.feature(), galleries[at]);
                if (drawings != null) {
                    for (Gallery.Group group : galleries[at].groups()) {
                        for (Gallery.Card card : group.cards()) {
                            drawings.order(
                                    plan.section().index(),
                                    plan.feature(),
                                    card,
                                    activations,
                                    plan.section().root(),
                                    plan.concepts().isEmpty()
                                            ? Drawings.NO_CONCEPT
                                            : plan.concepts().get(0).concept());
                        }
                    }
                    for (Gallery.Card card : galleries[at].strongest(drawings.excerpts())) {
                        drawings.take(plan.section().index(), plan.feature(), card, activations);
                    }
                }
                progress.advance(done.incrementAndGet(), "");
            });
        }
        Crew.run(threads, tasks);
    }

    private static void pages(
            Path folder,
            List<PagePlan> plans,
            Gallery[] galleries,
            GroupPages groups,
            Drawings drawings,
            Fragments fragments,
            Site site,
            int threads,
            Progress progress) {
        progress.begin("write pages", plans.size(), "pages");
        AtomicInteger done = new AtomicInteger();
        List<Crew.Task> tasks = new ArrayList<>();
        for (int p = 0; p < plans.size(); p++) {
            int at = p;
            tasks.add(() -> {
                progress.check();
                PagePlan plan = plans.get(at);
                float[] values =
                        plan.section().activations().active(plan.feature()).value();
                String together = drawings == null
                        ? ""
                        : drawings.together(
                                plan.section().index(),
                                plan.feature(),
                                galleries[at].strongest(drawings.excerpts()),
                                plan.section().root());
                String markup = new FeaturePage(
                                site, plan.section(), plan.feature(), galleries[at], values, together, groups)
                        .markup(fragments);
                text(folder.resolve(plan.section().page(plan.feature())), markup);
                progress.advance(done.incrementAndGet(), "");
            });
        }
        Crew.run(threads, tasks);
    }

    private static void groups(Path folder, GroupPages groups, Fragments fragments, Site site) throws IOException {
        if (!groups.groups().isEmpty()) {
            Files.createDirectories(folder.resolve("groups"));
        }
        for (GroupPages.Group group : groups.groups()) {
            text(folder.resolve("groups").resolve(group.file()), new GroupPage(site, groups, group).markup(fragments));
        }
    }

    private static void data(Path folder, Site.Section section) throws IOException {
        if (section.report().concepts().isPresent()) {
            text(folder.resolve(section.data("concepts")), Csv.concepts(section));
        }
        if (section.report().activations().isPresent()) {
            text(folder.resolve(section.data("features")), Csv.features(section));
        }
        if (section.report().time().isPresent()) {
            text(
                    folder.resolve(section.data("time")),
                    TimePage.csv(section.report().time().get()));
        }
    }

    private static void text(Path file, String content) throws IOException {
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether a folder is one of our reports. */
    static boolean isReport(Path folder) throws IOException {
        Path index = folder.resolve("index.html");
        if (!Files.isRegularFile(index)) {
            return false;
        }
        try (var lines = Files.lines(index, StandardCharsets.UTF_8)) {
            Iterator<String> all = lines.limit(5).iterator();
            while (all.hasNext()) {
                if (all.next().contains("content=\"" + GENERATOR + "\"")) {
                    return true;
                }
            }
        }
        return false;
    }
}
