package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.steering.Intervention;
import org.echelle.steering.Push;
import org.echelle.steering.Where;

/**
 * The weights that read the condition, edited in closed form: a baseline without features.
 *
 * <p>Of text: Unified Concept Editing (arXiv 2308.14761) of every {@code to_k} and {@code to_v} at once, {@code W' = (sum v* c' + W (sum k
 * k' + lambda I)) (sum c c' + sum k k' + lambda I)^-1} with {@code v* = W c*}, over rows {@code c} of erased texts, {@code c*} of what
 * they shall be read as and {@code k} of texts to keep. Then {@code W' = W (I + A)} with one {@code A} for all layers, so that the edit is
 * the linear map {@code I + A} of the encoder's last rows, of both branches and padding: that is how it is made here. See {@link Reread}.
 *
 * <p>Of classes: the class's row of the label table becomes the row for none, which nobody who asks for the class can go round; the pictures
 * are, to the bit, those of {@code ask-nothing}.
 */
record WeightEdit() implements ErasureMethod {
    private static final double[] LAMBDAS = {0.01, 0.1, 1};

    @Override
    public String name() {
        return "weight-edit";
    }

    @Override
    public String sentence() {
        return "weights that read the condition edited in closed form (UCE; of classes: the label's row becomes the row for none)";
    }

    @Override
    public boolean baseline() {
        return true;
    }

    @Override
    public Optional<String> unfit(Material material) {
        return material.unaskable()
                .or(() -> material.maker().takesText()
                                && TextHooks.last(material.hooks()).isEmpty()
                        ? Optional.of("The network reads more than one text encoder's last rows.")
                        : Optional.empty());
    }

    @Override
    public List<Trial> trials(Material material) {
        if (!material.maker().takesText()) {
            return List.of(Trial.asking(
                    name(),
                    "the label's row replaced by the row for none",
                    new AskNothing().trials(material).get(0).request()));
        }
        HookPoint last = TextHooks.last(material.hooks()).orElseThrow();
        List<Trial> trials = new ArrayList<>();
        for (String instead : material.instead().isEmpty() ? List.of("") : List.of(material.instead(), "")) {
            for (double lambda : LAMBDAS) {
                trials.add(trial(material, last, instead, lambda));
            }
        }
        return trials;
    }

    private Trial trial(Material material, HookPoint last, String instead, double lambda) {
        List<float[]> erased = new ArrayList<>();
        List<float[]> readAs = new ArrayList<>();
        List<float[]> kept = new ArrayList<>();
        for (String text : material.asks()) {
            List<float[]> rows = List.of(material.texts().rows(last.name(), text));
            if (!material.target().has(Phrase.classOf(text, material.classes()))) {
                kept.addAll(rows);
                continue;
            }
            String other =
                    instead.isEmpty() ? "" : Phrase.with(text, material.target().names(), instead);
            erased.addAll(rows);
            readAs.addAll(List.of(material.texts().rows(last.name(), other)));
        }
        kept.addAll(List.of(material.texts().rows(last.name(), "")));
        List<Push> map = Reread.of(erased, readAs, kept, lambda);
        Intervention edit = Intervention.of(last.name(), List.of())
                .withPushes(map)
                .withWhere(Where.everywhere().withPadding());
        String setting = "read as " + (instead.isEmpty() ? "nothing" : instead) + ", lambda " + Words.number(lambda);
        return Trial.edits(name(), setting, 0, List.of(edit));
    }
}
