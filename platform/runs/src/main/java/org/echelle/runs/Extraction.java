package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.torch.Nearest;

/**
 * Runs a subject over samples and hands out activation rows with their coordinates; the pass ends at the last wanted hook point.
 *
 * <p>Cost over the bare forward pass: one copy of each wanted activation to the host, and one more where rows are left out.
 */
final class Extraction {
    private final Subject subject;
    private final List<HookPoint> hooks;
    private final ExtractOptions options;
    private final RowChoice choice;
    private final RowFilter filter;
    /** Of each hook point that is a view of another; open for others. */
    private final List<RowFilter> views;

    Extraction(Subject subject, List<HookPoint> hooks, ExtractOptions options, long seed) {
        this.subject = subject;
        this.hooks = List.copyOf(hooks);
        this.options = options;
        this.choice = new RowChoice(options.rows(), options.rowsPerSample(), seed);
        this.filter = new RowFilter(options.where(), this.hooks);
        this.views = this.hooks.stream().map(HookView::filter).toList();
    }

    /** Finds hook points by name; an unknown one is answered with those that exist. */
    static List<HookPoint> find(Subject subject, List<String> names) {
        List<HookPoint> all = subject.hookPoints();
        if (names.isEmpty()) {
            return List.of(middle(all));
        }
        List<String> known = all.stream().map(HookPoint::name).toList();
        List<HookPoint> found = new ArrayList<>();
        for (String name : names) {
            Optional<HookPoint> asked = HookView.find(all, name);
            if (asked.isEmpty()) {
                throw new RunException("This subject has no hook point '" + name + "'"
                        + Nearest.question(HookView.base(name), known) + " It has: "
                        + String.join(", ", known) + ".");
            }
            if (!found.contains(asked.get())) {
                HookView.filter(asked.get()); // says here what is wrong with it
                found.add(asked.get());
            }
        }
        return found;
    }

    /** The hook point two thirds down the subject: late enough for concepts, early enough to keep places apart. */
    private static HookPoint middle(List<HookPoint> all) {
        List<HookPoint> blocks =
                all.stream().filter(h -> h.description().startsWith("residual")).toList();
        List<HookPoint> among = blocks.isEmpty() ? all : blocks;
        return among.get(Math.min(among.size() - 1, among.size() * 2 / 3));
    }

    /**
     * Extracts.
     *
     * @param batches where inputs come from
     * @param order the samples to use, in order
     * @param sink takes the rows, sample by sample in that order
     * @param parent owns what the passes make, batch by batch
     * @param progress is asked before every batch whether to go on
     * @return number of samples that gave rows
     */
    long run(Batches batches, int[] order, RowSink sink, NDManager parent, Progress progress) {
        long samples = 0;
        long[] rows = new long[1];
        long begun = System.nanoTime();
        try (Prefetch prefetch = new Prefetch(batches, order, options.batch(), parent)) {
            while (true) {
                progress.check();
                try (Batch batch = prefetch.next()) {
                    if (batch == null) {
                        return samples;
                    }
                    boolean first = samples == 0;
                    pass(batch, (hook, values, n, coordinates) -> {
                        rows[0] += n;
                        sink.rows(hook, values, n, coordinates);
                    });
                    if (first) {
                        verify();
                    }
                    samples += batch.samples().length;
                    double seconds = (System.nanoTime() - begun) * 1e-9;
                    progress.advance(samples, Quantity.count(Math.round(rows[0] / seconds)) + " rows/s");
                }
            }
        }
    }

    /** One forward pass. */
    void pass(Batch batch, RowSink sink) {
        Map<Integer, StampedRows> stamped = new TreeMap<>();
        RecordingTap tap = new RecordingTap(hooks, this::keeps, (hook, values, stamps) -> {
            RowSink to = stamps.isEmpty()
                    ? sink
                    : (at, rows, n, coordinates) -> stamped.computeIfAbsent(at, h -> new StampedRows(hooks.get(h)))
                            .add(rows, n, coordinates);
            emit(batch, hook, values, stamps, to);
        });
        try {
            subject.forward(batch.inputs(), tap);
        } catch (ForwardComplete e) {
            return; // every wanted activation was seen
        }
        if (!tap.complete()) {
            throw new RunException("The subject's forward pass never met hook point " + tap.missing()
                    + ": this is a defect of the plugin.");
        }
        stamped.forEach((hook, rows) -> rows.drain(hook, batch.samples(), (at, values, n, coordinates) -> {
            int[] kept = choice.drawn(coordinates);
            if (kept == null) {
                sink.rows(at, values, n, coordinates);
            } else {
                gathered(at, values, kept, coordinates, sink);
            }
        }));
    }

    /**
     * Checks against the places that were met so far.
     *
     * @throws RunException when an entry of extract.where, or of a hook point's filter, held no row
     */
    void verify() {
        filter.verify();
        views.forEach(RowFilter::verify);
    }

    private boolean keeps(int hook, Map<String, Integer> stamps) {
        return filter.holds(stamps) && views.get(hook).holds(stamps);
    }

    private void emit(Batch batch, int index, ByteBuffer bytes, Map<String, Integer> stamps, RowSink sink) {
        HookPoint hook = hooks.get(index);
        Sites sites = subject.sites(HookView.base(hook), batch.inputs());
        FloatBuffer values = bytes.asFloatBuffer();
        int total = sites.rows();
        if (sites.samples() != batch.samples().length || (long) total * hook.width() != values.remaining()) {
            throw new RunException("The plugin says that hook point " + hook.name() + " has " + total + " rows of "
                    + hook.width() + " for " + batch.samples().length + " samples, but its activation holds "
                    + values.remaining() + " values: this is a defect of the plugin.");
        }
        int[][] coordinates = new int[1 + hook.axes().size()][];
        coordinates[0] = new int[total];
        for (int s = 0; s < sites.samples(); s++) {
            Arrays.fill(coordinates[0], s * sites.positions(), (s + 1) * sites.positions(), batch.samples()[s]);
        }
        for (int axis = 0; axis < hook.axes().size(); axis++) {
            Integer stamp = stamps.get(hook.axes().get(axis).name());
            coordinates[1 + axis] = stamp == null ? sites.coordinates()[axis] : filled(total, stamp);
        }
        RowFilter view = views.get(index);
        BitSet among = filter.open() && view.open() ? null : filter.rows(hook, coordinates);
        if (among != null) {
            among.and(view.rows(hook, coordinates));
        }
        int[] kept = choice.kept(sites, coordinates, batch.samples(), among, stamps.isEmpty());
        if (kept == null) {
            sink.rows(index, values, total, coordinates);
        } else {
            gathered(index, values, kept, coordinates, sink);
        }
    }

    private void gathered(int index, FloatBuffer values, int[] kept, int[][] coordinates, RowSink sink) {
        if (kept.length > 0) {
            int width = hooks.get(index).width();
            sink.rows(index, RowChoice.gather(values, kept, width), kept.length, RowChoice.gather(coordinates, kept));
        }
    }

    private static int[] filled(int n, int value) {
        int[] column = new int[n];
        Arrays.fill(column, value);
        return column;
    }
}
