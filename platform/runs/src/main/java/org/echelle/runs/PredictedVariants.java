package org.echelle.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.echelle.analysis.Interval;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.analysis.prediction.Ridge;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.sae.Dictionary;

/** What the lines say of changed sequences, which are read through subject and dictionary as the run read its samples. */
final class PredictedVariants {
    private final Map<String, double[]> byName;

    /** @param byName {@code [line]} */
    PredictedVariants(Map<String, double[]> byName) {
        this.byName = new HashMap<>(byName);
    }

    static PredictedVariants none() {
        return new PredictedVariants(Map.of());
    }

    /** Whether something is said of a name; what a subject cannot read is left out. */
    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Mean over the lines; NaN where nothing is said. */
    double mean(String name) {
        return Arrays.stream(byName.getOrDefault(name, new double[0])).average().orElse(Double.NaN);
    }

    /** The mean, with the middle 95 % of the lines. */
    Interval middle(String name) {
        return Interval.percentile(mean(name), byName.get(name), 0.95);
    }

    /** The names of which something is said, highest mean first; of equal ones by the alphabet. */
    List<String> best(Collection<String> names, int count) {
        return names.stream()
                .filter(this::has)
                .sorted(Comparator.comparingDouble((String n) -> -mean(n)).thenComparing(n -> n))
                .limit(count)
                .toList();
    }

    /** Predicts those of which nothing is said yet. */
    void add(
            Collection<String> names,
            VariantNames letters,
            Sample original,
            List<Ridge.Fit> lines,
            FinishedRun run,
            HookResults results,
            Dictionary dictionary,
            Progress progress) {
        Set<String> wanted = new LinkedHashSet<>(names);
        wanted.removeIf(this::has);
        if (wanted.isEmpty()) {
            return;
        }
        List<Sample> samples = new ArrayList<>();
        wanted.forEach(name -> samples.add(
                run.opened().subject().sequences().orElseThrow().changed(original, name, letters.changed(name))));
        progress.begin("predict designs", samples.size(), "sequences");
        ListedSamples source = new ListedSamples(samples);
        LiveRows rows = new LiveRows(
                run.opened().subject(),
                results.hook(),
                new SampleBatches(source, run.opened().subject(), 0, new SkippedSamples(progress)),
                IntStream.range(0, samples.size()).toArray(),
                run.opened().config().extract(),
                run.opened().config().seed(),
                run.opened().manager());
        PooledCodes.Builder pooled = new PooledCodes.Builder(dictionary.features(), Pooling.MEAN);
        new EncodedCodes(dictionary, rows, run.opened().manager(), Progress.SILENT)
                .each(s -> true, (sample, codes, where) -> {
                    pooled.add(sample, source.id(sample), SitePlaces.codes(codes, where));
                    progress.advance(sample + 1L, "");
                });
        PooledCodes all = pooled.build();
        Inputs x = Inputs.of(PredictionData.FEATURES, all);
        for (int i = 0; i < all.size(); i++) {
            int row = i;
            byName.put(
                    source.id(all.number(i)),
                    lines.stream().mapToDouble(l -> l.predict(x, row)).toArray());
        }
    }
}
