package org.echelle.runs;

import java.util.List;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;

/** Samples that were made here, such as designs. */
record ListedSamples(List<Sample> samples) implements SampleSource {
    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public String id(int index) {
        return samples.get(index).id();
    }

    @Override
    public String fingerprint() {
        return Keys.of(samples.stream().map(Object::toString).toList());
    }

    @Override
    public Sample load(int index) {
        return samples.get(index);
    }
}
