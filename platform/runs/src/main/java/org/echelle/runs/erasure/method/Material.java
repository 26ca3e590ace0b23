package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.PictureMaker;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.ConceptPeaks;
import org.echelle.steering.choice.Evidence;

/**
 * What a method knows of the run and of what it is to erase: evidence of the selection side, and samples of seeds that nothing else sees.
 *
 * @param target what is erased
 * @param asks what can be asked for: classes, or texts that name one; none where nothing can
 * @param classes the judge's
 * @param dictionary of the hook point's rows
 * @param hook where edits are made
 * @param rows that the dictionary was trained on
 * @param together rows of samples that show something of the target against all others
 * @param each the same for every class of the target by itself, the others of the target being among the rest
 * @param peaks of every class
 * @param maker how samples are asked for
 * @param instead class that can be asked for in place of the target; empty for nothing
 * @param conceptPrompt a text that describes the target
 * @param calibration held-out samples to set thresholds by
 * @param texts what the subject makes of texts; of use where it takes any
 * @param hooks all of the subject's hook points
 */
public record Material(
        Target target,
        List<String> asks,
        List<String> classes,
        Dictionary dictionary,
        HookPoint hook,
        Where rows,
        Evidence together,
        Map<Integer, Evidence> each,
        ConceptPeaks peaks,
        PictureMaker maker,
        String instead,
        String conceptPrompt,
        Calibration calibration,
        Texts texts,
        List<HookPoint> hooks) {
    /** Why methods that ask for something else cannot be tried; empty where they can. */
    Optional<String> unaskable() {
        return asks.isEmpty() ? Optional.of("Nothing can be asked for.") : Optional.empty();
    }

    /** What names the target; empty where it is more than one thing, or nothing can be asked for. */
    Optional<String> single() {
        return asks.isEmpty() || target.numbers().size() > 1 ? Optional.empty() : Optional.of(target.name());
    }

    /** The rows that the network makes knowing what is asked for: of two guidance branches the one with the condition. */
    Where told() {
        return hook.axis("branch") < 0 ? Where.everywhere() : Where.along("branch", 1, 1);
    }

    /** A choice's edits on the rows that the dictionary knows. */
    List<Intervention> edits(Choice choice) {
        return choice.interventions(hook.name()).stream()
                .map(e -> e.withWhere(e.where().and(rows)))
                .toList();
    }

    /** The same done to some features on these rows. */
    Intervention edit(Operation operation, int... features) {
        return Intervention.of(hook.name(), operation, features).withWhere(rows);
    }
}
