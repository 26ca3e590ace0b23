package org.echelle.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.sae.Dictionary;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Projection;
import org.echelle.steering.SteeringException;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.MeanDifference;
import org.echelle.steering.choice.SetDifference;
import org.echelle.steering.choice.TimestepScore;

/**
 * Ways to erase a class, each with the grid of settings that tuning chooses from.
 *
 * <ul>
 *   <li>{@code saeuron}: SAeUron (arXiv 2501.18052), features by score and percentile at each timestep, multiplied where they exceed
 *       their gate; the error term kept, as its paper has it.
 *   <li>{@code saeuron-reference}: the same with the error term reversed, as its published code has it.
 *   <li>{@code itd}: Interpret-then-Deactivate (arXiv 2503.09446), the features of samples of the class and of hardly any other,
 *       multiplied by a negative factor, the error term dropped.
 *   <li>{@code ablate}: the features whose mean activation differs most, set to 0.
 *   <li>{@code project}: the span of their atoms taken out of every row; what can be folded into weights.
 *   <li>{@code negative}: baseline without features, guidance leads away from the class (a negative prompt).
 *   <li>{@code ask-nothing}: baseline without features, samples of the class are asked for nothing (a swap of the condition).
 * </ul>
 */
final class EraseMethods {
    /** In the order in which results are told. */
    static final List<String> ALL =
            List.of("saeuron", "saeuron-reference", "itd", "ablate", "project", "negative", "ask-nothing");

    private static final double[] PERCENTILES = {97, 98.5, 99.5};
    private static final double[] FACTORS = {-1, -5, -15, -30};
    private static final int[] COUNTS = {1, 2, 4, 8, 16};
    private static final int[] SETS = {4, 16};
    private static final double[] SET_FACTORS = {-1, -8};

    private final Evidence evidence;
    private final Dictionary dictionary;
    private final String hook;
    private final Where where;
    private final PictureMaker maker;
    private final String target;

    /**
     * @param evidence of the selection side: what rows with and without the class show
     * @param where rows that the dictionary was trained on
     * @param target what samples of the class ask for; empty where nothing can be asked for
     */
    EraseMethods(
            Evidence evidence, Dictionary dictionary, String hook, Where where, PictureMaker maker, String target) {
        this.evidence = evidence;
        this.dictionary = dictionary;
        this.hook = hook;
        this.where = where;
        this.maker = maker;
        this.target = target;
    }

    /** Checks names before any work. */
    static void require(List<String> names) {
        for (String name : names) {
            if (!ALL.contains(name)) {
                throw new RunException(
                        "There is no erasure method '" + name + "'; there are " + String.join(", ", ALL) + ".");
            }
        }
    }

    /** The trials of a method; none, with the reason, where it does not fit this subject or finds no feature. */
    record Grid(List<EraseTrial> trials, String why) {}

    Grid grid(String method) {
        try {
            return new Grid(trials(method), "");
        } catch (SteeringException e) {
            return new Grid(List.of(), String.valueOf(e.getMessage()));
        }
    }

    private List<EraseTrial> trials(String method) {
        return switch (method) {
            case "saeuron" -> scored(method, Optional.empty());
            case "saeuron-reference" -> scored(method, Optional.of(ErrorTerm.REVERSED));
            case "itd" -> sets();
            case "ablate" -> ablations();
            case "project" -> projections();
            case "negative" -> List.of(EraseTrial.asking(method, "instead of nothing", s -> maker.avoiding(s, target)));
            case "ask-nothing" -> List.of(EraseTrial.asking(method, "in place of the class", this::nothing));
            default -> throw new IllegalArgumentException(method);
        };
    }

    private Sample nothing(Sample sample) {
        boolean asked = maker.condition(sample).equals(target);
        return asked ? maker.sample(sample.id(), "", EraseSamples.seed(sample)) : sample;
    }

    private List<EraseTrial> scored(String method, Optional<ErrorTerm> error) {
        Map<String, EraseTrial> trials = new LinkedHashMap<>();
        for (double percentile : PERCENTILES) {
            for (double factor : FACTORS) {
                Choice choice = new TimestepScore(percentile, factor).choose(evidence, 1);
                List<Intervention> edits = edits(choice).stream()
                        .map(e -> error.map(e::withError).orElse(e))
                        .toList();
                String setting =
                        String.format(Locale.ROOT, "percentile %s, factor %s", shown(percentile), shown(factor));
                trials.put(setting, EraseTrial.edits(method, setting, most(choice), edits));
            }
        }
        return List.copyOf(trials.values());
    }

    private List<EraseTrial> sets() {
        List<EraseTrial> trials = new ArrayList<>();
        for (int count : SETS) {
            for (double factor : SET_FACTORS) {
                Choice choice = new SetDifference(0.01, factor).choose(evidence, count);
                String setting = choice.features().length + " features, factor " + shown(factor);
                trials.add(EraseTrial.edits("itd", setting, choice.features().length, edits(choice)));
            }
        }
        return trials;
    }

    private List<EraseTrial> ablations() {
        List<EraseTrial> trials = new ArrayList<>();
        for (int count : COUNTS) {
            int[] features = new MeanDifference().choose(evidence, count).features();
            trials.add(
                    EraseTrial.edits("ablate", words(features.length), features.length, List.of(ablation(features))));
        }
        return trials;
    }

    private Intervention ablation(int[] features) {
        return Intervention.of(hook, Operation.ablate(), features).withWhere(where);
    }

    private List<EraseTrial> projections() {
        List<EraseTrial> trials = new ArrayList<>();
        for (int count : COUNTS) {
            int[] features = new MeanDifference().choose(evidence, count).features();
            Intervention edit = Intervention.of(hook, List.of())
                    .withProjection(Projection.of(dictionary, 0, features))
                    .withWhere(where);
            trials.add(EraseTrial.edits("project", words(features.length), features.length, List.of(edit)));
        }
        return trials;
    }

    /** A choice's edits on the rows that the dictionary knows. */
    private List<Intervention> edits(Choice choice) {
        return choice.interventions(hook).stream()
                .map(e -> e.withWhere(e.where().and(where)))
                .toList();
    }

    private static int most(Choice choice) {
        return choice.edits().stream().mapToInt(p -> p.edits().size()).max().orElse(0);
    }

    private static String words(int features) {
        return features == 1 ? "1 feature" : features + " features";
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
