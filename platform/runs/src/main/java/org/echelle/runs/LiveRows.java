package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/**
 * Activation rows straight from the subject, pass by pass, without a store on disk.
 *
 * <p>A shuffled pass visits the samples in random order and permutes rows within a buffer, so rows of one picture do not follow
 * each other. Each pass runs the subject again: no disk, more time.
 */
final class LiveRows implements RowSource {
    private final Subject subject;
    private final HookPoint hook;
    private final Batches batches;
    private final int[] samples;
    private final ExtractOptions options;
    private final long seed;
    private final NDManager manager;

    LiveRows(
            Subject subject,
            HookPoint hook,
            Batches batches,
            int[] samples,
            ExtractOptions options,
            long seed,
            NDManager manager) {
        this.subject = subject;
        this.hook = hook;
        this.batches = batches;
        this.samples = samples;
        this.options = options;
        this.seed = seed;
        this.manager = manager;
    }

    @Override
    public int width() {
        return hook.width();
    }

    @Override
    public long rows() {
        return -1;
    }

    @Override
    public List<String> axes() {
        List<String> names = new ArrayList<>(List.of("sample"));
        hook.axes().stream().map(Axis::name).forEach(names::add);
        return names;
    }

    @Override
    public RowReader read(ReadOrder order, long skipRows) {
        int[] visit = samples.clone();
        if (order.shuffled()) {
            SplittableRandom random = new SplittableRandom(order.seed());
            for (int i = visit.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = visit[i];
                visit[i] = visit[j];
                visit[j] = swap;
            }
        }
        Extraction extraction = new Extraction(subject, List.of(hook), options, seed);
        return new LiveReader(extraction, batches, visit, order, skipRows, hook, manager);
    }

    @Override
    public String fingerprint() {
        return Keys.of(subject.fingerprint(), batches.fingerprint(), hook.name(), options, samples.length, seed);
    }

    @Override
    public String describe() {
        return samples.length + " samples through the subject, rows of " + hook.width() + " at " + hook.name();
    }

    @Override
    public RowSource where(IntPredicate sample) {
        return new LiveRows(
                subject, hook, batches, IntStream.of(samples).filter(sample).toArray(), options, seed, manager);
    }
}
