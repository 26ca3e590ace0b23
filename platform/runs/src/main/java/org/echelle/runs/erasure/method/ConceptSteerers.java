package org.echelle.runs.erasure.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.steering.Intervention;
import org.echelle.steering.Push;
import org.echelle.steering.Where;

/**
 * Concept Steerers (arXiv 2501.19066) on a text encoder. A prompt that describes the concept gives a vector a position, {@code v_p =
 * W_dec (lambda ReLU(W_enc (x_p - b_pre) + b_lat))} with every positive activation, no selection of the k largest and no bias added
 * back. It is added position by position to the prompt's rows, padding included, and subtracted from those of the branch without the
 * condition. A negative lambda erases.
 */
record ConceptSteerers() implements ErasureMethod {
    private static final double[] LAMBDAS = {-0.25, -0.5, -1, -2, -4};

    @Override
    public String name() {
        return "concept-steerers";
    }

    @Override
    public String sentence() {
        return "Concept Steerers: what a prompt of the concept writes through the features, taken from a text encoder's rows";
    }

    @Override
    public Optional<String> unfit(Material material) {
        return TextHooks.is(material.hook())
                ? Optional.empty()
                : Optional.of("It edits rows of a text encoder, and "
                        + material.hook().name() + " is no hook point of one.");
    }

    @Override
    public List<Trial> trials(Material material) {
        float[][] codes = material.texts().positive(material.conceptPrompt());
        float[] atoms = material.dictionary().atoms().toFloats();
        int width = material.dictionary().width();
        List<Push> pushes = new ArrayList<>();
        for (int p = 0; p < codes.length; p++) {
            pushes.add(Push.at(p, written(codes[p], atoms, width)));
        }
        List<Trial> trials = new ArrayList<>();
        for (double lambda : LAMBDAS) {
            trials.add(Trial.edits(
                    name(),
                    "\"" + material.conceptPrompt() + "\", lambda " + Words.number(lambda),
                    material.dictionary().features(),
                    List.of(edit(material, pushes, 1, lambda), edit(material, pushes, 0, -lambda))));
        }
        return trials;
    }

    private static Intervention edit(Material material, List<Push> pushes, int branch, double strength) {
        return Intervention.of(material.hook().name(), List.of())
                .withPushes(pushes)
                .withWhere(Where.along("branch", branch, branch).withPadding())
                .withStrength(strength);
    }

    /** {@code sum_j z_j atom_j}. */
    static float[] written(float[] codes, float[] atoms, int width) {
        double[] sum = new double[width];
        for (int j = 0; j < codes.length; j++) {
            for (int i = 0; i < width && codes[j] != 0; i++) {
                sum[i] += (double) codes[j] * atoms[j * width + i];
            }
        }
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) sum[i];
        }
        return vector;
    }
}
