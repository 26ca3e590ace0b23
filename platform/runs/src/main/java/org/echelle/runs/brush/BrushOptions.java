package org.echelle.runs.brush;

import java.util.List;
import org.echelle.runs.RunException;

/**
 * What is to be painted.
 *
 * @param hook point to paint at; empty for the run's last
 * @param features that are painted together
 * @param strengths in units of each feature's mean activation where it fires; negative ones take away
 * @param where which rows, as {@code steer} takes them: {@code all}, {@code y=0..1+x=2..3}, {@code mask=FILE}, {@code timestep=500..999}
 * @param asks what samples ask for; empty for everything that can be asked for by name, or nothing
 * @param seeds of the noise, the same for all that is asked
 * @param frames steps of the course from noise to picture that are shown
 * @param name of the folder within {@code RUN/brush}; empty for one made of hook and features
 */
public record BrushOptions(
        String hook,
        List<Integer> features,
        List<Double> strengths,
        String where,
        List<String> asks,
        List<Long> seeds,
        int frames,
        String name) {
    public BrushOptions {
        features = List.copyOf(features);
        strengths = List.copyOf(strengths);
        asks = List.copyOf(asks);
        seeds = List.copyOf(seeds);
        if (features.isEmpty()) {
            throw new RunException("Which features are to be painted? Name one or more, as in --feature 17.");
        }
        if (strengths.isEmpty() || strengths.stream().anyMatch(s -> !Double.isFinite(s))) {
            throw new RunException(
                    "A brush needs one strength or more, all of them finite numbers, not " + strengths + ".");
        }
        if (seeds.isEmpty() || frames < 1) {
            throw new RunException(
                    "A brush needs one seed and one frame at least, not " + seeds.size() + " and " + frames + ".");
        }
    }
}
