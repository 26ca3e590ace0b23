package org.echelle.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.echelle.api.Concept;

/** Where everything lies in the folder. */
final class Site {
    /**
     * One hook point's part of the report.
     *
     * @param index from 0
     * @param slug its name as part of an address; empty when it is the only one
     * @param folder of its feature pages, relative to the report's folder, ending in a slash
     * @param root way back from there
     * @param report its results
     * @param pages its features with pages
     */
    record Section(int index, String slug, String folder, String root, HookPointReport report, PageSet pages) {
        /** An anchor of this section on the index page. */
        String anchor(String what) {
            return slug.isEmpty() ? what : what + "-" + slug;
        }

        /** Address of a feature's page, from the report's folder. */
        String page(int feature) {
            return folder + feature + ".html";
        }

        /** A file of values beside the pages. */
        String data(String what) {
            return "data/" + anchor(what) + ".csv";
        }

        Concept concept(int number) {
            return report.concepts()
                    .orElseThrow()
                    .scores()
                    .concepts()
                    .get(number)
                    .concept();
        }

        /** A concept's name, with its group where another concept has the same name. */
        String label(Concept concept) {
            boolean unique = report.concepts().orElseThrow().scores().concepts().stream()
                    .noneMatch(other -> other.concept().name().equals(concept.name())
                            && !other.concept().id().equals(concept.id()));
            return unique ? concept.name() : concept.name() + " (" + concept.group() + ")";
        }

        String label(int concept) {
            return label(concept(concept));
        }

        FeatureActivations activations() {
            return report.activations().orElseThrow();
        }
    }

    private final ReportInput input;
    private final List<Section> sections = new ArrayList<>();

    Site(ReportInput input) {
        this.input = input;
        boolean single = input.hookPoints().size() == 1;
        Set<String> used = new HashSet<>();
        for (HookPointReport report : input.hookPoints()) {
            String slug = single ? "" : slug(report.hook().name(), used);
            sections.add(new Section(
                    sections.size(),
                    slug,
                    single ? "features/" : "features/" + slug + "/",
                    single ? "../" : "../../",
                    report,
                    new PageSet(report, input.options().featurePages())));
        }
    }

    /** Letters, digits, dots, dashes: safe in addresses and file names everywhere; equal ones get a number. */
    static String slug(String name, Set<String> used) {
        String safe = name.replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        String base = safe.isEmpty() ? "hook-point" : safe;
        String slug = base;
        for (int i = 2; !used.add(slug.toLowerCase(Locale.ROOT)); i++) {
            slug = base + "-" + i;
        }
        return slug;
    }

    ReportInput input() {
        return input;
    }

    List<Section> sections() {
        return sections;
    }

    /** Whether samples can be drawn. */
    boolean drawn() {
        return input.drawing().isPresent();
    }

    String sampleName(int sample) {
        return input.drawing().map(d -> d.samples().id(sample)).orElse("sample " + sample);
    }
}
