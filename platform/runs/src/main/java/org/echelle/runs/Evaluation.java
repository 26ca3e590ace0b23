package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.echelle.analysis.Density;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Reconstruction;
import org.echelle.analysis.SampleCodes;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.time.Timesteps;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.store.SparseRows;

/**
 * What a dictionary makes of rows that it was not trained on.
 *
 * @param reconstruction FVU, cosine and others over those rows
 * @param density L0, dead share and others over those rows
 * @param firings {@code [feature]} rows on which each feature fired
 * @param reconstructionIntervals where the figures of {@code reconstruction} lie, by bootstrap over groups
 * @param densityIntervals likewise of {@code density}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Evaluation(
        Reconstruction.Summary reconstruction,
        Density.Summary density,
        long[] firings,
        Reconstruction.Intervals reconstructionIntervals,
        Density.Intervals densityIntervals) {
    private static final int BLOCK = 4096;

    /** Files of earlier versions hold no intervals. */
    public Evaluation {
        reconstructionIntervals = Optional.ofNullable(reconstructionIntervals)
                .orElseGet(() -> Reconstruction.Intervals.none(reconstruction));
        densityIntervals = Optional.ofNullable(densityIntervals).orElseGet(() -> Density.Intervals.none(density));
    }

    /** Without intervals. */
    static Evaluation of(Dictionary dictionary, RowSource rows, NDManager manager, Progress progress) {
        return of(dictionary, rows, manager, sample -> "", GroupBootstrap.NONE, progress);
    }

    /**
     * Measures.
     *
     * @param groupOf a sample's group
     * @param draws of groups, for the intervals
     */
    static Evaluation of(
            Dictionary dictionary,
            RowSource rows,
            NDManager manager,
            IntFunction<String> groupOf,
            GroupBootstrap draws,
            Progress progress) {
        int in = dictionary.width();
        int out = dictionary.outputWidth();
        // a transcoder's row is its input and then its target; every other dictionary's target is its input
        boolean apart = rows.width() == in + out;
        Reconstruction reconstruction = new Reconstruction(out, draws);
        Density density = new Density(dictionary.features(), draws);
        RowBlock block = RowBlock.allocate(BLOCK, rows);
        float[] target = new float[BLOCK * out];
        IntFunction<String> group = row -> groupOf.apply(block.coordinates()[0][row]);
        try (RowReader reader = rows.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                try (NDManager scope = manager.newSubManager()) {
                    NDArray row = scope.create(block.values(), new Shape(block.rows(), block.width()));
                    NDArray batch = apart ? row.get(":, 0:" + in) : row;
                    Dictionary here = Timesteps.of(dictionary, rows.axes(), block.coordinates());
                    SparseRows codes = here.encode(batch);
                    density.add(new SampleCodes(codes.rows(), codes.rowStart(), codes.feature(), codes.value()), group);
                    for (int r = 0; r < block.rows(); r++) {
                        block.values().get(r * block.width() + (apart ? in : 0), target, r * out, out);
                    }
                    reconstruction.add(target, here.reconstruct(batch).toFloatArray(), block.rows(), group);
                }
            }
        }
        return new Evaluation(
                reconstruction.summary(),
                density.summary(),
                density.firings(),
                reconstruction.intervals(),
                density.intervals());
    }

    /** The figures that {@code run.json} and the command line show. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("rows", reconstruction.rows());
        put(summary, "fvu", reconstruction.fvu(), reconstructionIntervals.fvu());
        put(
                summary,
                "explained-variance",
                reconstruction.explainedVariance(),
                reconstructionIntervals.explainedVariance());
        put(summary, "cosine", reconstruction.cosine(), reconstructionIntervals.cosine());
        put(summary, "shrinkage", reconstruction.shrinkage(), reconstructionIntervals.shrinkage());
        put(summary, "l0", density.l0(), densityIntervals.l0());
        put(summary, "dead-share", density.deadShare(), densityIntervals.deadShare());
        put(summary, "dense-share", density.above10Percent(), densityIntervals.above10Percent());
        return summary;
    }

    /** A figure under its name, and the ends of its interval, where there is one, under {@code NAME-low} and {@code NAME-high}. */
    private static void put(Map<String, Object> summary, String name, double value, Interval interval) {
        summary.put(name, value);
        if (interval.known()) {
            summary.put(name + "-low", interval.low());
            summary.put(name + "-high", interval.high());
        }
    }
}
