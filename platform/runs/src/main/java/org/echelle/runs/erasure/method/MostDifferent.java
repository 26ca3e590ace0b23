package org.echelle.runs.erasure.method;

import java.util.stream.IntStream;
import org.echelle.steering.choice.MeanDifference;

/** The features whose mean activation on a concept exceeds that on the rest most, for each concept of a target, each feature once. */
final class MostDifferent {
    /** How many of each concept are tried. */
    static final int[] COUNTS = {1, 2, 4, 8, 16};

    private MostDifferent() {}

    static int[] of(Material material, int count) {
        return material.target().numbers().stream()
                .flatMapToInt(number -> IntStream.of(new MeanDifference()
                        .choose(material.each().get(number), count)
                        .features()))
                .distinct()
                .toArray();
    }
}
