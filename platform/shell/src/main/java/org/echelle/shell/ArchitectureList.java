package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import org.echelle.sae.TrainableKind;

/** Describes the architectures that can be trained, with their own settings. */
final class ArchitectureList {
    private ArchitectureList() {}

    static List<String> of(List<TrainableKind> kinds) {
        List<String> lines = new ArrayList<>();
        for (TrainableKind kind : kinds) {
            lines.add(kind.name() + (kind.usesK() ? "" : " (no k)"));
            lines.add("    " + kind.summary());
            for (TrainableKind.OwnSetting s : kind.settings()) {
                lines.add("    settings." + s.name() + " ("
                        + (s.words().isEmpty() ? "" : String.join("|", s.words()) + ", ") + "default "
                        + (s.fallback().isEmpty() ? "empty" : s.fallback()) + "): " + s.meaning());
            }
        }
        return lines;
    }
}
