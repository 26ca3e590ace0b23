package org.echelle.runs.reliance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.analysis.Measure;
import org.echelle.analysis.reliance.FewMeans;
import org.echelle.analysis.reliance.MapScore;
import org.echelle.api.Concept;
import org.echelle.store.SparseRows;

/**
 * Whether maps lie where annotations lie: of features, raw channels (positive and negative parts) and Grad-CAM, at the resolution of the hook
 * point's own places. Unit and threshold are chosen on other samples than they are told on: on the selection side for the held-out side, or,
 * where either side has fewer than {@value #FEW} annotated groups, on all other groups for each group in turn.
 */
final class Places {
    static final int FEW = 5;

    private final int features;
    private final int width;
    private final List<Findings.Located> located = new ArrayList<>();
    private final List<Findings.Ahead> ahead = new ArrayList<>();
    private final List<Findings.Drawn> drawn = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Places(int features, int width) {
        this.features = features;
        this.width = width;
    }

    List<Findings.Located> located() {
        return located;
    }

    List<Findings.Ahead> ahead() {
        return ahead;
    }

    List<Findings.Drawn> drawn() {
        return drawn;
    }

    List<String> notes() {
        return notes;
    }

    /** One method's scores, {@code [sample][unit]}, and on whom they are told. */
    private record Method(String name, MapScore[][] scores) {}

    /** What was told of each sample. */
    private record Told(double[] iou, double[] pointing, double[] energy, int unit, float threshold) {}

    /** Asks about one concept of sites. */
    void ask(int concept, Concept what, List<Read> selection, List<Read> heldOut) {
        List<Read> some = annotated(selection, concept);
        List<Read> others = annotated(heldOut, concept);
        List<Read> all = new ArrayList<>(some);
        all.addAll(others);
        if (groups(all).size() < 2) {
            notes.add(
                    all.isEmpty()
                            ? "No sample is annotated with " + what.id() + "."
                            : "All annotations of " + what.id() + " (in " + all.size()
                                    + (all.size() == 1 ? " sample" : " samples")
                                    + ") are of one group: nothing can be chosen on one and told on another.");
            return;
        }
        boolean inTurn = groups(some).size() < FEW || groups(others).size() < FEW;
        List<Read> told = inTurn ? all : others;
        if (inTurn) {
            notes.add("Few groups are annotated with " + what.id() + " ("
                    + groups(some).size() + " to choose on, "
                    + groups(others).size()
                    + " held out): each group is told by a unit and a threshold chosen on all other groups. The dictionary"
                    + " itself, which sees no labels, was trained on the selection side's samples.");
        }
        Method ours = new Method("best feature", scores(all, concept, this::features));
        List<Method> methods = new ArrayList<>(List.of(ours));
        methods.add(new Method("best raw channel", scores(all, concept, this::channels)));
        if (all.stream().allMatch(r -> r.map().orElseThrow().cam().length > 0)) {
            methods.add(new Method("Grad-CAM", scores(all, concept, Places::cam)));
        }
        methods.add(new Method("whole sample", scores(all, concept, Places::everywhere)));
        String[] groups = told.stream().map(Read::group).toArray(String[]::new);
        double[] best = null;
        for (Method method : methods) {
            Told t = tell(method, all, some, told, inTurn);
            located.add(new Findings.Located(
                    what.id(),
                    method.name(),
                    t.unit(),
                    t.threshold(),
                    FewMeans.of(t.iou(), groups, 0, 1),
                    FewMeans.share(t.pointing(), groups),
                    FewMeans.of(t.energy(), groups, 0, 1),
                    told.size()));
            if (best == null) {
                best = t.iou();
                draw(what, concept, t.unit(), told);
            } else {
                double[] difference = best.clone();
                for (int i = 0; i < difference.length; i++) {
                    difference[i] -= t.iou()[i];
                }
                Measure by = FewMeans.of(difference, groups, -1, 1);
                ahead.add(new Findings.Ahead(what.id(), method.name(), by));
            }
        }
    }

    private static List<Read> annotated(List<Read> reads, int concept) {
        return reads.stream()
                .filter(r -> r.map().isPresent() && both(r.map().get().truth()[concept]))
                .toList();
    }

    private static boolean both(byte[] truth) {
        boolean in = false;
        boolean out = false;
        for (byte t : truth) {
            in |= t == 1;
            out |= t == 0;
        }
        return in && out;
    }

    private static Set<String> groups(List<Read> reads) {
        TreeSet<String> names = new TreeSet<>();
        reads.forEach(r -> names.add(r.group()));
        return names;
    }

    /** Places and values of every unit's map on one sample. */
    private interface Maps {
        MapScore[] of(Read.Map map, byte[] truth);
    }

    private static MapScore[][] scores(List<Read> reads, int concept, Maps maps) {
        return reads.stream()
                .map(r -> maps.of(r.map().orElseThrow(), r.map().orElseThrow().truth()[concept]))
                .toArray(MapScore[][]::new);
    }

    private MapScore[] features(Read.Map map, byte[] truth) {
        SparseRows codes = map.codes();
        int[] start = new int[features + 1];
        for (int e = 0; e < codes.rowStart()[codes.rows()]; e++) {
            start[codes.feature()[e] + 1]++;
        }
        for (int j = 0; j < features; j++) {
            start[j + 1] += start[j];
        }
        int[] cursor = start.clone();
        int[] place = new int[start[features]];
        float[] value = new float[place.length];
        for (int r = 0; r < codes.rows(); r++) {
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                int to = cursor[codes.feature()[e]]++;
                place[to] = r;
                value[to] = codes.value()[e];
            }
        }
        MapScore[] all = new MapScore[features];
        for (int j = 0; j < features; j++) {
            all[j] = MapScore.of(
                    start[j + 1] - start[j],
                    Arrays.copyOfRange(place, start[j], start[j + 1]),
                    Arrays.copyOfRange(value, start[j], start[j + 1]),
                    truth);
        }
        return all;
    }

    private MapScore[] channels(Read.Map map, byte[] truth) {
        int rows = truth.length;
        MapScore[] all = new MapScore[2 * width];
        for (int u = 0; u < all.length; u++) {
            float[] values = new float[rows];
            for (int r = 0; r < rows; r++) {
                float v = map.rows()[r * width + u % width];
                values[r] = u < width ? v : -v;
            }
            all[u] = dense(values, truth);
        }
        return all;
    }

    private static MapScore[] cam(Read.Map map, byte[] truth) {
        return new MapScore[] {dense(map.cam(), truth)};
    }

    private static MapScore[] everywhere(Read.Map map, byte[] truth) {
        float[] ones = new float[truth.length];
        Arrays.fill(ones, 1);
        return new MapScore[] {dense(ones, truth)};
    }

    private static MapScore dense(float[] values, byte[] truth) {
        int[] place = new int[values.length];
        float[] value = new float[values.length];
        int n = 0;
        for (int r = 0; r < values.length; r++) {
            if (values[r] > 0) {
                place[n] = r;
                value[n++] = values[r];
            }
        }
        return MapScore.of(n, place, value, truth);
    }

    private static Told tell(Method method, List<Read> all, List<Read> selection, List<Read> told, boolean inTurn) {
        int n = told.size();
        double[][] figures = new double[3][n];
        Map<String, int[]> chosen = new HashMap<>();
        Map<List<Integer>, Integer> votes = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            String group = told.get(i).group();
            int[] choice = chosen.computeIfAbsent(inTurn ? group : "", g -> choose(method, all, selection, g, inTurn));
            MapScore score = method.scores()[all.indexOf(told.get(i))][choice[0]];
            figures[0][i] = score.iou()[choice[1]];
            figures[1][i] = score.pointing();
            figures[2][i] = score.energy();
            votes.merge(List.of(choice[0], choice[1]), 1, Integer::sum);
        }
        List<Integer> most = votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        boolean one = method.scores()[0].length == 1;
        return new Told(figures[0], figures[1], figures[2], one ? -1 : most.get(0), MapScore.share(most.get(1)));
    }

    /** The unit and threshold of the largest mean IoU on the samples that may choose. */
    private static int[] choose(Method method, List<Read> all, List<Read> selection, String group, boolean inTurn) {
        int[] best = {0, 0};
        double most = -1;
        int units = method.scores()[0].length;
        for (int u = 0; u < units; u++) {
            for (int t = 0; t < MapScore.shares(); t++) {
                double sum = 0;
                for (int i = 0; i < all.size(); i++) {
                    boolean asked = inTurn ? !all.get(i).group().equals(group) : selection.contains(all.get(i));
                    sum += asked ? method.scores()[i][u].iou()[t] : 0;
                }
                if (sum > most) {
                    most = sum;
                    best = new int[] {u, t};
                }
            }
        }
        return best;
    }

    private void draw(Concept what, int concept, int feature, List<Read> told) {
        float full = 0;
        List<Findings.DrawnSample> samples = new ArrayList<>();
        for (Read read : told.subList(0, Math.min(6, told.size()))) {
            Read.Map map = read.map().orElseThrow();
            byte[] truth = map.truth()[concept];
            float[] values = new float[truth.length];
            float[] inside = new float[truth.length];
            SparseRows codes = map.codes();
            for (int r = 0; r < truth.length; r++) {
                inside[r] = truth[r] == 1 ? 1 : 0;
                for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                    values[r] = codes.feature()[e] == feature ? codes.value()[e] : values[r];
                }
                full = Math.max(full, values[r]);
            }
            samples.add(new Findings.DrawnSample(read.sample(), map.coordinates(), values, inside));
        }
        drawn.add(new Findings.Drawn(what.id(), feature, full, samples));
    }
}
