package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.echelle.api.EchelleException;
import org.echelle.recommender.RecommenderException;
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

    /**
     * Checks that weights have the names that all of their kind have.
     *
     * @param file for the message
     * @param kind for the message, such as {@code "SASRec"}
     * @throws RecommenderException when one is missing
     */
    static void require(Weights weights, Set<String> names, Path file, String kind) {
        for (String name : names) {
            if (!weights.names().contains(name)) {
                throw new RecommenderException("The weights " + file + " have no " + name + ", which every " + kind
                        + " has; check file and kind.");
            }
        }
    }

    /**
     * How many layers weights have.
     *
     * @param name a name that each layer has, from its number
     */
    static int layers(Weights weights, IntFunction<String> name) {
        int layers = 0;
        while (weights.names().contains(name.apply(layers))) {
            layers++;
        }
        return layers;
    }

    /** @throws RecommenderException when a width cannot be cut into as many heads */
    static void requireHeads(long width, int heads) {
        if (heads < 1 || width % heads != 0) {
            throw new RecommenderException(
                    "A width of " + width + " cannot be cut into " + heads + " heads; correct subject.heads.");
        }
    }
}
