package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import org.echelle.steering.Operation;

/**
 * No paper's: features that speak of a concept as {@link Ablate} finds them, times a negative factor as in SAeUron, on the rows made with
 * the condition and in the samples that {@linkplain CalibratedGate ItD's gate} lets through, its threshold between the two sides where these
 * are apart. A gate that tells the concept's samples from all others makes strong factors, and many features, harmless to the rest, so that
 * these need not be the concept's alone, as ItD's have to be.
 */
record Gated() implements ErasureMethod {
    private static final int[] COUNTS = {1, 2, 4, 8, 16, 32, 64};
    private static final double[] FACTORS = {-4, -8, -15, -30};

    @Override
    public String name() {
        return "gated";
    }

    @Override
    public String sentence() {
        return "the features whose mean activation differs most, times a negative factor, in samples that a calibrated gate lets through";
    }

    @Override
    public List<Trial> trials(Material material) {
        List<Trial> trials = new ArrayList<>();
        for (int[] features : Counts.growing(COUNTS, count -> MostDifferent.of(material, count))) {
            for (double factor : FACTORS) {
                trials.add(CalibratedGate.behind(
                        material,
                        name(),
                        Words.features(features.length) + ", factor " + Words.number(factor),
                        features.length,
                        material.edit(new Operation.Scale((float) factor), features),
                        CalibratedGate.Rule.BETWEEN));
            }
        }
        return trials;
    }
}
