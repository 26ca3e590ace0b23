package org.echelle.runs.erasure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.WatchedGroup;
import org.echelle.runs.erasure.attack.Nudge;
import org.echelle.runs.erasure.method.Trial;
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
     * @param logits {@code [sample][class]} the judge's
     * @param beside {@code [group][sample]} the judge's class of each group that is watched
     * @param read {@code [sample][d]} the judge's activations; empty rows where none are read
     * @param pictures of the first samples, as many as were to be kept
     */
    record Made(int[] judged, float[][] logits, int[][] beside, double[][] read, List<Picture> pictures) {}

    /**
     * What is added to what samples are told.
     *
     * @param hook point of the condition
     * @param rows {@code [sample][row * d]}
     */
    record Added(String hook, float[][] rows) {
        /** A pass over some samples, the first of them being that number. */
        NDList forward(Subject subject, NDList inputs, Tap edits, int first) {
            int last = first + Math.toIntExact(inputs.get(0).getShape().get(0));
            Nudge nudge = new Nudge(hook, Arrays.copyOfRange(rows, first, last), edits);
            NDList out = subject.forward(inputs, nudge);
            nudge.requireMet();
            return out;
        }
    }

    private final JudgedRun run;
    private final Subject subject;
    private final Dictionary dictionary;
    private final boolean reads;
    private final int batch;

    /** @param read where the judge is read; empty for nowhere */
    EraseMaking(JudgedRun run, Dictionary dictionary, Optional<HookPoint> read) {
        this.run = run;
        this.dictionary = dictionary;
        subject = read.map(run::reading).orElse(run.opened().subject());
        reads = read.isPresent();
        batch = run.opened().config().extract().batch();
    }

    /**
     * Makes them.
     *
     * @param keep pictures to keep, from the first
     */
    Made make(EraseSamples samples, Trial trial, int keep, String what) {
        return make(samples, trial, Optional.empty(), keep, what);
    }

    /** The same where something is added to what each sample is told. */
    Made make(EraseSamples samples, Trial trial, Optional<Added> added, int keep, String what) {
        Steering steering = Steering.of(subject);
        for (Intervention edit : trial.edits()) {
            steering = steering.with(dictionary, edit);
        }
        int[] judged = new int[samples.size()];
        float[][] logits = new float[samples.size()][];
        List<WatchedGroup> watched = run.watched();
        int[][] beside = new int[watched.size()][samples.size()];
        double[][] read = new double[samples.size()][0];
        List<Picture> pictures = new ArrayList<>();
        run.progress().begin(what, judged.length, "samples");
        for (int first = 0; first < judged.length; first += batch) {
            run.progress().check();
            int last = Math.min(judged.length, first + batch);
            List<Sample> wanted = samples.asks().subList(first, last).stream()
                    .map(ask -> trial.request().of(run.maker(), ask))
                    .toList();
            try (NDManager scope = run.opened().manager().newSubManager()) {
                NDList inputs = subject.prepare(wanted, scope);
                NDList out = added.isEmpty()
                        ? steering.forward(inputs)
                        : added.get().forward(subject, inputs, steering.tap(inputs), first);
                float[][] told = rows(out.get(0), wanted.size());
                for (int i = 0; i < told.length; i++) {
                    logits[first + i] = told[i];
                    judged[first + i] = largest(told[i]);
                }
                for (int g = 0; g < beside.length; g++) {
                    float[][] other = rows(out.get(watched.get(g).output()), wanted.size());
                    for (int i = 0; i < other.length; i++) {
                        beside[g][first + i] = largest(other[i]);
                    }
                }
                if (reads) {
                    float[][] seen = rows(out.get(out.size() - 1), wanted.size());
                    for (int i = 0; i < seen.length; i++) {
                        read[first + i] = doubles(seen[i]);
                    }
                }
                if (pictures.size() < keep) {
                    List<Picture> made = Picture.all(out.get(run.maker().output()));
                    pictures.addAll(made.subList(0, Math.min(made.size(), keep - pictures.size())));
                }
            }
            run.progress().advance(last, "");
        }
        return new Made(judged, logits, beside, read, pictures);
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i];
        }
        return all;
    }

    private static float[][] rows(NDArray logits, int samples) {
        float[] all = logits.toFloatArray();
        int width = all.length / samples;
        float[][] rows = new float[samples][];
        for (int i = 0; i < samples; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return rows;
    }

    /** The first of the largest. */
    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
