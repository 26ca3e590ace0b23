package org.echelle.protein;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.api.Axis;
import org.echelle.api.ConceptSource;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Everything that a concept source told about one sample, by the concepts' ids and the coordinate of the row. */
public final class Told implements LabelSink {
    private final ConceptSource source;
    private final int[] residues;
    public final Map<String, Map<Integer, Float>> values = new TreeMap<>();
    public final Map<String, Map<Integer, Integer>> instances = new TreeMap<>();
    public final Map<String, Set<Integer>> unknown = new TreeMap<>();
    public final Map<String, Float> whole = new TreeMap<>();
    public final Set<String> unknownWhole = new TreeSet<>();

    private Told(ConceptSource source, int[] residues) {
        this.source = source;
        this.residues = residues;
    }

    /** Rows as a transformer has them: a class token, the residues from {@code from} to before {@code to}, an end token. */
    public static SampleSites sites(int from, int to) {
        int[] residues = IntStream.concat(
                        IntStream.concat(IntStream.of(-1), IntStream.range(from, to)), IntStream.of(-1))
                .toArray();
        HookPoint hook = new HookPoint(
                "encoder.layer.0", 4, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("residue", -1)), "layer 1");
        return new SampleSites(hook, new int[][] {residues});
    }

    public static Told of(ConceptSource source, int sample, int from, int to) {
        SampleSites sites = sites(from, to);
        Told told = new Told(source, sites.along("residue"));
        source.annotate(sample, sites, told);
        return told;
    }

    /** The residues that have a concept, counted from 1. */
    public Set<Integer> positions(String concept) {
        Set<Integer> all = new TreeSet<>();
        values.getOrDefault(concept, Map.of()).keySet().forEach(r -> all.add(r + 1));
        return all;
    }

    /** The residues of which nobody knows and that were not told by another instance, counted from 1. */
    public Set<Integer> unknownPositions(String concept) {
        Set<Integer> all = new TreeSet<>();
        unknown.getOrDefault(concept, Set.of()).stream().filter(r -> r >= 0).forEach(r -> all.add(r + 1));
        all.removeAll(positions(concept));
        return all;
    }

    private String id(int concept) {
        return source.concepts().get(concept).id();
    }

    @Override
    public void sample(int concept, float value) {
        whole.put(id(concept), value);
    }

    @Override
    public void site(int concept, int row, float value, int instance) {
        values.computeIfAbsent(id(concept), c -> new TreeMap<>()).put(residues[row], value);
        instances.computeIfAbsent(id(concept), c -> new TreeMap<>()).put(residues[row], instance);
    }

    @Override
    public void unknownSample(int concept) {
        unknownWhole.add(id(concept));
    }

    @Override
    public void unknownSite(int concept, int row) {
        unknown.computeIfAbsent(id(concept), c -> new TreeSet<>()).add(residues[row]);
    }
}
