package org.echelle.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Domain;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.SampleSource;
import org.echelle.sae.Dictionary;
import org.echelle.store.ActivationStore;
import org.echelle.store.FeatureIndex;
import org.echelle.store.SparseRows;

/** A run that went through its steps, opened to be read: its samples, its split and its features. Nothing in its folder is changed. */
public final class FinishedRun implements AutoCloseable {
    private static final int NONE = -1;
    private static final int SEVERAL = -2;

    private final Path folder;
    private final OpenedDomain opened;
    private final SampleGroups groups;
    private final SplitSides sides;
    private final Progress progress;

    private FinishedRun(Path folder, OpenedDomain opened, Progress progress) {
        this.folder = folder;
        this.opened = opened;
        this.progress = progress;
        int limit = opened.config().extract().limit();
        int count = limit == 0
                ? opened.samples().size()
                : Math.min(limit, opened.samples().size());
        groups = SampleGroups.of(opened.samples(), count, opened.config().score(), Progress.SILENT);
        sides = SplitSides.of(groups, opened.config().score(), opened.config().seed());
    }

    /**
     * Opens a run.
     *
     * @param folder with its {@code run.json}
     * @param domains finds the domain of a name
     * @throws RunException when there is no run
     */
    public static FinishedRun open(Path folder, Function<String, Domain> domains, Progress progress) {
        RunConfig config = RunConfig.reopen(folder, List.of());
        OpenedDomain opened = OpenedDomain.subjectAndSamples(config, domains, progress);
        try {
            return new FinishedRun(folder.toAbsolutePath().normalize(), opened, progress);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    public Path folder() {
        return folder;
    }

    public OpenedDomain opened() {
        return opened;
    }

    public SampleSource samples() {
        return opened.samples();
    }

    /** Whether a sample is on the held-out side. */
    public boolean heldOut(int sample) {
        return sides.heldOut().get(sample);
    }

    /** Whether a sample is on the side that the dictionary was trained on. */
    public boolean selection(int sample) {
        return sides.selection().get(sample);
    }

    /** How the samples are divided, in words. */
    public String split() {
        return String.format(
                Locale.ROOT,
                "%,d samples to choose on, %,d held out, %s, seed %d",
                sides.selection().cardinality(),
                sides.heldOut().cardinality(),
                groups.kind().isEmpty() ? "each its own group" : "whole groups (" + groups.kind() + ")",
                opened.config().seed());
    }

    /**
     * What the run left at a hook point.
     *
     * @param name of the hook point; empty for the run's only one
     * @throws RunException when the run has no such hook point, or several and none is named
     */
    public HookResults results(String name) {
        return results(folder, opened, name);
    }

    static HookResults results(Path folder, OpenedDomain opened, String name) {
        List<HookPoint> hooks =
                Extraction.find(opened.subject(), opened.config().hooks());
        String names = String.join(", ", hooks.stream().map(HookPoint::name).toList());
        if (name.isEmpty() && hooks.size() > 1) {
            throw new RunException("The run " + folder + " has several hook points; name one behind a colon, as in "
                    + folder.getFileName() + ":" + hooks.get(0).name() + "; it has " + names + ".");
        }
        HookPoint hook = hooks.stream()
                .filter(h -> name.isEmpty() || h.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RunException(
                        "The run " + folder + " has no hook point " + name + "; it has " + names + "."));
        return new HookResults(folder.resolve("hooks").resolve(hook.name().replaceAll("[^A-Za-z0-9._-]", "_")), hook);
    }

    /**
     * One code a sample from the run's feature index: each feature's largest activation on it. Memory is that of the pooled codes,
     * 8 bytes a distinct feature of a sample and 12 a sample, however many rows there are.
     */
    public PooledCodes pooled(HookResults results) {
        if (!FeatureIndex.exists(results.index())) {
            throw new RunException("The run " + folder + " has no feature index at "
                    + results.hook().name() + " yet; `echelle score " + folder + "` makes it.");
        }
        try (FeatureIndex index = FeatureIndex.open(results.index())) {
            progress.begin("pool " + results.hook().name(), groups.samples(), "samples");
            return pooled(new IndexedCodes(index, results.hook().axes().size(), progress));
        }
    }

    /** The same with another dictionary of the same width, from stored rows, or through the subject where none are stored. */
    PooledCodes pooled(HookResults results, Dictionary dictionary) {
        progress.begin("encode " + results.hook().name(), groups.samples(), "samples");
        try (Activations rows = activations(results)) {
            return pooled(new EncodedCodes(dictionary, rows.rows(), opened.manager(), progress));
        }
    }

    /** The activation rows of a hook point: those that were stored, or through the subject where none were. */
    Activations activations(HookResults results) {
        Path store = results.index().resolveSibling("activations");
        return Files.isDirectory(store)
                ? Activations.stored(ActivationStore.open(store))
                : Activations.live(live(results.hook()));
    }

    /** What samples belong to. */
    SampleGroups groups() {
        return groups;
    }

    LiveRows live(HookPoint hook) {
        SampleBatches batches = new SampleBatches(
                opened.samples(), opened.subject(), opened.config().extract().limit(), new SkippedSamples(progress));
        int[] all = java.util.stream.IntStream.range(0, batches.size()).toArray();
        return new LiveRows(
                opened.subject(),
                hook,
                batches,
                all,
                opened.config().extract(),
                opened.config().seed(),
                opened.manager());
    }

    private PooledCodes pooled(CodeSource codes) {
        PooledCodes.Builder builder = new PooledCodes.Builder(codes.features(), Pooling.MAX);
        codes.each(sample -> true, (sample, rows, coordinates) -> {
            builder.add(sample, groups.of(sample), codesOf(rows));
            progress.advance(sample + 1L, "");
        });
        return builder.build();
    }

    static SampleCodes codesOf(SparseRows rows) {
        return new SampleCodes(rows.rows(), rows.rowStart(), rows.feature(), rows.value());
    }

    /**
     * The number of a sample that a person named: by its id, by the end of its id where only one fits, or by its number.
     *
     * @throws RunException when none or several fit, with some that there are
     */
    public int sample(String name) {
        int found = find(name);
        if (found >= 0) {
            return found;
        }
        throw new RunException(
                "The run " + folder + (found == SEVERAL ? " has several samples that end in \"" : " has no sample \"")
                        + name + "\"; they are called like " + opened.samples().id(0) + ", and a number from 0 to "
                        + (groups.samples() - 1) + " is taken as well.");
    }

    /** Whether a word names a sample, as {@link #sample} would find it. */
    boolean names(String name) {
        return find(name) >= 0;
    }

    private int find(String name) {
        SampleSource samples = opened.samples();
        int ending = NONE;
        for (int i = 0; i < groups.samples(); i++) {
            String id = samples.id(i);
            if (id.equals(name)) {
                return i;
            }
            if (id.endsWith(name)) {
                ending = ending == NONE ? i : SEVERAL;
            }
        }
        return name.matches("\\d{1,9}") && Integer.parseInt(name) < groups.samples() ? Integer.parseInt(name) : ending;
    }

    @Override
    public void close() {
        opened.close();
    }
}
