package org.echelle.steering.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;
import org.echelle.steering.SteeringException;

/**
 * Outputs of a subject for every sample, unedited and under every variant.
 *
 * @param samples index of each sample
 * @param bare {@code [sample][output]} without edits
 * @param edited {@code [variant][sample][output]}
 */
public record Passes(int[] samples, float[][] bare, float[][][] edited) {
    /** One batch of inputs; whoever made it closes it. */
    public record Batch(int[] samples, NDList inputs) {}

    /** Where inputs come from. */
    @FunctionalInterface
    public interface Inputs {
        /** Hands over batch after batch, each valid during the call only. */
        void each(Consumer<Batch> taker);
    }

    /**
     * Runs everything: one plain pass and one pass a variant for each batch.
     *
     * @param dictionary of the rows at the variants' hook point
     */
    public static Passes run(Subject subject, Dictionary dictionary, List<Variant> variants, Inputs inputs) {
        List<Integer> samples = new ArrayList<>();
        List<float[]> bare = new ArrayList<>();
        List<List<float[]>> edited = new ArrayList<>();
        variants.forEach(v -> edited.add(new ArrayList<>()));
        inputs.each(batch -> {
            Steering steering = Steering.of(subject).remembering(1);
            bare.addAll(outputs(steering, batch));
            for (int i : batch.samples()) {
                samples.add(i);
            }
            for (int v = 0; v < variants.size(); v++) {
                Steering with = steering;
                for (Intervention each : variants.get(v).interventions()) {
                    with = with.with(dictionary, each);
                }
                edited.get(v).addAll(outputs(with, batch));
            }
        });
        return new Passes(
                samples.stream().mapToInt(Integer::intValue).toArray(),
                bare.toArray(new float[0][]),
                edited.stream().map(list -> list.toArray(new float[0][])).toArray(float[][][]::new));
    }

    private static List<float[]> outputs(Steering steering, Batch batch) {
        NDList out = steering.forward(batch.inputs());
        try {
            NDArray first = out.get(0);
            int n = batch.samples().length;
            if (first.getShape().dimension() < 2 || first.getShape().get(0) != n) {
                throw new SteeringException("The subject's first output has shape " + first.getShape()
                        + "; an experiment" + " needs one vector a sample, such as logits of classes.");
            }
            float[] values = first.toFloatArray();
            int width = values.length / n;
            List<float[]> rows = new ArrayList<>();
            for (int s = 0; s < n; s++) {
                rows.add(java.util.Arrays.copyOfRange(values, s * width, (s + 1) * width));
            }
            return rows;
        } finally {
            out.close();
        }
    }
}
