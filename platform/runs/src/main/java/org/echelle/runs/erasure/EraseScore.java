package org.echelle.runs.erasure;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Measure;

/**
 * How well a class was erased and the others kept, by the judge.
 *
 * <p>Where classes are asked for (UnlearnCanvas, arXiv 2402.11846): unlearning accuracy is the share of samples asked for the class that
 * do not show it (of several classes erased together: asked for any of them and showing none of them), retention the share of all other samples that show what they were asked for, its loss the retention of the same
 * samples unedited less that. Where nothing can be asked for: unlearning is by how much of itself the class's share of all samples fell,
 * retention is 1 less the total variation distance between the proportions of the other classes before and after, and its loss that
 * distance.
 *
 * @param unlearning from 0 to 1, of as many samples as its n; below 0 where the class became more frequent
 * @param retention from 0 to 1
 * @param loss of retention, same samples, draw by draw
 * @param kept what else the judge was asked to watch
 * @param distances of what was kept, edited against unedited, in the judge's activations; empty where none were read
 */
public record EraseScore(
        Measure unlearning, Measure retention, Measure loss, List<Kept> kept, Optional<FeatureDistances> distances) {
    public EraseScore {
        kept = List.copyOf(kept);
    }
}
