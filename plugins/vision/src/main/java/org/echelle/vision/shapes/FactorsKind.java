package org.echelle.vision.shapes;

import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.vision.VisionException;
import org.echelle.vision.concepts.Grids;

/** What the shapes world knows about its pictures: every factor of a picture, and what each patch shows. */
public final class FactorsKind implements ConceptKind<FactorsOptions> {
    @Override
    public String name() {
        return "factors";
    }

    @Override
    public String description() {
        return "The shapes world's truth: all factors of a picture; shape, colour, texture or background of each patch.";
    }

    @Override
    public Class<FactorsOptions> options() {
        return FactorsOptions.class;
    }

    @Override
    public ConceptSource open(FactorsOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!(samples instanceof ShapesSource shapes)) {
            throw new VisionException(
                    "Concepts of kind factors are the truth about generated pictures; they go with samples of"
                            + " kind shapes only.");
        }
        if (!options.pictures() && !options.patches()) {
            throw new VisionException("Concepts of kind factors need pictures or patches to be true.");
        }
        return new FactorsSource(options, Grids.of(subject), shapes.world());
    }
}
