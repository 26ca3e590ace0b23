package org.echelle.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.echelle.api.Domain;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.store.FeatureIndex;
import org.echelle.store.Postings;
import org.echelle.store.SampleRanges;
import org.echelle.store.SparseRows;

/**
 * Which features of a finished run fire on samples that it has not seen. An activation is told as a share of the feature's maximum
 * over the run's samples, and by how many of those reach it.
 */
public final class FiringJob implements AutoCloseable {
    private final Path run;
    private final OpenedDomain opened;
    private final HookResults results;
    private final Path scratch;
    private final Progress progress;

    private FiringJob(Path run, OpenedDomain opened, HookResults results, Path scratch, Progress progress) {
        this.run = run;
        this.opened = opened;
        this.results = results;
        this.scratch = scratch;
        this.progress = progress;
    }

    /**
     * Opens the run's subject and the new samples.
     *
     * @param given a file, a folder, or a sample as text
     * @param hook empty for the run's only hook point
     * @param domains finds a domain by its name
     * @param more assignments such as {@code samples.limit=5} or {@code device=cpu}
     */
    public static FiringJob open(
            Path run,
            String hook,
            String given,
            Function<String, Domain> domains,
            List<String> more,
            Progress progress) {
        Path scratch;
        try {
            scratch = Files.createTempDirectory("echelle-typed-");
        } catch (IOException e) {
            throw new RunException("No temporary folder can be made: " + e.getMessage() + ".", e);
        }
        OpenedDomain opened = null;
        try {
            Domain domain = domains.apply(RunConfig.reopen(run, List.of()).domain());
            RunConfig config = NewSamples.of(run, given, domain, more, scratch, progress);
            opened = OpenedDomain.subjectAndSamples(config, domains, progress);
            return new FiringJob(run, opened, FinishedRun.results(run, opened, hook), scratch, progress);
        } catch (RuntimeException | Error e) {
            if (opened != null) {
                opened.close();
            }
            RunFolder.delete(scratch);
            throw e;
        }
    }

    /** The new samples and the subject. */
    public OpenedDomain opened() {
        return opened;
    }

    /** The hook point that was read. */
    public HookPoint hook() {
        return results.hook();
    }

    /**
     * Sends the samples through the subject.
     *
     * @param most features told of a sample
     * @param reader takes each sample's number and its features, first those that the fewest of the run's samples reach
     * @return how many samples the run's own figures rest on
     */
    public int each(int most, Consumer<Fired> reader) {
        if (!FeatureIndex.exists(results.index())) {
            throw new RunException("The run " + run + " has no feature index at "
                    + results.hook().name() + " yet; `echelle score " + run + "` makes it.");
        }
        Map<Integer, String> names = results.names();
        SkippedSamples skipped = new SkippedSamples(progress);
        SampleBatches batches = new SampleBatches(opened.samples(), opened.subject(), 0, skipped);
        int[] all = IntStream.range(0, batches.size()).toArray();
        try (Dictionary dictionary = Dictionaries.load(results.dictionary(), opened.manager());
                FeatureIndex index = FeatureIndex.open(results.index())) {
            LiveRows rows = new LiveRows(
                    opened.subject(),
                    results.hook(),
                    batches,
                    all,
                    opened.config().extract(),
                    opened.config().seed(),
                    opened.manager());
            SampleRanges ranges = index.ranges();
            progress.begin("encode " + results.hook().name(), all.length, "samples");
            Map<Integer, float[]> peaks = new HashMap<>();
            new EncodedCodes(dictionary, rows, opened.manager(), progress).each(s -> true, (sample, codes, where) -> {
                List<Firing> told = firing(codes, where).stream()
                        .map(f -> placed(f, index, ranges, names, peaks))
                        .sorted(Comparator.comparingInt(Firing::reached)
                                .thenComparing(Comparator.comparingDouble(Firing::share)
                                        .reversed())
                                .thenComparingInt(Firing::feature))
                        .limit(most)
                        .toList();
                reader.accept(new Fired(sample, codes.rows(), told));
                progress.advance(sample + 1L, "");
            });
            return ranges.count();
        }
    }

    /**
     * One sample.
     *
     * @param sample its number
     * @param rows its rows
     * @param features those that fire on it
     */
    public record Fired(int sample, int rows, List<Firing> features) {}

    /** What the run's samples say of an activation. */
    private static Firing placed(
            Firing f,
            FeatureIndex index,
            SampleRanges ranges,
            Map<Integer, String> names,
            Map<Integer, float[]> peaks) {
        float[] run = peaks.computeIfAbsent(f.feature(), j -> peaks(index.feature(j), ranges));
        int below = 0;
        for (int high = run.length; below < high; ) {
            int middle = (below + high) >>> 1;
            if (run[middle] < f.peak()) {
                below = middle + 1;
            } else {
                high = middle;
            }
        }
        float full = index.max(f.feature()) > 0 ? index.max(f.feature()) : f.peak();
        return new Firing(
                f.feature(),
                names.getOrDefault(f.feature(), ""),
                f.peak(),
                f.peak() / full,
                f.peakRow(),
                f.sites(),
                run.length - below,
                new SiteActivations(f.activations().sites(), f.activations().values(), full));
    }

    /** The features that fire on a sample, without what the run's samples say of it. */
    private List<Firing> firing(SparseRows codes, int[][] where) {
        Map<Integer, float[]> byFeature = new HashMap<>();
        for (int row = 0; row < codes.rows(); row++) {
            for (int i = codes.rowStart()[row]; i < codes.rowStart()[row + 1]; i++) {
                byFeature.computeIfAbsent(codes.feature()[i], j -> new float[codes.rows()])[row] = codes.value()[i];
            }
        }
        SampleSites sites = new SampleSites(
                results.hook(), Arrays.stream(where).map(int[]::clone).toArray(int[][]::new));
        List<Firing> all = new ArrayList<>();
        byFeature.forEach((feature, values) -> {
            int peak = 0;
            int active = 0;
            for (int row = 0; row < values.length; row++) {
                peak = values[row] > values[peak] ? row : peak;
                active += values[row] > 0 ? 1 : 0;
            }
            if (active > 0) {
                all.add(new Firing(
                        feature,
                        "",
                        values[peak],
                        0,
                        peak,
                        active,
                        0,
                        new SiteActivations(sites, values, values[peak])));
            }
        });
        return all;
    }

    /** A feature's largest activation on each of the run's samples on which it is active, rising. */
    private static float[] peaks(Postings postings, SampleRanges ranges) {
        Map<Integer, Float> bySample = new HashMap<>();
        int range = 0;
        for (int i = 0; i < postings.row().length; i++) {
            while (postings.row()[i] >= ranges.firstRow(range) + ranges.rows(range)) {
                range++;
            }
            bySample.merge(ranges.sample(range), postings.value()[i], Math::max);
        }
        float[] peaks = new float[bySample.size()];
        int at = 0;
        for (float peak : bySample.values()) {
            peaks[at++] = peak;
        }
        Arrays.sort(peaks);
        return peaks;
    }

    @Override
    public void close() {
        opened.close();
        RunFolder.delete(scratch);
    }
}
