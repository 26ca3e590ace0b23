package org.echelle.sae;

import java.util.List;
import java.util.ServiceLoader;
import org.echelle.torch.Nearest;

/**
 * The kinds of dictionary that are known. This package says what an architecture is and knows none: those packages that have some
 * list them in a {@link Source}, which is found by its line in {@code META-INF/services}.
 */
public final class Architectures {
    /** Some architectures. Public, with a constructor without arguments, and named in {@code META-INF/services}. */
    public interface Source {
        /** In the order in which people are to see them. */
        List<Architecture> architectures();
    }

    /** Read when first asked for, so that a source may use this package. */
    private static final class Known {
        static final List<Architecture> ALL = ServiceLoader.load(Source.class, Source.class.getClassLoader()).stream()
                .flatMap(source -> source.get().architectures().stream())
                .toList();
    }

    private static List<Architecture> all() {
        return Known.ALL;
    }

    private Architectures() {}

    /**
     * The architecture of a name.
     *
     * @throws SaeException if there is none
     */
    public static Architecture named(String name) {
        for (Architecture a : all()) {
            if (a.name().equals(name)) {
                return a;
            }
        }
        throw new SaeException("There is no architecture \"" + name + "\"; known are "
                + String.join(", ", all().stream().map(Architecture::name).toList()) + ".");
    }

    /**
     * The trainable architecture of a name.
     *
     * @throws SaeException if there is none, or it is not trained
     */
    public static TrainableArchitecture trainable(String name) {
        if (all().stream().noneMatch(a -> a.name().equals(name))) {
            throw new SaeException("There is no architecture \"" + name + "\" that is trained"
                    + Nearest.question(name, trainable()) + " Trainable are " + String.join(", ", trainable()) + ".");
        }
        if (named(name) instanceof TrainableArchitecture trainable) {
            return trainable;
        }
        throw new SaeException("The architecture " + name
                + " is a baseline and is not trained: a run measures it beside its"
                + " dictionary where score.baselines names it. Trainable are " + String.join(", ", trainable()) + ".");
    }

    /** Names of those that can be trained. */
    public static List<String> trainable() {
        return all().stream()
                .filter(a -> a instanceof TrainableArchitecture)
                .map(Architecture::name)
                .toList();
    }

    /** Names of those that know rows of several parts. */
    static List<String> takingParts() {
        return trainable().stream().filter(name -> trainable(name).takesParts()).toList();
    }
}
