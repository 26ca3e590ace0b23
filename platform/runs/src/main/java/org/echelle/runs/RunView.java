package org.echelle.runs;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Subject;
import org.echelle.steering.experiment.Passes;

/** A finished run, opened again to send samples through its subject. */
final class RunView {
    private final OpenedDomain opened;
    private final RunFolder folder;
    private final Progress progress;
    private final SampleBatches batches;
    private final SampleGroups groups;
    private final SplitSides sides;

    RunView(OpenedDomain opened, RunFolder folder, Progress progress) {
        this.opened = opened;
        this.folder = folder;
        this.progress = progress;
        batches = batches(opened.subject());
        groups = SampleGroups.of(
                opened.samples(), batches.size(), opened.config().score(), Progress.SILENT);
        sides = SplitSides.of(groups, opened.config().score(), opened.config().seed());
    }

    private SampleBatches batches(Subject subject) {
        return new SampleBatches(
                opened.samples(), subject, opened.config().extract().limit(), new SkippedSamples(progress));
    }

    OpenedDomain opened() {
        return opened;
    }

    RunFolder folder() {
        return folder;
    }

    Progress progress() {
        return progress;
    }

    SplitSides sides() {
        return sides;
    }

    SampleGroups groups() {
        return groups;
    }

    /** What the run left at a hook point; the last of the run's where none is named. */
    HookResults results(String name) {
        List<HookResults> all = folder.results(opened);
        HookResults found = name.isEmpty()
                ? all.get(all.size() - 1)
                : all.stream()
                        .filter(r -> r.hook().name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new RunException("This run read no hook point '" + name + "'; it read "
                                + String.join(
                                        ", ",
                                        all.stream().map(r -> r.hook().name()).toList())
                                + "."));
        if (!Files.isDirectory(found.dictionary()) || !Files.isDirectory(found.index())) {
            throw new RunException("There is no trained and indexed dictionary at hook point "
                    + found.hook().name() + " in " + folder.path() + "; go on with the run first: echelle run "
                    + folder.path() + ".");
        }
        return found;
    }

    /** Some samples of a side, drawn at random once, in rising order. */
    int[] some(BitSet side, int most, long seed) {
        List<Integer> all = new ArrayList<>(side.stream().boxed().toList());
        Collections.shuffle(all, new Random(seed));
        return all.stream().limit(most).mapToInt(Integer::intValue).sorted().toArray();
    }

    /** Those samples as batches for a subject, which may be another one than the run's. */
    Passes.Inputs inputs(Subject subject, int[] samples, String what) {
        return taker -> {
            SampleBatches from = subject == opened.subject() ? batches : batches(subject);
            progress.begin(what, samples.length, samples.length == 1 ? "sample" : "samples");
            int size = opened.config().extract().batch();
            long done = 0;
            for (int first = 0; first < samples.length; first += size) {
                progress.check();
                int[] wanted = Arrays.copyOfRange(samples, first, Math.min(samples.length, first + size));
                done += wanted.length;
                each(from, wanted, taker);
                progress.advance(done, "");
            }
        };
    }

    private void each(SampleBatches from, int[] wanted, Consumer<Passes.Batch> taker) {
        var loaded = from.load(wanted, opened.manager());
        if (loaded.isPresent()) {
            try (Batch batch = loaded.get()) {
                taker.accept(new Passes.Batch(batch.samples(), batch.inputs()));
            }
        }
    }

    /** Codes of some samples of another subject, encoded as they come. */
    CodeSource live(Subject subject, HookPoint hook, org.echelle.sae.Dictionary dictionary, int[] samples) {
        LiveRows rows = new LiveRows(
                subject,
                hook,
                batches(subject),
                samples,
                opened.config().extract(),
                opened.config().seed(),
                opened.manager());
        return new EncodedCodes(dictionary, rows, opened.manager(), progress);
    }
}
