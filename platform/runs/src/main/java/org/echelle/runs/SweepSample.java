package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.echelle.api.Progress;
import org.echelle.store.HoldOut;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/**
 * The rows that a sweep trains on, and those on which its dictionaries are measured, which are read once and kept in memory.
 *
 * @param training what is trained on
 * @param measured rows in memory
 * @param heldOut whether those are not among {@code training}
 * @param notes for the user
 */
record SweepSample(RowSource training, RowSource measured, boolean heldOut, List<String> notes) {
    private static final int MOST_ROWS = 20_000;
    private static final long MOST_BYTES = 256L << 20;
    private static final int BLOCK = 1024;

    /**
     * @param share of the samples that are held out; 0 trains on all and measures on some of them
     * @param groups of the samples, which are not divided then
     */
    static SweepSample of(RowSource rows, double share, Optional<StoreGroups> groups, Progress progress) {
        if (!(share >= 0 && share < 1)) {
            throw new RunException(
                    "--hold-out is " + share + "; give a share of the samples from 0 to below 1, such as 0.1.");
        }
        List<String> notes = new ArrayList<>();
        if (share > 0) {
            if (groups.isEmpty()) {
                notes.add(
                        "No groups are known for these rows, so each sample counts as independent. If several come from one"
                                + " patient, protein cluster, user or prompt, held-out figures are too good: name the groups with --groups"
                                + " FILE, a heading and a line for each row.");
            }
            HoldOut side = new HoldOut(share, 0);
            IntPredicate heldOut = groups.<IntPredicate>map(g -> sample -> g.holdsOut(sample, share))
                    .orElse(side.heldOut());
            RowSource kept = rows.where(heldOut.negate());
            RowSource measured = some(rows.where(heldOut), progress);
            if (measured.rows() > 0 && kept.rows() != 0) {
                return new SweepSample(kept, measured, true, notes);
            }
            notes.add(
                    "There are too few samples to hold any out, so the dictionaries are trained on all rows and measured on"
                            + " some of them.");
        }
        return new SweepSample(rows, some(rows, progress), false, notes);
    }

    private static RowSource some(RowSource rows, Progress progress) {
        int most = (int) Math.max(1, Math.min(MOST_ROWS, MOST_BYTES / (4L * rows.width())));
        KeptRows out = new KeptRows(rows);
        RowBlock block = RowBlock.allocate(BLOCK, rows);
        progress.begin("choose rows to measure on", -1, "rows"); // how many fall on this side shows while reading
        try (RowReader reader = rows.read(ReadOrder.shuffled(0, 1 << 18))) {
            while (out.rows() < most && reader.read(block) > 0) {
                progress.check();
                for (int r = 0; r < block.rows() && out.rows() < most; r++) {
                    out.keep(block, r);
                }
                progress.advance(out.rows(), "");
            }
        }
        return out;
    }
}
