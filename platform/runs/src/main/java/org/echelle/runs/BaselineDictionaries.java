package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.IcaDictionary;
import org.echelle.sae.baselines.KMeansDictionary;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.sae.baselines.NmfDictionary;
import org.echelle.sae.baselines.PcaDictionary;
import org.echelle.sae.baselines.RandomDictionary;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/** Fits the baselines that a trained dictionary's features are held against. */
final class BaselineDictionaries {
    private BaselineDictionaries() {}

    /**
     * Fits one.
     *
     * @param rows the selection side
     * @return the caller closes it
     */
    static Dictionary fit(
            ScoringOptions.Baseline baseline, RowSource rows, RunConfig config, NDManager manager, Progress progress) {
        return switch (baseline) {
            case NEURONS -> NeuronDictionary.create(rows.width(), 0, manager);
            case PCA -> PcaDictionary.fit(rows, 0, manager, progress);
            case ICA -> IcaDictionary.fit(rows, 0, 0, config.seed(), manager, progress);
            case NMF ->
                NmfDictionary.fit(
                        rows,
                        TrainConfigs.features(config.dictionary(), rows.width()),
                        TrainConfigs.k(config.dictionary(), rows.width()),
                        config.seed(),
                        manager,
                        progress);
            case K_MEANS ->
                KMeansDictionary.fit(
                        rows,
                        TrainConfigs.features(config.dictionary(), rows.width()),
                        config.seed(),
                        manager,
                        progress);
            case RANDOM ->
                RandomDictionary.create(
                        mean(rows, progress),
                        TrainConfigs.features(config.dictionary(), rows.width()),
                        TrainConfigs.k(config.dictionary(), rows.width()),
                        config.seed(),
                        manager);
            case RANDOM_SUBJECT, PLAIN -> throw new IllegalArgumentException(baseline + " is no dictionary");
        };
    }

    private static float[] mean(RowSource rows, Progress progress) {
        double[] sum = new double[rows.width()];
        long count = 0;
        RowBlock block = RowBlock.allocate(4096, rows);
        float[] values = new float[4096 * rows.width()];
        try (RowReader reader = rows.read(ReadOrder.sequential())) {
            while (reader.read(block) > 0) {
                progress.check();
                int n = block.rows() * rows.width();
                block.values().get(values, 0, n);
                for (int i = 0; i < n; i++) {
                    sum[i % sum.length] += values[i];
                }
                count += block.rows();
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / Math.max(1, count));
        }
        return mean;
    }
}
