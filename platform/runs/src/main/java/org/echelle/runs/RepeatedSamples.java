package org.echelle.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.echelle.store.RowBlock;

/**
 * Held-out samples whose rows are those of a sample on the selection side: one picture twice in a folder, or a hook point in front of
 * which a sample's seed plays no part, as in a text encoder. A dictionary has been trained on such rows, whatever the split says, and
 * figures on them tell memory.
 */
final class RepeatedSamples {
    private static final String FILE = "repeated.json";

    private final SampleSketches sketches;
    private final SampleGroups groups;
    private final SplitSides sides;

    RepeatedSamples(SampleGroups groups, SplitSides sides, int width) {
        this.sketches = new SampleSketches(groups.samples(), width);
        this.groups = groups;
        this.sides = sides;
    }

    /** Takes the rows of a block. */
    void add(RowBlock block) {
        sketches.add(block);
    }

    /** Writes how many were found into a hook point's folder, with one pair. */
    void write(Path folder) {
        int[] heldOut = sides.heldOut().stream().toArray();
        int[] repeats = sketches.repeats(sides.heldOut(), sides.selection());
        Found found = new Found(0, heldOut.length, "", "");
        for (int i = heldOut.length - 1; i >= 0; i--) {
            if (repeats[i] >= 0) {
                found = new Found(found.repeated() + 1, heldOut.length, groups.id(heldOut[i]), groups.id(repeats[i]));
            }
        }
        RunFolder.writeJson(folder.resolve(FILE), found);
    }

    /** @param sample the first of them, and {@code original} whose rows it has */
    private record Found(int repeated, int heldOut, String sample, String original) {}

    /** Removes what an earlier run found. */
    static void clear(Path folder) {
        RunFolder.delete(folder.resolve(FILE));
    }

    /** What was found at a hook point; a sentence, none where there are no repeats or nobody looked. */
    static List<String> told(String hook, Path folder) {
        JsonNode found = RunFolder.readJson(folder.resolve(FILE));
        if (found == null || found.path("repeated").asInt() == 0) {
            return List.of();
        }
        return List.of(String.format(
                Locale.ROOT,
                "LEAK: at %s, the rows of %,d of the %,d held-out samples (such as %s) are those of a sample on the selection side"
                        + " (%s); held-out figures are too good. Keep one of each, or put repeats into one group (score.groups:"
                        + " FILE with the columns sample and group).",
                hook,
                found.path("repeated").asInt(),
                found.path("heldOut").asInt(),
                found.path("sample").asText(),
                found.path("original").asText()));
    }
}
