package org.echelle.runs;

import java.util.List;
import org.echelle.analysis.Stability;

/**
 * What a sweep found.
 *
 * @param rows what it trained on, one line
 * @param measuredRows rows on which finished dictionaries were measured
 * @param heldOut whether those were held out from training
 * @param members in the order of the sweep
 * @param groups members that differ in their seed alone, where there are at least two
 * @param notes for the reader, a sentence each
 */
public record SweepOutcome(
        String rows, long measuredRows, boolean heldOut, List<Member> members, List<Group> groups, List<String> notes) {
    public SweepOutcome {
        members = List.copyOf(members);
        groups = List.copyOf(groups);
        notes = List.copyOf(notes);
    }

    /**
     * A dictionary; its figures are NaN where it failed.
     *
     * @param name of its folder
     * @param group what it shares with those that differ in their seed alone
     * @param architecture its kind
     * @param features n
     * @param k features a row; 0 where that means nothing
     * @param seed of its weights
     * @param l0 measured features a row
     * @param fvu measured fraction of variance unexplained
     * @param deadShare share of features that fired on none of the measured rows
     * @param denseShare share that fired on more than a tenth of them
     * @param loss at the end of training
     * @param rowsPerSecond of the stream, all dictionaries together
     * @param front whether no other has both a smaller L0 and a smaller FVU
     * @param failure why it ended early; empty if it did not
     */
    public record Member(
            String name,
            String group,
            String architecture,
            int features,
            int k,
            long seed,
            double l0,
            double fvu,
            double deadShare,
            double denseShare,
            double loss,
            double rowsPerSecond,
            boolean front,
            String failure) {
        /** Whether it was trained to the end and measured. */
        public boolean finished() {
            return failure.isEmpty();
        }

        /** Whether this one is no worse in both L0 and FVU and better in one. */
        boolean beats(Member other) {
            return finished() && l0 <= other.l0 && fvu <= other.fvu && (l0 < other.l0 || fvu < other.fvu);
        }

        Member onFront(boolean is) {
            return new Member(
                    name,
                    group,
                    architecture,
                    features,
                    k,
                    seed,
                    l0,
                    fvu,
                    deadShare,
                    denseShare,
                    loss,
                    rowsPerSecond,
                    is,
                    failure);
        }
    }

    /**
     * How alike dictionaries are that differ in their seed alone.
     *
     * @param name what they share
     */
    public record Group(String name, Stability.Summary stability) {}

    /** What the figures were measured on, as a sentence. */
    public String measured() {
        return String.format(
                java.util.Locale.ROOT,
                heldOut
                        ? "L0, FVU, dead and dense are measured with the finished dictionaries on %,d rows that were held out"
                                + " from training."
                        : "L0, FVU, dead and dense are measured with the finished dictionaries on a sample of %,d of the rows"
                                + " that they were trained on.",
                measuredRows);
    }

    /** The members with those marked that no other beats in both L0 and FVU; one that explains nothing (FVU from 1 on) is none of them. */
    static List<Member> marked(List<Member> members) {
        return members.stream()
                .map(m -> m.onFront(
                        m.finished() && m.fvu() < 1 && members.stream().noneMatch(o -> o.beats(m))))
                .toList();
    }
}
