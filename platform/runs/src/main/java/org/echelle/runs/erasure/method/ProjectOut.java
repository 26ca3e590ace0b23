package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import org.echelle.steering.Intervention;
import org.echelle.steering.Projection;

/** The span of those features' atoms taken out of every row: what can be folded into weights. Of several concepts: of all together. */
record ProjectOut() implements ErasureMethod {
    @Override
    public String name() {
        return "project";
    }

    @Override
    public String sentence() {
        return "the span of such features' atoms taken out of every row";
    }

    @Override
    public List<Trial> trials(Material material) {
        List<Trial> trials = new ArrayList<>();
        for (int[] features : Counts.growing(MostDifferent.COUNTS, count -> MostDifferent.of(material, count))) {
            Intervention edit = Intervention.of(material.hook().name(), List.of())
                    .withProjection(Projection.of(material.dictionary(), 0, features))
                    .withWhere(material.rows());
            trials.add(Trial.edits(name(), Words.features(features.length), features.length, List.of(edit)));
        }
        return trials;
    }
}
