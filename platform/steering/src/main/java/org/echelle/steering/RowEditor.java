package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.store.SparseRows;

/**
 * Edits the rows of one activation as an {@link Intervention} says; for the activations of one pass.
 *
 * <p>Only rows on which something changes are touched, so that all others keep their bits ({@code x + 0} would already turn -0 into
 * 0). Sums are taken in double precision and rounded once.
 */
final class RowEditor {
    private final HookPoint hook;
    private final Intervention intervention;
    private final Decoding decoding;
    private final Codes codes;
    /** {@code [feature]}: what is done to it, null for nothing. */
    private final Operation[] operations;

    private final int[] edited;
    /** Features whose codes are looked at. */
    private final int[] read;
    /** Whether a row on which none of these changes is left as it is. */
    private final boolean featuresAlone;

    private final FirstSizes sizes = new FirstSizes();

    RowEditor(HookPoint hook, Intervention intervention, Decoding decoding, Codes codes) {
        this.hook = hook;
        this.intervention = intervention;
        this.decoding = decoding;
        this.codes = codes;
        if (decoding.width() != hook.width()) {
            throw new SteeringException("The dictionary was made for rows of width " + decoding.width()
                    + ", but hook point " + hook.name() + " has width " + hook.width() + ".");
        }
        operations = new Operation[decoding.features()];
        for (FeatureEdit edit : intervention.edits()) {
            if (edit.feature() < 0 || edit.feature() >= operations.length) {
                throw new SteeringException("There is no feature " + edit.feature() + " at hook point " + hook.name()
                        + "; its dictionary has 0 to " + (operations.length - 1) + ".");
            }
            operations[edit.feature()] = edit.operation();
        }
        edited = IntStream.range(0, operations.length)
                .filter(j -> operations[j] != null)
                .toArray();
        IntStream gate = intervention.gate() instanceof Gate.FiringShare share
                ? Arrays.stream(share.features())
                : IntStream.empty();
        read = IntStream.concat(Arrays.stream(edited), gate).distinct().toArray();
        featuresAlone = intervention.pushes().isEmpty()
                && intervention.projection().isEmpty()
                && intervention.error() == ErrorTerm.KEPT;
        for (Push push : intervention.pushes()) {
            requireWidth(push.vector());
            push.reading().ifPresent(this::requireWidth);
        }
        intervention.projection().ifPresent(p -> Arrays.stream(p.basis())
                .forEach(q -> requireWidth(new float[q.length])));
        intervention.along().ifPresent(this::requireWidth);
    }

    private void requireWidth(float[] vector) {
        if (vector.length != hook.width()) {
            throw new SteeringException("A direction of length " + vector.length + " does not fit hook point "
                    + hook.name() + " of width " + hook.width() + ".");
        }
    }

    /**
     * Edits.
     *
     * @param rows {@code [R, d]}
     * @param host the same values; changed in place
     * @return whether anything changed
     */
    boolean edit(NDArray rows, float[] host, Sites sites, Map<String, Integer> stamps) {
        if (intervention.idle()) {
            return false;
        }
        codes.see(rows, host, stamps, read);
        boolean[] open = open(rows, host, sites, stamps);
        float[] view = intervention.error() == ErrorTerm.KEPT ? null : codes.reconstruction(rows);
        boolean changed = false;
        double[] delta = new double[hook.width()];
        float[] z = new float[operations.length];
        boolean everywhere = intervention.where() == Where.EVERYWHERE; // a row's place costs more than its edit
        for (int row = 0; row < sites.rows(); row++) {
            if (skipped(sites, row)
                    || !open[row / sites.positions()]
                    || (!everywhere && !intervention.where().holds(place(sites, row, stamps)))) {
                continue;
            }
            boolean moved = delta(row, row % sites.positions(), host, z, delta);
            if (!moved && view == null) {
                continue;
            }
            changed = true;
            write(host, row * hook.width(), view, delta);
        }
        return changed;
    }

    /** The row as it shall be: a loop for each case, without a question in it, which the JVM's compiler turns into vectors. */
    private void write(float[] host, int from, float[] view, double[] delta) {
        if (view == null) {
            for (int i = 0; i < delta.length; i++) {
                host[from + i] = (float) (host[from + i] + delta[i]);
            }
        } else if (intervention.error() == ErrorTerm.DROPPED) {
            for (int i = 0; i < delta.length; i++) {
                host[from + i] = (float) (view[from + i] + delta[i]);
            }
        } else {
            for (int i = 0; i < delta.length; i++) {
                host[from + i] = (float) (2.0 * view[from + i] - host[from + i] + delta[i]);
            }
        }
    }

    private boolean skipped(Sites sites, int row) {
        return dropped(sites, row) && !intervention.where().padding();
    }

    private static boolean dropped(Sites sites, int row) {
        return sites.dropped() != null && sites.dropped()[row];
    }

    private Where.Row place(Sites sites, int row, Map<String, Integer> stamps) {
        int[] at = new int[hook.axes().size()];
        for (int a = 0; a < at.length; a++) {
            Integer stamp = stamps.get(hook.axes().get(a).name());
            at[a] = stamp == null ? sites.coordinates()[a][row] : stamp;
        }
        return new Where.Row(hook, row / sites.positions(), row % sites.positions(), at, stamps);
    }

    /** The change of one row in raw units; false when there is none, and then {@code delta} may be as it was. */
    private boolean delta(int row, int position, float[] host, float[] z, double[] delta) {
        SparseRows all = codes.codes();
        for (int e = all.rowStart()[row]; e < all.rowStart()[row + 1]; e++) {
            z[all.feature()[e]] = all.value()[e];
        }
        boolean moved = false;
        boolean zeroed = !featuresAlone; // most rows have none of the features
        if (zeroed) {
            Arrays.fill(delta, 0);
        }
        double scale = codes.scales()[row];
        for (int j : edited) {
            double change = intervention.strength() * ((double) operations[j].apply(z[j], position) - z[j]);
            if (change != 0) {
                if (!zeroed) {
                    Arrays.fill(delta, 0);
                    zeroed = true;
                }
                decoding.add(j, change * scale, delta);
                moved = true;
            }
        }
        for (int e = all.rowStart()[row]; e < all.rowStart()[row + 1]; e++) {
            z[all.feature()[e]] = 0;
        }
        for (Push push : intervention.pushes()) {
            if (push.holds(position)) {
                push.add(host, row * delta.length, intervention.strength(), delta);
                moved = true;
            }
        }
        if (intervention.projection().isPresent()) {
            intervention.projection().get().add(host, row * delta.length, intervention.strength(), delta);
            moved = true;
        }
        if (moved && intervention.along().isPresent()) {
            turn(delta, intervention.along().get());
        }
        return moved;
    }

    private static void turn(double[] delta, float[] unit) {
        double squares = 0;
        for (double d : delta) {
            squares += d * d;
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = norm * unit[i];
        }
    }

    private boolean[] open(NDArray rows, float[] host, Sites sites, Map<String, Integer> stamps) {
        boolean[] open = new boolean[sites.samples()];
        Arrays.fill(open, true);
        if (intervention.gate() instanceof Gate.FiringShare share) {
            double[] shares = firingShares(codes.codes(), share.features(), sites);
            for (int s = 0; s < open.length; s++) {
                open[s] = shares[s] > share.threshold();
            }
        } else if (intervention.gate() instanceof Gate.Change change) {
            double[] means = changes(rows, host, sites, row -> true);
            for (int s = 0; s < open.length; s++) {
                open[s] = means[s] >= change.threshold();
            }
        } else if (intervention.gate() instanceof Gate.FirstChange change) {
            double[] means = sizes.of(sites.samples(), () -> changes(rows, host, sites, editable(sites, stamps)));
            for (int s = 0; s < open.length; s++) {
                open[s] = means[s] >= change.threshold();
            }
        }
        return open;
    }

    /** For each sample, the share of its rows on which any of the features fires. */
    static double[] firingShares(SparseRows codes, int[] features, Sites sites) {
        java.util.BitSet wanted = new java.util.BitSet();
        for (int j : features) {
            wanted.set(j);
        }
        double[] fired = new double[sites.samples()];
        int[] rows = new int[sites.samples()];
        for (int row = 0; row < sites.rows(); row++) {
            if (dropped(sites, row)) {
                continue;
            }
            int s = row / sites.positions();
            rows[s]++;
            for (int e = codes.rowStart()[row]; e < codes.rowStart()[row + 1]; e++) {
                if (wanted.get(codes.feature()[e])) {
                    fired[s]++;
                    break;
                }
            }
        }
        for (int s = 0; s < fired.length; s++) {
            fired[s] /= Math.max(1, rows[s]);
        }
        return fired;
    }

    private IntPredicate editable(Sites sites, Map<String, Integer> stamps) {
        return row -> intervention.where().holds(place(sites, row, stamps));
    }

    /** What the gate would compare, of rows not seen yet; NaN for samples that it cannot judge by these rows alone. */
    double[] measure(NDArray rows, float[] host, Sites sites, Map<String, Integer> stamps) {
        codes.see(rows, host, stamps, read);
        if (intervention.gate() instanceof Gate.FirstChange) {
            return changes(rows, host, sites, editable(sites, stamps));
        }
        double[] all = changes(rows, host, sites, row -> true);
        return Arrays.stream(all).map(c -> Double.isNaN(c) ? 0 : c).toArray();
    }

    /** For each sample, the mean over counted rows and width of {@code (decode(z') - x)^2}; NaN where no row counts. */
    private double[] changes(NDArray rows, float[] host, Sites sites, IntPredicate counted) {
        float[] view = codes.reconstruction(rows);
        double[] delta = new double[hook.width()];
        float[] z = new float[operations.length];
        double[] sum = new double[sites.samples()];
        int[] count = new int[sites.samples()];
        for (int row = 0; row < sites.rows(); row++) {
            if (skipped(sites, row) || !counted.test(row)) {
                continue;
            }
            if (!delta(row, row % sites.positions(), host, z, delta)) {
                Arrays.fill(delta, 0); // it still holds another row's
            }
            int s = row / sites.positions();
            for (int i = 0; i < delta.length; i++) {
                double d = view[row * delta.length + i] + delta[i] - host[row * delta.length + i];
                sum[s] += d * d;
            }
            count[s] += delta.length;
        }
        for (int s = 0; s < sum.length; s++) {
            sum[s] = count[s] == 0 ? Double.NaN : sum[s] / count[s];
        }
        return sum;
    }
}
