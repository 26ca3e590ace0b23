package org.echelle.vision;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.echelle.api.ConceptSource;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Everything that a concept source told about one sample, by the concepts' ids ({@code id@row} for sites). */
public final class ToldLabels implements LabelSink {
    private final ConceptSource source;
    public final Map<String, Float> told = new TreeMap<>();
    public final Map<String, Integer> instances = new TreeMap<>();
    public final Set<String> unknown = new TreeSet<>();

    private ToldLabels(ConceptSource source) {
        this.source = source;
    }

    public static ToldLabels of(ConceptSource source, int sample, SampleSites sites) {
        ToldLabels labels = new ToldLabels(source);
        source.annotate(sample, sites, labels);
        return labels;
    }

    private String id(int concept) {
        return source.concepts().get(concept).id();
    }

    @Override
    public void sample(int concept, float value) {
        told.put(id(concept), value);
    }

    @Override
    public void site(int concept, int row, float value, int instance) {
        told.put(id(concept) + "@" + row, value);
        instances.put(id(concept) + "@" + row, instance);
    }

    @Override
    public void unknownSample(int concept) {
        unknown.add(id(concept));
    }

    @Override
    public void unknownSite(int concept, int row) {
        unknown.add(id(concept) + "@" + row);
    }
}
