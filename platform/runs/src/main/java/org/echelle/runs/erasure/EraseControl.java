package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.runs.erasure.method.Material;
import org.echelle.runs.erasure.method.Trial;
import org.echelle.runs.pictures.Picture;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.MeanDifference;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.steering.experiment.MatchedFeatures;

/** The control: random features that fire as often and as strongly as the eight whose means differ most, ablated; the mean over draws. */
final class EraseControl {
    private static final String NAME = "random";
    private static final int FEATURES = 8;
    private static final int NEAR = 5;

    private EraseControl() {}

    /** @param means gains the mean */
    static EraseResult of(Material material, EraseMeasuring measuring, EraseMeans means, int draws, long seed) {
        Evidence evidence = material.together();
        int[] chosen = new MeanDifference().choose(evidence, FEATURES).features();
        FeatureRates rates = FeatureRates.of(evidence.features(), evidence::rate, evidence::strength);
        MatchedFeatures matched = new MatchedFeatures(rates, chosen, NEAR);
        List<EraseFigures> drawn = new ArrayList<>();
        List<Picture> pictures = List.of();
        for (int c = 0; c < draws; c++) {
            int[] random = matched.draw(seed + c).values().stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            Intervention edit = Intervention.of(material.hook().name(), Operation.ablate(), random)
                    .withWhere(material.rows());
            Trial trial = Trial.edits(NAME, "", random.length, List.of(edit));
            String what = "control " + (c + 1) + " for " + material.target().name();
            EraseMeasuring.Measured measured = measuring.of(material.target(), trial, c == 0, what);
            pictures = c == 0 ? measured.pictures() : pictures;
            drawn.add(measured.figures());
        }
        EraseFigures mean = measuring.mean(drawn);
        means.add(NAME, mean);
        return new EraseResult(
                material.target().name(),
                NAME,
                FEATURES + " features that fire like the " + FEATURES + " whose means differ most, ablated"
                        + (draws == 1 ? "; one draw" : "; mean of " + draws + " draws"),
                chosen.length,
                Optional.of(mean.score()),
                pictures);
    }
}
