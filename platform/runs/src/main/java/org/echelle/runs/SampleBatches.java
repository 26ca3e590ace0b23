package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;

/** Reads samples one by one and lets the subject prepare them; unreadable ones are left out, counted and named. */
final class SampleBatches implements Batches {
    private final SampleSource samples;
    private final Subject subject;
    private final SkippedSamples skipped;
    private final int size;

    /** @param limit how many samples to use, 0 for all */
    SampleBatches(SampleSource samples, Subject subject, int limit, SkippedSamples skipped) {
        this.samples = samples;
        this.subject = subject;
        this.skipped = skipped;
        this.size = limit == 0 ? samples.size() : Math.min(limit, samples.size());
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String fingerprint() {
        return samples.fingerprint();
    }

    @Override
    public Optional<Batch> load(int[] wanted, NDManager parent) {
        List<Integer> indices = new ArrayList<>();
        List<Sample> loaded = new ArrayList<>();
        for (int i : wanted) {
            try {
                loaded.add(samples.load(i));
                indices.add(i);
            } catch (BadSampleException e) {
                skipped.add(samples.id(i), e.getMessage());
            }
        }
        if (loaded.isEmpty()) {
            return Optional.empty();
        }
        NDManager owner = parent.newSubManager();
        try {
            return Optional.of(batch(indices, subject.prepare(loaded, owner), owner));
        } catch (BadSampleException e) {
            owner.close();
            return withoutBad(indices, loaded, parent);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Finds the samples that the subject refuses by preparing each alone, then prepares the rest. */
    private Optional<Batch> withoutBad(List<Integer> indices, List<Sample> loaded, NDManager parent) {
        List<Integer> goodIndices = new ArrayList<>();
        List<Sample> good = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            try (NDManager trial = parent.newSubManager()) {
                subject.prepare(List.of(loaded.get(i)), trial);
                goodIndices.add(indices.get(i));
                good.add(loaded.get(i));
            } catch (BadSampleException e) {
                skipped.add(loaded.get(i).id(), e.getMessage());
            }
        }
        if (good.isEmpty()) {
            return Optional.empty();
        }
        NDManager owner = parent.newSubManager();
        try {
            return Optional.of(batch(goodIndices, subject.prepare(good, owner), owner));
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private static Batch batch(List<Integer> indices, NDList inputs, NDManager owner) {
        return new Batch(indices.stream().mapToInt(Integer::intValue).toArray(), inputs, owner);
    }
}
