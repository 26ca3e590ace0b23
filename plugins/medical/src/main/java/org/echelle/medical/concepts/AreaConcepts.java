package org.echelle.medical.concepts;

import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.api.Subject;
import org.echelle.medical.MedicalException;
import org.echelle.pictures.AreaMask;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;

/**
 * Boxes and masks as labels of the cells of a grid: a cell has a concept where an area of it covers enough of the cell, each area an instance
 * of its own; areas of which preprocessing cuts too much away are left out. Rows without a place, and films without annotation, are unknown.
 */
final class AreaConcepts implements ConceptSource {
    /** Finds the areas of a film. */
    @FunctionalInterface
    interface Areas {
        /** Empty for a film that nobody annotated; an empty list where somebody looked and found nothing. */
        Optional<List<Area>> of(int sample);

        /** Whether anybody looked for a concept on a film that has areas or could have. */
        default boolean looked(int sample, int concept) {
            return true;
        }
    }

    private final List<Concept> concepts;
    private final PictureGrid subject;
    private final double overlap;
    private final double minKept;
    private final Areas areas;

    /**
     * @param overlap share of a cell that must be covered; 0 for any overlap
     * @param minKept share of an area that the network must see
     */
    AreaConcepts(List<Concept> concepts, Subject subject, double overlap, double minKept, Areas areas) {
        this.concepts = List.copyOf(concepts);
        this.subject = PictureGrid.of(subject)
                .orElseThrow(
                        () -> new MedicalException(
                                "Boxes and masks need a subject that looks at pictures, so that it is known where its cells lie."));
        this.overlap = overlap;
        this.minKept = minKept;
        this.areas = areas;
    }

    static Concept concept(String name, String source) {
        return new Concept("area/" + name, name, "area/" + name, Concept.Level.SITE, Concept.Scale.BOOLEAN, source);
    }

    @Override
    public List<Concept> concepts() {
        return concepts;
    }

    @Override
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        HookPoint hook = sites.hook();
        Optional<List<Area>> found = areas.of(sample);
        boolean placed = hook.axis("y") >= 0 && hook.axis("x") >= 0;
        int[] grid = placed ? subject.gridSize(hook) : new int[] {0, 0};
        if (placed && grid[0] == 0) {
            throw new MedicalException("Boxes and masks cannot be laid on " + hook.name()
                    + ", which does not say how many rows and columns it has (axes y and x); read another hook point, or leave"
                    + " these concepts out.");
        }
        if (found.isEmpty() || grid[0] == 0) {
            for (int c = 0; c < concepts.size(); c++) {
                for (int row = 0; row < sites.rows(); row++) {
                    sink.unknownSite(c, row);
                }
            }
            return;
        }
        for (int c = 0; c < concepts.size(); c++) {
            if (!areas.looked(sample, c)) {
                for (int row = 0; row < sites.rows(); row++) {
                    sink.unknownSite(c, row);
                }
            }
        }
        int[] instance = new int[concepts.size()];
        for (Area area : found.get()) {
            AreaMask mask = area.mask();
            if (!kept(mask)) {
                continue;
            }
            SiteGrid cells = SiteGrid.of(subject, sites, mask.width(), mask.height());
            int number = ++instance[area.concept()];
            for (int row = 0; row < cells.rows(); row++) {
                double share = cells.placed(row) ? mask.coverage(cells.cell(row)) : 0;
                // the small margin forgives rounding of real-numbered edges
                if (share > 1e-9 && share >= overlap - 1e-9) {
                    sink.site(area.concept(), row, 1, number);
                }
            }
        }
    }

    private boolean kept(AreaMask mask) {
        double[] window = SiteGrid.window(subject, mask.width(), mask.height());
        double seen = mask.area(window[0], window[1], window[2], window[3]);
        return mask.area() > 0 && seen / mask.area() >= minKept;
    }
}
