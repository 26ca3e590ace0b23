package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.TimestepScore;

/**
 * SAeUron (arXiv 2501.18052). At each timestep features are scored by {@code mu_i(D_c) / sum_j mu_j(D_c) - mu_i(D_not c) / sum_j
 * mu_j(D_not c)}; those above a percentile of all scores become {@code z factor mu_i(D_c)} where they exceed the mean over concepts of
 * {@code mu_i}. Of several concepts each has its own list, its rest holding the other ones, too; lists are joined, and of two edits of
 * one feature the last counts, as in the published code.
 *
 * @param reference whether the error term has the published code's sign; the paper's keeps it
 */
record Saeuron(boolean reference) implements ErasureMethod {
    private static final double[] PERCENTILES = {97, 98.5, 99.5};
    private static final double[] FACTORS = {-1, -5, -15, -30};

    @Override
    public String name() {
        return reference ? "saeuron-reference" : "saeuron";
    }

    @Override
    public String sentence() {
        return reference
                ? "saeuron with the error term reversed, as its published code has it"
                : "SAeUron: features by score and percentile at each timestep, multiplied where they exceed their gate";
    }

    @Override
    public List<Trial> trials(Material material) {
        Map<String, Trial> trials = new LinkedHashMap<>();
        for (double percentile : PERCENTILES) {
            for (double factor : FACTORS) {
                String setting = "percentile " + Words.number(percentile) + ", factor " + Words.number(factor);
                trials.put(setting, trial(material, new TimestepScore(percentile, factor), setting));
            }
        }
        return List.copyOf(trials.values());
    }

    private Trial trial(Material material, TimestepScore score, String setting) {
        Choice all = joined(material.target().numbers().stream()
                .map(number -> score.choose(material.each().get(number), 1))
                .toList());
        List<Intervention> edits = material.edits(all).stream()
                .map(e -> reference ? e.withError(ErrorTerm.REVERSED) : e)
                .toList();
        int most = all.edits().stream()
                .mapToInt(p -> (int)
                        p.edits().stream().map(FeatureEdit::feature).distinct().count())
                .max()
                .orElse(0);
        return Trial.edits(name(), setting, most, edits);
    }

    /** The lists of several concepts one behind the other, timestep by timestep: evidence of one run has the same timesteps throughout. */
    static Choice joined(List<Choice> choices) {
        Choice first = choices.get(0);
        List<Choice.Part> parts = new ArrayList<>();
        for (int i = 0; i < first.edits().size(); i++) {
            List<FeatureEdit> edits = new ArrayList<>();
            for (Choice choice : choices) {
                edits.addAll(choice.edits().get(i).edits());
            }
            parts.add(new Choice.Part(first.edits().get(i).where(), edits, List.of()));
        }
        return new Choice(first.strategy(), first.ranking(), parts, first.gate(), first.error());
    }
}
