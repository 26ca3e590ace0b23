package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.analysis.Density;
import org.echelle.analysis.Reconstruction;
import org.echelle.analysis.SampleCodes;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
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
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Evaluation(Reconstruction.Summary reconstruction, Density.Summary density, long[] firings) {
    private static final int BLOCK = 4096;

    static Evaluation of(Dictionary dictionary, RowSource rows, OpenedDomain opened, Progress progress) {
        return of(dictionary, rows, opened.manager(), progress);
    }

    static Evaluation of(Dictionary dictionary, RowSource rows, NDManager manager, Progress progress) {
        int in = dictionary.width();
        int out = dictionary.outputWidth();
        // a transcoder's row is its input and then its target; every other dictionary's target is its input
        boolean apart = rows.width() == in + out;
        Reconstruction reconstruction = new Reconstruction(out);
        Density density = new Density(dictionary.features());
        RowBlock block = RowBlock.allocate(BLOCK, rows);
        float[] target = new float[BLOCK * out];
        try (RowReader reader = rows.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                try (NDManager scope = manager.newSubManager()) {
                    NDArray row = scope.create(block.values(), new Shape(block.rows(), block.width()));
                    NDArray batch = apart ? row.get(":, 0:" + in) : row;
                    SparseRows codes = dictionary.encode(batch);
                    density.add(new SampleCodes(codes.rows(), codes.rowStart(), codes.feature(), codes.value()));
                    for (int r = 0; r < block.rows(); r++) {
                        block.values().get(r * block.width() + (apart ? in : 0), target, r * out, out);
                    }
                    reconstruction.add(target, dictionary.reconstruct(batch).toFloatArray(), block.rows());
                }
            }
        }
        return new Evaluation(reconstruction.summary(), density.summary(), density.firings());
    }

    /** The figures that {@code run.json} and the command line show. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("rows", reconstruction.rows());
        summary.put("fvu", reconstruction.fvu());
        summary.put("cosine", reconstruction.cosine());
        summary.put("l0", density.l0());
        summary.put("dead-share", density.deadShare());
        return summary;
    }
}
