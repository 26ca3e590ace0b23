package org.echelle.steering.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Draws control features that fire as often and as strongly as the chosen ones: for each of these one of its nearest in doublings
 * of firing rate and mean activation, none twice, none of the chosen.
 */
public final class MatchedFeatures {
    private final FeatureRates rates;
    private final int[] chosen;
    private final int near;

    /**
     * @param chosen the features under test
     * @param near among how many nearest a control is drawn
     */
    public MatchedFeatures(FeatureRates rates, int[] chosen, int near) {
        this.rates = rates;
        this.chosen = chosen.clone();
        this.near = near;
    }

    /**
     * One draw.
     *
     * @return chosen feature to its control; a feature for which none is left is missing
     */
    public Map<Integer, Integer> draw(long seed) {
        Random random = new Random(seed);
        Set<Integer> taken = new HashSet<>();
        for (int j : chosen) {
            taken.add(j);
        }
        // In random order, so that not always the same feature has the first pick.
        List<Integer> order = new ArrayList<>();
        for (int j : chosen) {
            order.add(j);
        }
        Collections.shuffle(order, random);
        Map<Integer, Integer> drawn = new LinkedHashMap<>();
        for (int j : order) {
            List<Integer> candidates = nearest(j, taken);
            if (!candidates.isEmpty()) {
                int control = candidates.get(random.nextInt(candidates.size()));
                taken.add(control);
                drawn.put(j, control);
            }
        }
        return drawn;
    }

    private List<Integer> nearest(int j, Set<Integer> taken) {
        List<Integer> all = new ArrayList<>();
        for (int c = 0; c < rates.rate().length; c++) {
            if (!taken.contains(c) && Double.isFinite(rates.distance(j, c))) {
                all.add(c);
            }
        }
        all.sort(Comparator.comparingDouble(c -> rates.distance(j, c)));
        return all.subList(0, Math.min(near, all.size()));
    }

    /**
     * How well a draw matches: by how many doublings firing rate and mean activation differ, as means of absolute values.
     *
     * @return rate, then mean activation
     */
    public double[] mismatch(Map<Integer, Integer> drawn) {
        double rate = 0;
        double mean = 0;
        for (Map.Entry<Integer, Integer> pair : drawn.entrySet()) {
            rate += Math.abs(FeatureRates.log2(rates.rate()[pair.getKey()] / rates.rate()[pair.getValue()]));
            mean += Math.abs(FeatureRates.log2(rates.mean()[pair.getKey()] / rates.mean()[pair.getValue()]));
        }
        int n = Math.max(1, drawn.size());
        return new double[] {rate / n, mean / n};
    }
}
