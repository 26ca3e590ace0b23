package org.echelle.vision.concepts;

import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;
import org.echelle.vision.VisionException;

/** Boxes or masks of pictures as labels of sites or of whole samples. */
final class AreaSource implements ConceptSource {
    /** Finds the areas of a sample. */
    @FunctionalInterface
    interface Areas {
        /** Empty for a sample that nobody annotated: all its concepts are unknown. */
        Optional<PictureAreas> of(int sample);
    }

    private final List<Concept> concepts;
    private final PictureGrid subject;
    private final AreaRules rules;
    private final Areas areas;

    AreaSource(List<Concept> concepts, PictureGrid subject, AreaRules rules, Areas areas) {
        this.concepts = List.copyOf(concepts);
        this.subject = subject;
        this.rules = rules;
        this.areas = areas;
    }

    @Override
    public List<Concept> concepts() {
        return concepts;
    }

    @Override
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        Optional<PictureAreas> found = areas.of(sample);
        if (found.isPresent() && rules.sites()) {
            PictureAreas picture = found.get();
            HookPoint hook = sites.hook();
            if (hook.axis("y") >= 0 && hook.axis("x") >= 0 && subject.gridSize(hook)[0] == 0) {
                throw new VisionException("Boxes and masks cannot be laid on " + hook.name()
                        + ", which does not say how many rows and columns it has (axes y and x); read another hook point,"
                        + " or leave these concepts out.");
            }
            picture.tell(SiteGrid.of(subject, sites, picture.width(), picture.height()), rules, concepts.size(), sink);
        } else if (found.isPresent()) {
            found.get().tellWhole(sink);
        } else {
            for (int c = 0; c < concepts.size(); c++) {
                if (!rules.sites()) {
                    sink.unknownSample(c);
                    continue;
                }
                for (int row = 0; row < sites.rows(); row++) {
                    sink.unknownSite(c, row);
                }
            }
        }
    }
}
