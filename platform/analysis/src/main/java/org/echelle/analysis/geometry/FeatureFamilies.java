package org.echelle.analysis.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.analysis.Measure;

/**
 * Families of features (after O'Neill et al., arXiv 2408.00657): a feature that fires whenever any of some others does is their parent.
 *
 * <p>Two features are tied by {@code C_ij = n_ij / min(n_i, n_j)}, the share of the rarer one's chunks in which the other is active too;
 * ties below a bound are dropped; a spanning forest of greatest weight is grown (Kruskal); each tree, hung up at its densest feature, is a family. Then parents are
 * taken away and the rest is looked at again, so that families within families appear; of two families that share more than 0.6 of their
 * members (Jaccard) the larger stays. Features active in more than a stated share of chunks are left out: they would be everybody's parent.
 *
 * <p>The paper's own code could not be read; the normalisation and the rounds are as it was described.
 */
public final class FeatureFamilies {
    private static final int ROUNDS = 3;
    private static final double SAME = 0.6;

    private FeatureFamilies() {}

    /**
     * A family.
     *
     * @param parent its densest feature
     * @param members the others, rising
     * @param tie mean C between parent and members
     */
    public record Family(int parent, int[] members, double tie) {}

    /**
     * Finds families.
     *
     * @param counts co-occurrence
     * @param tie least C, such as 0.5
     * @param densest share of chunks above which a feature is left out, such as 0.5
     * @param least chunks in which a feature must be active, such as 10
     * @return largest first
     */
    public static List<Family> of(Cooccurrence counts, double tie, double densest, int least) {
        List<Integer> features = new ArrayList<>();
        for (int j = 0; j < counts.features(); j++) {
            if (counts.count(j) >= Math.max(1, least) && counts.count(j) <= densest * counts.chunks()) {
                features.add(j);
            }
        }
        List<Family> found = new ArrayList<>();
        for (int round = 0; round < ROUNDS && features.size() > 1; round++) {
            Set<Integer> parents = new HashSet<>();
            for (Family family : forest(counts, features, tie)) {
                parents.add(family.parent());
                if (found.stream().noneMatch(other -> shared(other, family) > SAME)) {
                    found.add(family);
                }
            }
            features.removeIf(parents::contains);
            if (parents.isEmpty()) {
                break;
            }
        }
        found.sort(Comparator.comparingInt((Family f) -> -f.members().length).thenComparingInt(Family::parent));
        return found;
    }

    private record Edge(int a, int b, double weight) {}

    private static double tie(Cooccurrence counts, int a, int b) {
        return counts.count(a, b) / (double) Math.min(counts.count(a), counts.count(b));
    }

    private static List<Family> forest(Cooccurrence counts, List<Integer> features, double least) {
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            for (int j = 0; j < i; j++) {
                double weight = tie(counts, features.get(i), features.get(j));
                if (weight >= least) {
                    edges.add(new Edge(i, j, weight));
                }
            }
        }
        edges.sort(Comparator.comparingDouble((Edge e) -> -e.weight())
                .thenComparingInt(Edge::a)
                .thenComparingInt(Edge::b));
        int[] root = new int[features.size()];
        Arrays.setAll(root, i -> i);
        for (Edge e : edges) {
            int a = find(root, e.a());
            int b = find(root, e.b());
            if (a != b) {
                root[a] = b;
            }
        }
        List<List<Integer>> trees = new ArrayList<>();
        for (int i = 0; i < root.length; i++) {
            trees.add(new ArrayList<>());
        }
        for (int i = 0; i < root.length; i++) {
            trees.get(find(root, i)).add(features.get(i));
        }
        List<Family> families = new ArrayList<>();
        for (List<Integer> tree : trees) {
            if (tree.size() > 1) {
                families.add(family(counts, tree));
            }
        }
        return families;
    }

    private static Family family(Cooccurrence counts, List<Integer> tree) {
        int parent = tree.get(0);
        for (int j : tree) {
            if (counts.count(j) > counts.count(parent)) {
                parent = j;
            }
        }
        double sum = 0;
        int[] members = new int[tree.size() - 1];
        int at = 0;
        for (int j : tree) {
            if (j != parent) {
                members[at++] = j;
                sum += tie(counts, parent, j);
            }
        }
        Arrays.sort(members);
        return new Family(parent, members, sum / members.length);
    }

    private static int find(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    private static double shared(Family a, Family b) {
        Set<Integer> all = new TreeSet<>();
        Set<Integer> both = new TreeSet<>();
        for (Family f : List.of(a, b)) {
            all.add(f.parent());
            for (int j : f.members()) {
                all.add(j);
            }
        }
        Set<Integer> first = new HashSet<>();
        first.add(a.parent());
        for (int j : a.members()) {
            first.add(j);
        }
        if (first.contains(b.parent())) {
            both.add(b.parent());
        }
        for (int j : b.members()) {
            if (first.contains(j)) {
                both.add(j);
            }
        }
        return both.size() / (double) all.size();
    }

    /** Share of features that belong to any family; features that fire in no chunk are not counted. */
    public static Measure covered(Cooccurrence counts, List<Family> families) {
        Set<Integer> in = new HashSet<>();
        for (Family f : families) {
            in.add(f.parent());
            for (int j : f.members()) {
                in.add(j);
            }
        }
        int living = 0;
        for (int j = 0; j < counts.features(); j++) {
            living += counts.count(j) > 0 ? 1 : 0;
        }
        return Measure.ratio(in.size(), living, living, "no feature ever fires");
    }
}
