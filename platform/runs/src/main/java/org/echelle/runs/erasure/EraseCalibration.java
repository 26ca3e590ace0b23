package org.echelle.runs.erasure;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.erasure.method.Ask;
import org.echelle.runs.erasure.method.Calibration;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;

/** Samples for thresholds, of seeds that nothing else sees. Passes end where the hook point is first met. */
final class EraseCalibration {
    private final JudgedRun run;
    private final Dictionary dictionary;
    private final EraseSamples samples;

    EraseCalibration(JudgedRun run, Dictionary dictionary, EraseSamples samples) {
        this.run = run;
        this.dictionary = dictionary;
        this.samples = samples;
    }

    /** As seen from a target. */
    Calibration of(Target target) {
        return (edit, erased) -> changes(
                edit,
                samples.asks().stream()
                        .filter(ask -> target.has(ask.shows()) == erased)
                        .toList());
    }

    private double[] changes(Intervention edit, List<Ask> asks) {
        Subject subject = run.opened().subject();
        Steering steering = Steering.of(subject).with(dictionary, edit);
        int batch = run.opened().config().extract().batch();
        double[] all = new double[asks.size()];
        for (int first = 0; first < all.length; first += batch) {
            run.progress().check();
            List<Sample> wanted = asks.subList(first, Math.min(all.length, first + batch)).stream()
                    .map(ask -> Trial.Request.PLAIN.of(run.maker(), ask))
                    .toList();
            try (NDManager scope = run.opened().manager().newSubManager()) {
                double[] sizes = steering.change(subject.prepare(wanted, scope));
                System.arraycopy(sizes, 0, all, first, sizes.length);
            }
        }
        return all;
    }
}
