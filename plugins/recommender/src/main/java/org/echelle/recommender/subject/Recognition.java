package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.echelle.api.EchelleException;
import org.echelle.torch.Weights;

/** Looks at the parameter names of weights that nobody has named a kind for. */
final class Recognition {
    private Recognition() {}

    /** Whether the names are as wanted; false too for what cannot be read, since opening it will say why. */
    static boolean matches(Path weights, Predicate<Set<String>> names) {
        try {
            return names.test(Weights.read(weights).strip("module.").names());
        } catch (EchelleException e) {
            return false;
        }
    }
}
