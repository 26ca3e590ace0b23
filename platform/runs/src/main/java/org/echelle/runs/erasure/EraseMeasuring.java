package org.echelle.runs.erasure;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.runs.WatchedGroup;
import org.echelle.runs.erasure.method.Ask;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;
import org.echelle.runs.pictures.Picture;

/** Measures trials on one set of samples, beside the same samples unedited. */
final class EraseMeasuring {
    /** Rows of the page's grid of pictures. */
    private static final int SHOWN = 4;

    /** What came of a trial. */
    record Measured(EraseFigures figures, List<Picture> pictures) {
        EraseScore score() {
            return figures.score();
        }
    }

    private final EraseMaking making;
    private final EraseSamples samples;
    private final int classes;
    private final List<WatchedGroup> watched;
    private final GroupBootstrap draws;
    private final int shown;
    private final EraseMaking.Made plain;

    /**
     * @param watched what the judge tells beside
     * @param classes how many the judge tells apart
     * @param per samples of one seed
     */
    EraseMeasuring(
            EraseMaking making,
            EraseSamples samples,
            List<WatchedGroup> watched,
            int classes,
            int per,
            GroupBootstrap draws) {
        this.making = making;
        this.samples = samples;
        this.watched = watched;
        this.classes = classes;
        this.draws = draws;
        shown = SHOWN * per;
        plain = making.make(samples, Trial.NOTHING, shown, "unedited samples");
    }

    /** @param pictures whether to keep some */
    Measured of(Target target, Trial trial, boolean pictures, String what) {
        EraseMaking.Made made = making.make(samples, trial, pictures ? shown : 0, what);
        EraseFigures figures = EraseFigures.of(samples, plain.judged(), made.judged(), target.set(), classes, draws);
        return new Measured(figures.with(kept(made), distances(target, made)), made.pictures());
    }

    /** The mean of what came of some trials, drawn together: all are of the same samples. */
    EraseFigures mean(List<EraseFigures> all) {
        return EraseFigures.mean(all, samples.seeds(), draws);
    }

    private List<KeptFigures> kept(EraseMaking.Made made) {
        return IntStream.range(0, watched.size())
                .mapToObj(g -> KeptFigures.of(samples, watched.get(g), plain.beside()[g], made.beside()[g], draws))
                .toList();
    }

    private Optional<DistanceFigures> distances(Target target, EraseMaking.Made made) {
        int[] shown = samples.asked()[0] < 0 ? plain.judged() : samples.asked();
        int[] stays = IntStream.range(0, samples.size())
                .filter(i -> !target.has(shown[i]))
                .toArray();
        if (stays.length == 0 || plain.read()[0].length == 0) {
            return Optional.empty();
        }
        String[] conditions = IntStream.range(0, shown.length)
                .mapToObj(i -> shown[i] + " " + samples.asks().get(i).condition())
                .toArray(String[]::new);
        return Optional.of(DistanceFigures.of(plain.read(), made.read(), conditions, samples.seeds(), stays, draws));
    }

    /** Share of the unedited samples that show what they are asked for. */
    Measure unedited() {
        if (samples.asked()[0] < 0) {
            return Measure.undefined("nothing is asked for");
        }
        double[] right = new double[samples.size()];
        double[] all = new double[right.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = plain.judged()[i] == samples.asked()[i] ? 1 : 0;
            all[i] = 1;
        }
        return SeedShares.share(right, all, samples.seeds(), draws, "there is no sample");
    }

    /** The first sample that asks for a target, or shows it where nothing is asked for; the first of all where none does. */
    Ask first(Target target) {
        int[] shown = samples.asked()[0] < 0 ? plain.judged() : samples.asked();
        return samples.asks()
                .get(IntStream.range(0, shown.length)
                        .filter(i -> target.has(shown[i]))
                        .findFirst()
                        .orElse(0));
    }

    /** Pictures of the first samples, unedited. */
    List<Picture> pictures() {
        return plain.pictures();
    }

    int samples() {
        return samples.size();
    }
}
