package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.stream.Collectors;
import org.echelle.runs.RunException;

/** All methods, in the order in which results are told. */
public final class ErasureMethods {
    private static final List<ErasureMethod> ALL = List.of(
            new Saeuron(false),
            new Saeuron(true),
            new Itd(false),
            new Itd(true),
            new ConceptSteerers(),
            new Saedit(),
            new Gated(),
            new Ablate(),
            new ProjectOut(),
            new NegativeCondition(),
            new AskNothing(),
            new Swap(),
            new WeightEdit());

    private ErasureMethods() {}

    public static List<ErasureMethod> all() {
        return ALL;
    }

    /**
     * Some by their names, in the order in which they are named.
     *
     * @param names empty for all
     * @throws RunException when one of them is none
     */
    public static List<ErasureMethod> named(List<String> names) {
        return names.isEmpty() ? ALL : names.stream().map(ErasureMethods::named).toList();
    }

    private static ErasureMethod named(String name) {
        return ALL.stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RunException("There is no erasure method '" + name + "'; there are "
                        + ALL.stream().map(ErasureMethod::name).collect(Collectors.joining(", ")) + "."));
    }
}
