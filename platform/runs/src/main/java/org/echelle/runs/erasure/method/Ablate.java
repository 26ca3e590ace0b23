package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import org.echelle.steering.Operation;

/** The features whose mean activation on the target exceeds that on the rest most, set to 0. Of several concepts: of each, together. */
record Ablate() implements ErasureMethod {
    @Override
    public String name() {
        return "ablate";
    }

    @Override
    public String sentence() {
        return "the features whose mean activation differs most, set to 0";
    }

    @Override
    public List<Trial> trials(Material material) {
        List<Trial> trials = new ArrayList<>();
        for (int[] features : Counts.growing(MostDifferent.COUNTS, count -> MostDifferent.of(material, count))) {
            trials.add(Trial.edits(
                    name(),
                    Words.features(features.length),
                    features.length,
                    List.of(material.edit(Operation.ablate(), features))));
        }
        return trials;
    }
}
