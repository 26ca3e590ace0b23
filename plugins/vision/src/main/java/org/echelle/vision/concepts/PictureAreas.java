package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.LabelSink;
import org.echelle.pictures.Region;
import org.echelle.pictures.SiteGrid;

/**
 * The annotated areas of one picture.
 *
 * @param width columns of the picture
 * @param height rows of the picture
 * @param areas in the order of their instance numbers
 */
record PictureAreas(int width, int height, List<Area> areas) {
    /**
     * @param concept index of the concept
     * @param region where it is
     * @param known false where nobody knows (a crowd, a difficult object, a border)
     */
    record Area(int concept, Region region, boolean known) {}

    /** Labels every row: present where the union of a concept's areas covers enough, unknown where doubtful areas would tip it. */
    void tell(SiteGrid grid, AreaRules rules, int concepts, LabelSink sink) {
        for (int row = 0; row < grid.rows(); row++) {
            if (!grid.placed(row)) {
                for (int c = 0; c < concepts; c++) {
                    sink.unknownSite(c, row);
                }
            }
        }
        byConcept().forEach((concept, mine) -> tell(concept, mine, grid, rules, sink));
    }

    private Map<Integer, List<Area>> byConcept() {
        Map<Integer, List<Area>> groups = new LinkedHashMap<>();
        areas.forEach(
                a -> groups.computeIfAbsent(a.concept(), k -> new ArrayList<>()).add(a));
        return groups;
    }

    private void tell(int concept, List<Area> mine, SiteGrid grid, AreaRules rules, LabelSink sink) {
        List<Region> known = mine.stream().filter(Area::known).map(Area::region).toList();
        List<Region> all = mine.stream().map(Area::region).toList();
        Region sure = Union.of(known, width, height);
        Region perhaps = known.size() == all.size() ? sure : Union.of(all, width, height);
        for (int row = 0; row < grid.rows(); row++) {
            if (!grid.placed(row)) {
                continue;
            }
            double[] cell = grid.cell(row);
            if (rules.covered(sure.coverage(cell))) {
                tellInstances(concept, row, known, cell, rules, sink);
            } else if (perhaps != sure && rules.covered(perhaps.coverage(cell))) {
                sink.unknownSite(concept, row);
            }
        }
    }

    /** Every instance that covers enough of a cell, for boxes overlap; where only all together do, the one that covers most. */
    private static void tellInstances(
            int concept, int row, List<Region> known, double[] cell, AreaRules rules, LabelSink sink) {
        boolean told = false;
        for (int i = 0; i < known.size(); i++) {
            if (rules.covered(known.get(i).coverage(cell))) {
                sink.site(concept, row, 1, i + 1);
                told = true;
            }
        }
        if (!told) {
            sink.site(concept, row, 1, instance(known, cell));
        }
    }

    /** Which instance covers most of a cell, counted from 1. */
    private static int instance(List<Region> known, double[] cell) {
        int best = 0;
        double most = -1;
        for (int i = 0; i < known.size(); i++) {
            double share = known.get(i).coverage(cell);
            if (share > most) {
                most = share;
                best = i;
            }
        }
        return best + 1;
    }

    /** Labels the whole sample: present when any area is sure, unknown when all are doubtful. */
    void tellWhole(LabelSink sink) {
        byConcept().forEach((concept, mine) -> {
            if (mine.stream().anyMatch(Area::known)) {
                sink.sample(concept, 1);
            } else {
                sink.unknownSample(concept);
            }
        });
    }
}
