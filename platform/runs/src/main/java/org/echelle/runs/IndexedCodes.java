package org.echelle.runs;

import java.util.function.IntPredicate;
import org.echelle.api.Progress;
import org.echelle.store.FeatureIndex;

/** Codes that a feature index already holds; no dictionary is needed. */
final class IndexedCodes implements CodeSource {
    private static final int BLOCK = 8192;

    private final FeatureIndex index;
    private final int axes;
    private final Progress progress;

    /** @param axes number of axes beside the sample */
    IndexedCodes(FeatureIndex index, int axes, Progress progress) {
        this.index = index;
        this.axes = axes;
        this.progress = progress;
    }

    @Override
    public int features() {
        return index.features();
    }

    @Override
    public void each(IntPredicate wanted, SampleAssembler.SampleConsumer consumer) {
        SampleAssembler assembler = new SampleAssembler(axes, (sample, codes, coordinates) -> {
            if (wanted.test(sample)) {
                consumer.sample(sample, codes, coordinates);
            }
        });
        for (long first = 0; first < index.rows(); first += BLOCK) {
            progress.check();
            int count = (int) Math.min(BLOCK, index.rows() - first);
            assembler.add(index.rows(first, count), index.coordinates(first, count));
        }
        assembler.flush();
    }
}
