package org.echelle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.analysis.FeatureConcept;

/**
 * Which groups get a page of their own, such as a patient's with all films, and what stands on it: of each sample the features that are
 * strongest there, measured by their own maximum. Only features with a page take part.
 */
final class GroupPages {
    /** Samples that a page draws with several features; a table names the others. */
    private static final int DRAWN = 4;

    /** Features that are drawn on the samples of a larger group one after another, and on how many samples at most. */
    private static final int STACKS = 2;

    private static final int LEAVES = 64;

    /** Features that are told, and of these drawn, of a sample. */
    static final int TOLD = 5;

    static final int DRAWN_FEATURES = 3;

    /** A feature's part in a sample. */
    record Part(int feature, Gallery.Card card, float share) {}

    /** One feature through the samples of a group, in their order, to be leafed through as through a volume's slices. */
    record Stack(int feature, List<Gallery.Card> cards) {}

    /** A group with its samples, in the order of the source. */
    record Group(String name, boolean heldOut, List<Integer> samples, String file) {
        /** Samples that are drawn. */
        List<Integer> drawn() {
            return samples.subList(0, Math.min(DRAWN, samples.size()));
        }
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<Integer, Group> ofSample = new HashMap<>();
    private final int all;
    private final Map<Long, List<Part>> parts = new HashMap<>();
    private final Map<String, List<Stack>> stacks = new HashMap<>();

    GroupPages(Site site) {
        Groups known = site.input().groups().orElse(null);
        if (known == null) {
            all = 0;
            return;
        }
        TreeSet<Integer> samples = new TreeSet<>();
        for (Site.Section section : site.sections()) {
            section.report().activations().ifPresent(a -> {
                for (int sample : a.samples()) {
                    samples.add(sample);
                }
            });
        }
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        samples.forEach(s -> members.computeIfAbsent(known.of().apply(s), g -> new ArrayList<>())
                .add(s));
        all = members.size();
        Set<String> slugs = new HashSet<>();
        members.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<Integer>> e) ->
                                !known.heldOut().test(e.getValue().get(0)))
                        .thenComparing(e -> -e.getValue().size()))
                .limit(site.input().options().groupPages())
                .forEach(e -> {
                    Group group = new Group(
                            e.getKey(),
                            known.heldOut().test(e.getValue().get(0)),
                            e.getValue(),
                            Site.slug(e.getKey(), slugs) + ".html");
                    groups.put(e.getKey(), group);
                    group.samples().forEach(s -> ofSample.put(s, group));
                });
    }

    /** Groups with a page: held-out ones first, those of many samples before others. */
    List<Group> groups() {
        return List.copyOf(groups.values());
    }

    /** Groups that there are. */
    int all() {
        return all;
    }

    /** The group with a page that a sample belongs to; null for none. */
    Group of(int sample) {
        return ofSample.get(sample);
    }

    /** Takes from a feature's activations what concerns the groups with a page. */
    synchronized void see(Site.Section section, int feature, Gallery gallery) {
        if (groups.isEmpty()) {
            return;
        }
        float full = section.activations().max(feature);
        for (Gallery.Card card : gallery.among(ofSample.keySet())) {
            List<Part> known = parts.computeIfAbsent(key(section, card.sample()), k -> new ArrayList<>());
            known.add(new Part(feature, card, card.value() / full));
            known.sort(Comparator.comparingDouble((Part p) -> -p.share()).thenComparingInt(Part::feature));
            if (known.size() > TOLD) {
                known.remove(TOLD);
            }
        }
    }

    /** The strongest features of a sample, strongest first. */
    List<Part> parts(Site.Section section, int sample) {
        return parts.getOrDefault(key(section, sample), List.of());
    }

    private static long key(Site.Section section, int sample) {
        return (long) section.index() << 32 | sample;
    }

    /** Features through the samples of a group at a hook point; none for a group whose samples are all drawn anyway. */
    List<Stack> stacks(Site.Section section, Group group) {
        return stacks.getOrDefault(section.index() + " " + group.file(), List.of());
    }

    /** Asks for what the pages draw. */
    void order(Site site, Drawings drawings) {
        for (Group group : groups.values()) {
            for (Site.Section section : site.sections()) {
                if (section.report().activations().isEmpty()) {
                    continue;
                }
                for (int sample : group.drawn()) {
                    List<Part> told = parts(section, sample);
                    for (Part part : told.subList(0, Math.min(DRAWN_FEATURES, told.size()))) {
                        order(drawings, section, part.feature(), part.card());
                    }
                }
                if (group.samples().size() > DRAWN) {
                    List<Stack> through = strongest(section, group).stream()
                            .map(feature -> stack(section, group, feature))
                            .toList();
                    stacks.put(section.index() + " " + group.file(), through);
                    through.forEach(s -> s.cards().forEach(card -> order(drawings, section, s.feature(), card)));
                }
            }
        }
    }

    private static void order(Drawings drawings, Site.Section section, int feature, Gallery.Card card) {
        List<FeatureConcept> concepts = section.pages().concepts(feature);
        drawings.order(
                Drawings.inGroup(section.index()),
                feature,
                card,
                section.activations(),
                "../",
                concepts.isEmpty() ? Drawings.NO_CONCEPT : concepts.get(0).concept());
    }

    /** The features that come nearest to their own maximum over a group's samples together. */
    private List<Integer> strongest(Site.Section section, Group group) {
        Map<Integer, Double> sum = new TreeMap<>();
        group.samples()
                .forEach(s -> parts(section, s).forEach(p -> sum.merge(p.feature(), (double) p.share(), Double::sum)));
        return sum.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
                .limit(STACKS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Stack stack(Site.Section section, Group group, int feature) {
        FeatureActivations.ActiveRows rows = section.activations().active(feature);
        List<Gallery.Card> cards = new ArrayList<>();
        for (int sample :
                group.samples().subList(0, Math.min(LEAVES, group.samples().size()))) {
            int[] at = IntStream.range(0, rows.sample().length)
                    .filter(i -> rows.sample()[i] == sample)
                    .toArray();
            float[] values = new float[at.length];
            float peak = 0;
            for (int i = 0; i < at.length; i++) {
                values[i] = rows.value()[at[i]];
                peak = Math.max(peak, values[i]);
            }
            cards.add(new Gallery.Card(
                    sample, peak, IntStream.of(at).map(i -> rows.position()[i]).toArray(), values));
        }
        return new Stack(feature, cards);
    }
}
