package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.geometry.Cooccurrence;
import org.echelle.analysis.outliers.UnlikelyCodes;
import org.echelle.analysis.reconstruction.DarkMatter;
import org.echelle.analysis.reconstruction.PublishedVariance;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.runs.evaluation.Chapters;
import org.echelle.runs.evaluation.Downstream;
import org.echelle.runs.evaluation.Evaluated;
import org.echelle.runs.evaluation.Materials;
import org.echelle.runs.evaluation.Side;
import org.echelle.sae.Dictionary;
import org.echelle.sae.time.Timesteps;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.store.SparseRows;
import org.echelle.torch.Nearest;

/**
 * Draws samples of both sides of a run, streams their rows once, and has the chapters written. Memory grows with the drawn samples and
 * not with the run: n, d, and how many are drawn decide it.
 */
final class HookEvaluation {
    private static final int BLOCK = 2048;
    /** Rows behind the regression of the error, which costs d² a row, and behind the scores of single rows. */
    private static final int DARK_ROWS = 60_000;

    private static final int SCORED_ROWS = 10_000;
    private static final int MOST_TOGETHER = 4096;
    private static final int MOST_PROBED = 40;
    private static final int DOWNSTREAM_SAMPLES = 500;
    private static final int LEAST = 20;
    /** Percentile intervals over fewer groups are known to be too narrow. */
    private static final int FEW_GROUPS = 20;

    private final OpenedDomain opened;
    private final HookPoint hook;
    private final RowSource rows;
    private final SampleGroups groups;
    private final SplitSides sides;
    private final Dictionary dictionary;
    private final Evaluation whole;
    private final EvaluationRequest request;
    private final Progress progress;

    HookEvaluation(
            OpenedDomain opened,
            HookPoint hook,
            RowSource rows,
            SampleGroups groups,
            SplitSides sides,
            Dictionary dictionary,
            Evaluation whole,
            EvaluationRequest request,
            Progress progress) {
        this.opened = opened;
        this.hook = hook;
        this.rows = rows;
        this.groups = groups;
        this.sides = sides;
        this.dictionary = dictionary;
        this.whole = whole;
        this.request = request;
        this.progress = progress;
    }

    /** Takes the rows of a block: {@code x} and {@code y} are {@code [rows, d]}. */
    private interface BlockTaker {
        void take(float[] x, float[] y, SparseRows codes, int[][] where);
    }

    Evaluated run() {
        long seed = opened.config().seed();
        BitSet selection = drawn(sides.selection(), request.samples(), seed);
        BitSet heldOut = drawn(sides.heldOut(), request.samples(), seed + 1);
        int n = dictionary.features();
        int d = hook.width();
        boolean tokens = classTokens(selection);
        int[] together = mostActive(n);
        int[] place = new int[n];
        Arrays.fill(place, -1);
        IntStream.range(0, together.length).forEach(i -> place[together[i]] = i);
        Cooccurrence counts = new Cooccurrence(together.length);
        GroupBootstrap bootstrap =
                new GroupBootstrap(Math.max(100, opened.config().score().bootstrap()), 0.95, seed);
        DarkMatter dark = new DarkMatter(d, bootstrap);
        PublishedVariance published = new PublishedVariance(d);
        UnlikelyCodes reference = new UnlikelyCodes(n);
        RowScores scores = new RowScores(reference, groups, n, d, SCORED_ROWS, seed);
        progress.begin("evaluate " + hook.name(), (long) selection.cardinality() + heldOut.cardinality(), "samples");
        long[] done = new long[1];
        long[] fitted = new long[2];
        SideBuilder first = new SideBuilder(opened, hook, groups, n, tokens);
        SampleRows assembler = new SampleRows(d, hook.axes().size(), (sample, x, codes, where) -> {
            first.add(sample, x, codes, where);
            progress.advance(++done[0], "selection side");
        });
        int darkShare = share(selection.cardinality());
        double[] sum = new double[d];
        long[] summed = new long[1];
        int[] firstBlocks = new int[1];
        int[] secondBlocks = new int[1];
        blocks(selection::get, (x, y, codes, where) -> {
            for (int i = 0; i < codes.rows() * d; i++) {
                sum[i % d] += x[i];
            }
            summed[0] += codes.rows();
            assembler.add(x, codes, where);
            reference.learn(codes(codes));
            if (firstBlocks[0]++ % blockShare(selection.cardinality(), 2) == 0) {
                scores.keep(codes, x, y, where[0]);
            }
            fitted[0] += dark(x, y, codes.rows(), darkShare, (sx, sy, count) -> dark.fit(sx, sy, count));
        });
        assembler.flush();
        scores.settle();
        SideBuilder second = new SideBuilder(opened, hook, groups, n, tokens);
        int[] active = new int[together.length];
        boolean[] fires = new boolean[together.length];
        SampleRows held = new SampleRows(d, hook.axes().size(), (sample, x, codes, where) -> {
            second.add(sample, x, codes, where);
            counts.add(active, active(codes, place, active, fires));
            progress.advance(++done[0], "held out");
        });
        int heldShare = share(heldOut.cardinality());
        SplittableRandom random = new SplittableRandom(seed);
        blocks(heldOut::get, (x, y, codes, where) -> {
            held.add(x, codes, where);
            published.add(x, y, codes.rows());
            fitted[1] += dark(
                    x,
                    y,
                    codes.rows(),
                    heldShare,
                    (sx, sy, count) -> dark.measure(sx, sy, count, row -> groups.of(where[0][row * heldShare])));
            if (secondBlocks[0]++ % blockShare(heldOut.cardinality(), 1) == 0
                    && scores.heldOut(codes, x, y, where[0])) {
                float[] shuffled = shuffled(x, codes.rows(), d, random);
                encoded(shuffled, codes.rows(), where, (sx, sy, sc) -> scores.shuffled(sc, sx, sy, where[0]));
            }
        });
        held.flush();
        Side selectionSide = first.build();
        Side heldSide = second.build();
        List<Concept> concepts = opened.concepts();
        Materials materials = new Materials(
                selectionSide,
                heldSide,
                dictionary.atoms().toFloats(),
                concepts,
                probed(concepts, selectionSide, heldSide),
                planted(),
                whole.reconstruction(),
                whole.reconstructionIntervals(),
                whole.density(),
                whole.densityIntervals(),
                published,
                dark,
                counts,
                together,
                scores.all(),
                downstream(heldSide, sum, summed[0]),
                bootstrap);
        return new Evaluated(hook.name(), basis(selectionSide, heldSide), Chapters.of(materials, title -> {
            progress.check();
            progress.advance(done[0], title);
        }));
    }

    private Downstream downstream(Side held, double[] sum, long count) {
        if (HookView.is(hook)) {
            return Downstream.undefined("a view's dictionary reads some rows of its hook point only");
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / Math.max(1, count));
        }
        progress.note(
                "evaluate " + hook.name() + ": the subject runs with reconstructions in place of its activations.");
        return new DownstreamPass(opened, hook, groups, dictionary, mean, progress)
                .run(Arrays.copyOf(held.samples(), Math.min(DOWNSTREAM_SAMPLES, held.samples().length)));
    }

    private String basis(Side selection, Side heldOut) {
        long count = Arrays.stream(heldOut.groups()).distinct().count();
        return String.format(
                Locale.ROOT,
                "%,d of %,d samples of the selection side, on which everything is chosen and fitted, and %,d of %,d held-out samples, on which it is"
                        + " measured; drawn at random with seed %d, whole groups on one side. Intervals: 95 %%, bootstrap over %,d held-out groups%s.",
                selection.samples().length,
                sides.selection().cardinality(),
                heldOut.samples().length,
                sides.heldOut().cardinality(),
                opened.config().seed(),
                count,
                count < FEW_GROUPS ? " (so few that intervals are too narrow)" : "");
    }

    static BitSet drawn(BitSet side, int most, long seed) {
        int[] all = side.stream().toArray();
        SplittableRandom random = new SplittableRandom(seed);
        BitSet chosen = new BitSet();
        for (int i = 0; i < Math.min(most, all.length); i++) {
            int j = i + random.nextInt(all.length - i);
            int t = all[i];
            all[i] = all[j];
            all[j] = t;
            chosen.set(all[i]);
        }
        return chosen;
    }

    /** Whether the first drawn sample has a class token among its rows. */
    private boolean classTokens(BitSet drawn) {
        int sample = drawn.nextSetBit(0);
        boolean[] found = new boolean[1];
        RowSource one = rows.where(s -> s == sample);
        RowBlock block = RowBlock.allocate(256, one);
        try (RowReader reader = one.read(ReadOrder.sequential())) {
            while (!found[0] && reader.read(block) > 0) {
                int[][] where = new int[block.coordinates().length - 1][];
                for (int a = 0; a < where.length; a++) {
                    where[a] = Arrays.copyOf(block.coordinates()[a + 1], block.rows());
                }
                found[0] = SideBuilder.classRow(where) >= 0;
            }
        }
        return found[0];
    }

    private int[] mostActive(int n) {
        long[] firings = whole.firings();
        return IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> Long.compare(firings[b], firings[a]))
                .limit(MOST_TOGETHER)
                .mapToInt(j -> j)
                .sorted()
                .toArray();
    }

    /** One row of how many goes into the regression, so that all samples take part and rows stay below a bound. */
    private int share(int samples) {
        return (int) Math.max(1, rowsOf(samples) / DARK_ROWS);
    }

    private long rowsOf(int samples) {
        return samples
                * hook.axes().stream().mapToLong(a -> Math.max(1, a.size())).reduce(1, (a, b) -> a * b);
    }

    /** One block of how many gives rows to be scored, so that these come from everywhere; {@code times} as many are wanted. */
    private int blockShare(int samples, int times) {
        return (int) Math.max(1, rowsOf(samples) / ((long) times * SCORED_ROWS + BLOCK));
    }

    private interface DarkTaker {
        void take(float[] x, float[] y, int count);
    }

    private int dark(float[] x, float[] y, int count, int share, DarkTaker taker) {
        if (share == 1) {
            taker.take(x, y, count);
            return count;
        }
        int d = hook.width();
        int kept = 0;
        float[] some = new float[x.length];
        float[] others = new float[y.length];
        for (int r = 0; r < count; r += share) {
            System.arraycopy(x, r * d, some, kept * d, d);
            System.arraycopy(y, r * d, others, kept * d, d);
            kept++;
        }
        taker.take(some, others, kept);
        return kept;
    }

    private static int active(SampleCodes codes, int[] place, int[] into, boolean[] fires) {
        int count = 0;
        for (int i = codes.rowStart()[0]; i < codes.rowStart()[codes.rows()]; i++) {
            int at = place[codes.feature()[i]];
            if (at >= 0 && codes.value()[i] > 0 && !fires[at]) {
                fires[at] = true;
                into[count++] = at;
            }
        }
        for (int i = 0; i < count; i++) {
            fires[into[i]] = false;
        }
        return count;
    }

    private static SampleCodes codes(SparseRows rows) {
        return new SampleCodes(rows.rows(), rows.rowStart(), rows.feature(), rows.value());
    }

    private static float[] shuffled(float[] x, int count, int d, SplittableRandom random) {
        float[] out = Arrays.copyOf(x, count * d);
        for (int i = 0; i < d; i++) {
            for (int r = count - 1; r > 0; r--) {
                int other = random.nextInt(r + 1);
                float t = out[r * d + i];
                out[r * d + i] = out[other * d + i];
                out[other * d + i] = t;
            }
        }
        return out;
    }

    private interface EncodedTaker {
        void take(float[] x, float[] y, SparseRows codes);
    }

    private void encoded(float[] x, int count, int[][] where, EncodedTaker taker) {
        try (NDManager scope = opened.manager().newSubManager()) {
            NDArray batch = scope.create(Arrays.copyOf(x, count * hook.width()), new Shape(count, hook.width()));
            Dictionary here = Timesteps.of(dictionary, rows.axes(), where);
            taker.take(x, here.reconstruct(batch).toFloatArray(), here.encode(batch));
        }
    }

    private void blocks(IntPredicate wanted, BlockTaker taker) {
        RowSource some = rows.where(wanted);
        RowBlock block = RowBlock.allocate(BLOCK, some);
        float[] x = new float[BLOCK * hook.width()];
        try (RowReader reader = some.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                block.values().get(x, 0, block.rows() * hook.width());
                int[][] where = block.coordinates();
                encoded(x, block.rows(), where, (bx, y, codes) -> taker.take(bx, y, codes, where));
            }
        }
    }

    /** Concepts to look at one by one: those asked for, else the most frequent ones with enough samples with and without. */
    private BitSet probed(List<Concept> concepts, Side selection, Side heldOut) {
        BitSet chosen = new BitSet();
        List<String> wanted = request.probe();
        for (String name : wanted) {
            int before = chosen.cardinality();
            IntStream.range(0, concepts.size())
                    .filter(c -> List.of(
                                    concepts.get(c).id(),
                                    concepts.get(c).name(),
                                    concepts.get(c).group())
                            .contains(name))
                    .forEach(chosen::set);
            if (chosen.cardinality() == before) {
                throw new RunException("This run has no concept '" + name + "'"
                        + Nearest.question(
                                name, concepts.stream().map(Concept::id).toList())
                        + " --probe takes a concept's id, its name, or its group.");
            }
        }
        if (wanted.isEmpty()) {
            IntStream.range(0, concepts.size())
                    .filter(c -> rarer(selection, c) >= LEAST && rarer(heldOut, c) >= LEAST)
                    .boxed()
                    .sorted((a, b) -> Integer.compare(rarer(heldOut, b), rarer(heldOut, a)))
                    .limit(MOST_PROBED)
                    .forEach(chosen::set);
        }
        return chosen;
    }

    /** Samples of the rarer of with and without. */
    private static int rarer(Side side, int concept) {
        int with = 0;
        int without = 0;
        for (int i = 0; i < side.samples().length; i++) {
            if (side.known()[concept][i]) {
                with += side.present()[concept][i] ? 1 : 0;
                without += side.present()[concept][i] ? 0 : 1;
            }
        }
        return Math.min(with, without);
    }

    private BitSet planted() {
        BitSet set = new BitSet();
        boolean[] flags = opened.planted();
        IntStream.range(0, flags.length).filter(c -> flags[c]).forEach(set::set);
        return set;
    }
}
