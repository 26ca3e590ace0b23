package org.echelle.vision.shapes;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.pictures.AreaMask;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;
import org.echelle.vision.concepts.AreaRules;

/**
 * Factors as concepts: {@code shape/circle} of whole pictures, {@code patch-shape/circle} of patches that objects cover enough,
 * {@code patch-background/clouds} of patches without any object.
 */
final class FactorsSource implements ConceptSource {
    private static final List<Factor> OF_OBJECTS = List.of(Factor.SHAPE, Factor.COLOUR, Factor.TEXTURE);
    private static final String SOURCE = "shapes world";

    private final FactorsOptions options;
    private final PictureGrid subject;
    private final ShapesWorld world;
    private final AreaRules rules;
    private final List<Concept> concepts = new ArrayList<>();
    private final int[] wholeFrom = new int[Factor.values().length];
    private final int[] patchFrom = new int[Factor.values().length];

    FactorsSource(FactorsOptions options, PictureGrid subject, ShapesWorld world) {
        this.options = options;
        this.subject = subject;
        this.world = world;
        this.rules = new AreaRules(options.overlap(), 0, true);
        for (Factor factor : Factor.values()) {
            if (options.pictures()) {
                wholeFrom[factor.place()] = add(factor.label(), factor, Concept.Level.SAMPLE);
            }
        }
        for (Factor factor : Factor.values()) {
            if (options.patches() && (OF_OBJECTS.contains(factor) || factor == Factor.BACKGROUND)) {
                patchFrom[factor.place()] = add("patch-" + factor.label(), factor, Concept.Level.SITE);
            }
        }
    }

    private int add(String group, Factor factor, Concept.Level level) {
        int from = concepts.size();
        for (String term : factor.terms()) {
            concepts.add(new Concept(group + "/" + term, term, group, level, Concept.Scale.BOOLEAN, SOURCE));
        }
        return from;
    }

    @Override
    public List<Concept> concepts() {
        return List.copyOf(concepts);
    }

    @Override
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        int[] factors = world.factors(sample);
        if (options.pictures()) {
            for (Factor factor : Factor.values()) {
                sink.sample(wholeFrom[factor.place()] + factors[factor.place()], 1);
            }
        }
        if (options.patches()) {
            patches(factors, world.masks(sample), sites, sink);
        }
    }

    private void patches(int[] factors, byte[][] masks, SampleSites sites, LabelSink sink) {
        int edge = ShapesWorld.EDGE;
        SiteGrid grid = SiteGrid.of(subject, sites, edge, edge);
        List<AreaMask> objects = new ArrayList<>();
        for (byte[] mask : masks) {
            objects.add(AreaMask.of(edge, edge, (x, y) -> (mask[y * edge + x] & 0xff) / 255.0));
        }
        int background = patchFrom[Factor.BACKGROUND.place()] + factors[Factor.BACKGROUND.place()];
        for (int row = 0; row < grid.rows(); row++) {
            if (!grid.placed(row)) {
                unknown(row, sink);
                continue;
            }
            double[] cell = grid.cell(row);
            double sum = 0; // objects do not overlap
            double most = 0;
            int instance = 0;
            for (int o = 0; o < objects.size(); o++) {
                double share = objects.get(o).coverage(cell);
                sum += share;
                if (share > most) {
                    most = share;
                    instance = o + 1;
                }
            }
            if (rules.covered(sum)) {
                for (Factor factor : OF_OBJECTS) {
                    sink.site(patchFrom[factor.place()] + factors[factor.place()], row, 1, instance);
                }
            } else if (sum == 0) {
                sink.site(background, row, 1, 0);
            } else {
                sink.unknownSite(background, row); // an object's rim: background beside something else
            }
        }
    }

    private void unknown(int row, LabelSink sink) {
        for (int c = 0; c < concepts.size(); c++) {
            if (concepts.get(c).level() == Concept.Level.SITE) {
                sink.unknownSite(c, row);
            }
        }
    }
}
