package org.echelle.runs.reliance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.reliance.ClassMeans;
import org.echelle.runs.ClassifiedRun;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.steering.DictionaryView;
import org.echelle.steering.experiment.Readout;

/** Group interventions: the subject sees only a few features of each class (ON), or all but these (OFF), without error term. */
final class Interventions {
    /**
     * One choice of units.
     *
     * @param units in words
     * @param draw which of several random draws; 0 else
     */
    private record Pass(String what, String units, int count, BitSet set, int draw) {
        boolean keeps(int unit) {
            return set.get(unit) == what.equals(Verdicts.ON);
        }
    }

    private final ClassifiedRun run;
    private final RelyOptions options;
    private final DictionaryView view;
    private final Readout readout;
    private final int target;
    private final GroupBootstrap draws;

    Interventions(
            ClassifiedRun run,
            RelyOptions options,
            DictionaryView view,
            Readout readout,
            int target,
            GroupBootstrap draws) {
        this.run = run;
        this.options = options;
        this.view = view;
        this.readout = readout;
        this.target = target;
        this.draws = draws;
    }

    /** Log-odds of an output against the others of its decision; the output itself where it stands alone. */
    static double score(float[] logits, Readout readout, int target) {
        double most = Double.NEGATIVE_INFINITY;
        for (int o = 0; o < logits.length; o++) {
            if (o != target && readout.groupOf()[o] == readout.groupOf()[target]) {
                most = Math.max(most, logits[o]);
            }
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return logits[target];
        }
        double sum = 0;
        for (int o = 0; o < logits.length; o++) {
            if (o != target && readout.groupOf()[o] == readout.groupOf()[target]) {
                sum += Math.exp(logits[o] - most);
            }
        }
        return logits[target] - most - Math.log(sum);
    }

    /**
     * Lets the subject judge.
     *
     * @param features class means on the selection side
     * @param channels the same of raw channels
     * @param heldOut samples to tell on, and whether each has the finding
     */
    Verdicts judge(ClassMeans features, ClassMeans channels, Map<Integer, Boolean> heldOut) {
        List<Pass> passes = passes(features, channels);
        int[] samples =
                heldOut.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        Map<Pass, List<Double>> scores = new HashMap<>();
        List<Double> base = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        passes.forEach(p -> scores.put(p, new ArrayList<>()));
        try (Dictionary neurons =
                NeuronDictionary.create(run.hook().width(), 0, run.opened().manager())) {
            DictionaryView raw =
                    new DictionaryView(run.opened().subject(), run.hook().name(), neurons);
            run.inputs(samples, "keep and remove features").each(batch -> {
                int n = batch.samples().length;
                for (int s : batch.samples()) {
                    order.add(s);
                }
                add(base, Reading.outputs(view.plain(batch.inputs()), n));
                add(whole, Reading.outputs(view.forward(batch.inputs(), j -> true), n));
                for (Pass p : passes) {
                    run.progress().check();
                    DictionaryView through = p.units().equals("raw channels") ? raw : view;
                    add(scores.get(p), Reading.outputs(through.forward(batch.inputs(), p::keeps), n));
                }
            });
        }
        List<Verdicts.Seen> seen = new ArrayList<>();
        seen.add(new Verdicts.Seen(Verdicts.BASE, "", 0, view.features(), List.of(doubles(base))));
        seen.add(new Verdicts.Seen(
                Verdicts.RECONSTRUCTION, Verdicts.FEATURES, 0, view.features(), List.of(doubles(whole))));
        for (Pass p : passes) {
            if (p.draw() == 0) {
                List<Pass> together = passes.stream()
                        .filter(q -> q.what().equals(p.what()) && q.units().equals(p.units()) && q.count() == p.count())
                        .toList();
                seen.add(new Verdicts.Seen(
                        p.what(),
                        p.units(),
                        p.count(),
                        together.stream()
                                .mapToInt(q -> q.set().cardinality())
                                .average()
                                .orElse(0),
                        together.stream().map(q -> doubles(scores.get(q))).toList()));
            }
        }
        boolean[] positive = new boolean[order.size()];
        String[] groups = new String[positive.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = heldOut.get(order.get(i));
            groups[i] = run.group(order.get(i));
        }
        return new Verdicts(order.stream().mapToInt(Integer::intValue).toArray(), positive, groups, seen, draws);
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void add(List<Double> scores, List<float[]> logits) {
        logits.forEach(l -> scores.add(score(l, readout, target)));
    }

    private List<Pass> passes(ClassMeans features, ClassMeans channels) {
        List<Pass> passes = new ArrayList<>();
        int[] living = java.util.stream.IntStream.range(0, view.features())
                .filter(j -> features.with()[j] > 0 || features.without()[j] > 0)
                .toArray();
        Random random = new Random(run.opened().config().seed());
        for (int k : options.counts()) {
            BitSet ours = set(choose(features, k));
            BitSet raw = set(choose(channels, k));
            for (String what : List.of(Verdicts.ON, Verdicts.OFF)) {
                passes.add(new Pass(what, Verdicts.FEATURES, k, ours, 0));
                passes.add(new Pass(what, "raw channels", k, raw, 0));
            }
            for (int draw = 0; draw < options.random(); draw++) {
                BitSet any = new BitSet();
                while (any.cardinality() < Math.min(ours.cardinality(), living.length)) {
                    any.set(living[random.nextInt(living.length)]);
                }
                passes.add(new Pass(Verdicts.ON, "random features", k, any, draw));
                passes.add(new Pass(Verdicts.OFF, "random features", k, any, draw));
            }
        }
        return passes;
    }

    private int[] choose(ClassMeans means, int k) {
        return options.ranking().equals("mean") ? means.strongest(k) : means.mostDifferent(k);
    }

    private static BitSet set(int[] units) {
        BitSet set = new BitSet();
        for (int u : units) {
            set.set(u);
        }
        return set;
    }
}
