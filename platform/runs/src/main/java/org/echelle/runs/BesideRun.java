package org.echelle.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.similarity.FeatureCorrelation;
import org.echelle.api.Progress;
import org.echelle.runs.evaluation.BesideChapter;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.store.FeatureIndex;
import org.echelle.store.SparseRows;

/** Sets a hook point's features beside those of another run's folder; both must be of the same samples. */
final class BesideRun {
    private BesideRun() {}

    /**
     * Compares.
     *
     * @param ours folder of our hook point
     * @param other folder of the other run
     * @param samples fingerprint of our samples
     * @param drawn held-out samples to correlate over
     */
    static Chapter of(Path ours, Path other, String samples, BitSet drawn, OpenedDomain opened, Progress progress) {
        JsonNode run = RunFolder.readJson(other.resolve("run.json"));
        if (run == null) {
            throw new RunException(other + " holds no run; --with takes the folder of one.");
        }
        if (!run.path("samples").path("fingerprint").asText().equals(samples)) {
            throw new RunException("The run in " + other
                    + " is of other samples; features can only be paired where both saw the same ones.");
        }
        Path theirs = hook(other, ours.getFileName().toString());
        try (FeatureIndex a = FeatureIndex.open(theirs.resolve("index"));
                FeatureIndex b = FeatureIndex.open(ours.resolve("index"));
                Dictionary da = Dictionaries.load(theirs.resolve("dictionary"), opened.manager());
                Dictionary db = Dictionaries.load(ours.resolve("dictionary"), opened.manager())) {
            FeatureCorrelation correlation = new FeatureCorrelation(a.features(), b.features());
            Map<Integer, SampleCodes> first = largest(a, drawn, progress);
            Map<Integer, SampleCodes> second = largest(b, drawn, progress);
            second.forEach((sample, codes) -> {
                if (first.containsKey(sample)) {
                    correlation.add(first.get(sample), codes);
                }
            });
            return BesideChapter.of(
                    other.getFileName() + " at " + theirs.getFileName(),
                    correlation,
                    db.atoms().toFloats(),
                    db.outputWidth(),
                    da.atoms().toFloats(),
                    da.outputWidth(),
                    opened.config().seed());
        }
    }

    /** The hook point of the same name, else the only one. */
    private static Path hook(Path run, String name) {
        Path same = run.resolve("hooks").resolve(name);
        if (Files.isDirectory(same)) {
            return same;
        }
        try (Stream<Path> all = Files.list(run.resolve("hooks"))) {
            List<Path> found = all.filter(Files::isDirectory).toList();
            if (found.size() == 1) {
                return found.get(0);
            }
            throw new RunException("The run in " + run + " has " + found.size() + " hook points and none is called '"
                    + name + "'; choose a run that has one.");
        } catch (java.io.IOException e) {
            throw new RunException("The run in " + run + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Each drawn sample's largest activation of every feature; only the drawn samples are kept. */
    private static Map<Integer, SampleCodes> largest(FeatureIndex index, BitSet drawn, Progress progress) {
        Map<Integer, SampleCodes> all = new HashMap<>();
        new IndexedCodes(index, index.axes().size() - 1, progress)
                .each(drawn::get, (sample, codes, where) -> all.put(sample, largest(codes)));
        return all;
    }

    private static SampleCodes largest(SparseRows codes) {
        TreeMap<Integer, Float> most = new TreeMap<>();
        for (int i = codes.rowStart()[0]; i < codes.rowStart()[codes.rows()]; i++) {
            most.merge(codes.feature()[i], codes.value()[i], Math::max);
        }
        int[] feature = new int[most.size()];
        float[] value = new float[most.size()];
        int at = 0;
        for (Map.Entry<Integer, Float> e : most.entrySet()) {
            feature[at] = e.getKey();
            value[at++] = e.getValue();
        }
        return new SampleCodes(1, new int[] {0, at}, feature, value);
    }
}
