package org.echelle.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.echelle.analysis.matching.Likeness;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Progress;
import org.echelle.runs.evaluation.BesideChapter;
import org.echelle.runs.evaluation.Chapter;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.store.FeatureIndex;

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
            // theirs first: each of our features looks for its partner there
            PooledCodes first = pooled(a, drawn, sample -> true, progress);
            PooledCodes second = pooled(b, drawn, sample -> first.find(sample) >= 0, progress);
            Likeness correlation = Likeness.ofActivations(first.where(sample -> second.find(sample) >= 0), second);
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
    private static PooledCodes pooled(FeatureIndex index, BitSet drawn, IntPredicate wanted, Progress progress) {
        PooledCodes.Builder all = new PooledCodes.Builder(index.features(), Pooling.MAX);
        new IndexedCodes(index, index.axes().size() - 1, progress)
                .each(
                        sample -> drawn.get(sample) && wanted.test(sample),
                        (sample, rows, where) -> all.add(sample, "", FinishedRun.codesOf(rows)));
        return all.build();
    }
}
