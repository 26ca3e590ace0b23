package org.echelle.runs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.analysis.prediction.Ridge;
import org.echelle.api.Progress;

/** The lines that designs are ranked by: several, so that what they say of a sequence has a spread. */
final class DesignLines {
    private DesignLines() {}

    /** Fits as many as the request has repeats, each to another four fifths of the labels. */
    static List<Ridge.Fit> fit(FewLabels.Request fitting, Inputs x, double[] y, int[] training, Progress progress) {
        progress.begin("fit", fitting.repeats(), "lines");
        List<Ridge.Fit> lines = new ArrayList<>();
        for (int r = 0; r < fitting.repeats(); r++) {
            progress.check();
            List<Integer> some = new ArrayList<>(IntStream.of(training).boxed().toList());
            Collections.shuffle(some, new Random(new SplittableRandom(fitting.seed() * 131 + r).nextLong()));
            lines.add(fitting.fit(
                    x,
                    some.stream()
                            .limit(Math.max(4, training.length * 4 / 5))
                            .mapToInt(i -> i)
                            .toArray(),
                    y));
            progress.advance(r + 1L, "");
        }
        return lines;
    }

    /** Their mean prediction of some rows. */
    static double[] predict(List<Ridge.Fit> lines, Inputs x, int[] rows) {
        return IntStream.of(rows)
                .mapToDouble(row -> lines.stream()
                        .mapToDouble(l -> l.predict(x, row))
                        .average()
                        .orElseThrow())
                .toArray();
    }
}
