package org.echelle.steering.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a subject's outputs decide: columns with names, in groups of alternatives. Probabilities are the softmax over a group.
 *
 * @param names of the columns; their numbers where the subject gives none
 * @param groupOf {@code [column]}
 * @param groups how many decisions lie side by side
 */
public record Readout(List<String> names, int[] groupOf, int groups) {
    /**
     * From the subject's names.
     *
     * @param given as {@link org.echelle.api.Subject#outputNames} gives them; empty for one group of numbered columns
     * @param width number of columns
     */
    public static Readout of(List<String> given, int width) {
        List<String> names = new ArrayList<>(given.size() == width ? given : List.of());
        for (int o = names.size(); o < width; o++) {
            names.add(String.valueOf(o));
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int[] groupOf = new int[width];
        for (int o = 0; o < width; o++) {
            int slash = names.get(o).indexOf('/');
            String group = slash < 0 ? "" : names.get(o).substring(0, slash);
            groupOf[o] = numbers.computeIfAbsent(group, g -> numbers.size());
        }
        return new Readout(List.copyOf(names), groupOf, numbers.size());
    }

    /** Probability of a column among the alternatives of its group. */
    public double probability(float[] logits, int column) {
        double max = Double.NEGATIVE_INFINITY;
        for (int o = 0; o < logits.length; o++) {
            if (groupOf[o] == groupOf[column]) {
                max = Math.max(max, logits[o]);
            }
        }
        double sum = 0;
        for (int o = 0; o < logits.length; o++) {
            if (groupOf[o] == groupOf[column]) {
                sum += Math.exp(logits[o] - max);
            }
        }
        return Math.exp(logits[column] - max) / sum;
    }

    /** The column with the largest logit of a group; of equal ones the first. */
    public int decided(float[] logits, int group) {
        int best = -1;
        for (int o = 0; o < logits.length; o++) {
            if (groupOf[o] == group && (best < 0 || logits[o] > logits[best])) {
                best = o;
            }
        }
        return best;
    }
}
