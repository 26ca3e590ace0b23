package org.echelle.nn.subject;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.echelle.api.EchelleException;
import org.echelle.torch.Weights;

/** Looks at the parameter names of weights that nobody has named a kind for. */
public final class Recognition {
    private Recognition() {}

    /**
     * Whether the names are as wanted; false too for what cannot be read, since opening it will say why.
     *
     * @param names are told without the prefixes
     * @param prefixes that training scripts put before all names, such as {@code "module."}
     */
    public static boolean matches(Path weights, Predicate<Set<String>> names, String... prefixes) {
        try {
            return names.test(Weights.read(weights).strip(prefixes).names());
        } catch (EchelleException e) {
            return false;
        }
    }
}
