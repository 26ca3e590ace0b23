package org.echelle.runs.brush;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.echelle.api.HookPoint;
import org.echelle.steering.Where;

/** Which places a brush really met, learned while it painted: masks, ranges and timesteps may name some that never come. */
final class Painted implements Where {
    private final Where wanted;
    private final int rows;
    private final int columns;
    private final Set<Integer> cells = new ConcurrentSkipListSet<>();
    private boolean unplaced;

    Painted(HookPoint hook, Where wanted) {
        this.wanted = wanted;
        rows = size(hook, "y");
        columns = size(hook, "x");
    }

    private static int size(HookPoint hook, String axis) {
        return hook.axis(axis) < 0 ? 0 : hook.axes().get(hook.axis(axis)).size();
    }

    @Override
    public boolean holds(Row row) {
        boolean held = wanted.holds(row);
        if (held && placed(row)) {
            cells.add(row.along("y") * columns + row.along("x"));
        } else if (held) {
            unplaced = true;
        }
        return held;
    }

    private boolean placed(Row row) {
        return rows > 0 && columns > 0 && row.along("y") >= 0 && row.along("x") >= 0;
    }

    /** Whether anything was painted. */
    boolean any() {
        return unplaced || !cells.isEmpty();
    }

    /** Whether there is a region: cells, and nothing painted beside the grid, which could reach everywhere. */
    boolean region() {
        return !cells.isEmpty() && !unplaced;
    }

    /** Whether a pixel lies in a painted cell. */
    boolean inside(int y, int x, int height, int width) {
        return cells.contains(y * rows / height * columns + x * columns / width);
    }

    /** In words. */
    String words() {
        if (!region()) {
            return cells.isEmpty()
                    ? "rows without a place"
                    : cells.size() + " of " + rows * columns + " cells, and rows without a place";
        }
        return cells.size() + " of " + rows * columns + " cells of the grid of " + rows + " x " + columns;
    }
}
