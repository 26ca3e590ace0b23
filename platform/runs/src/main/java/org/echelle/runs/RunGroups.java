package org.echelle.runs;

import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.Progress;

/** What the samples of a run come in: patients, studies, protein clusters, and on which side of the split each of them is. */
public final class RunGroups {
    /** Of a key that stands for a name which may be a person's. */
    private static final int KEY_DIGITS = 12;

    private final SampleGroups groups;
    private final SplitSides sides;
    private final boolean named;

    private RunGroups(SampleGroups groups, SplitSides sides, boolean named) {
        this.groups = groups;
        this.sides = sides;
        this.named = named;
    }

    /** The groups of a run's samples; empty when nobody knows any, or each sample is one by itself. */
    public static Optional<RunGroups> of(OpenedDomain opened) {
        int limit = opened.config().extract().limit();
        int count = limit == 0
                ? opened.samples().size()
                : Math.min(limit, opened.samples().size());
        ScoringOptions score = opened.config().score();
        SampleGroups groups = SampleGroups.of(opened.samples(), count, score, Progress.SILENT);
        boolean alone = groups.kind().isEmpty()
                || IntStream.range(0, count).allMatch(i -> groups.of(i).equals(groups.id(i)));
        return alone
                ? Optional.empty()
                : Optional.of(new RunGroups(
                        groups,
                        SplitSides.of(groups, score, opened.config().seed()),
                        score.groups().isEmpty()));
    }

    /** What they are, in a word such as {@code patient}. */
    public String kind() {
        return groups.kind();
    }

    /** Samples that belong to a group: the first of the source. */
    public int samples() {
        return groups.samples();
    }

    /** A sample's group: by the name that the sample source gives, or by a key where a user's table names it, perhaps after a person. */
    public String of(int sample) {
        String name = groups.of(sample);
        return named ? name : Keys.of(name).substring(0, KEY_DIGITS);
    }

    /** Whether a sample is on the held-out side. */
    public boolean heldOut(int sample) {
        return sides.heldOut().get(sample);
    }
}
