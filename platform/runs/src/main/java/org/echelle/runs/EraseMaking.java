package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.runs.pictures.Picture;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;

/** Makes samples under a trial and has them judged. */
final class EraseMaking {
    /**
     * What came of it.
     *
     * @param judged {@code [sample]} the judge's class
     * @param pictures of the first samples, as many as were to be kept
     */
    record Made(int[] judged, List<Picture> pictures) {
        /** The first samples alone. */
        Made first(int n) {
            return new Made(Arrays.copyOf(judged, n), pictures.subList(0, Math.min(n, pictures.size())));
        }
    }

    private final RunView run;
    private final Subject subject;
    private final Dictionary dictionary;
    private final PictureMaker maker;
    private final int batch;

    EraseMaking(RunView run, Subject subject, Dictionary dictionary) {
        this.run = run;
        this.subject = subject;
        this.dictionary = dictionary;
        maker = subject.makesPictures().orElseThrow();
        batch = run.opened().config().extract().batch();
    }

    /**
     * Makes them.
     *
     * @param keep pictures to keep, from the first
     */
    Made make(EraseSamples samples, EraseTrial trial, int keep, String what) {
        Steering steering = Steering.of(subject);
        for (Intervention edit : trial.edits()) {
            steering = steering.with(dictionary, edit);
        }
        int[] judged = new int[samples.size()];
        List<Picture> pictures = new ArrayList<>();
        run.progress().begin(what, judged.length, "samples");
        for (int first = 0; first < judged.length; first += batch) {
            run.progress().check();
            int last = Math.min(judged.length, first + batch);
            List<Sample> wanted = samples.samples().subList(first, last).stream()
                    .map(trial.samples())
                    .toList();
            try (NDManager scope = run.opened().manager().newSubManager()) {
                NDList out = steering.forward(subject.prepare(wanted, scope));
                long[] best = classes(out.get(0));
                for (int i = 0; i < best.length; i++) {
                    judged[first + i] = (int) best[i];
                }
                if (pictures.size() < keep) {
                    List<Picture> all = Picture.all(out.get(maker.output()));
                    pictures.addAll(all.subList(0, Math.min(all.size(), keep - pictures.size())));
                }
            }
            run.progress().advance(last, "");
        }
        return new Made(judged, pictures);
    }

    private static long[] classes(NDArray logits) {
        try (NDArray best = logits.argMax(1)) {
            return best.toLongArray();
        }
    }
}
