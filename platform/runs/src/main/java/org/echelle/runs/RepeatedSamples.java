package org.echelle.runs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
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

    /** Writes how many were found into a hook point's folder, with the first pair. */
    void write(Path folder) {
        int[] heldOut = sides.heldOut().stream().toArray();
        int[] repeats = sketches.repeats(sides.heldOut(), sides.selection());
        int[] repeated =
                IntStream.range(0, heldOut.length).filter(i -> repeats[i] >= 0).toArray();
        boolean any = repeated.length > 0;
        RunFolder.writeJson(
                folder.resolve(FILE),
                new Found(
                        repeated.length,
                        heldOut.length,
                        any ? groups.id(heldOut[repeated[0]]) : "",
                        any ? groups.id(repeats[repeated[0]]) : ""));
    }

    /**
     * What was found.
     *
     * @param repeated how many of the {@code heldOut} samples
     * @param sample the first of them, empty where there is none
     * @param original the one whose rows it has
     */
    record Found(int repeated, int heldOut, String sample, String original) {}

    /** Removes what an earlier run found. */
    static void clear(Path folder) {
        RunFolder.delete(folder.resolve(FILE));
    }

    /** What was found at a hook point; empty where nobody looked. */
    static Optional<Found> read(Path folder) {
        return Optional.ofNullable(RunFolder.readJson(folder.resolve(FILE)))
                .map(found -> new Found(
                        found.path("repeated").asInt(),
                        found.path("heldOut").asInt(),
                        found.path("sample").asText(),
                        found.path("original").asText()));
    }
}
