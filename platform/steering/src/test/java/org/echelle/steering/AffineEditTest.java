package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.echelle.sae.Dictionary;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** Edits folded into weights give what the edit of the row gives. */
class AffineEditTest {
    private final PlainDictionary plain = new PlainDictionary(10);

    private static double[][] matrix(int rows, int columns, long seed) {
        float[] values = TinySubject.random(rows * columns, seed);
        double[][] m = new double[rows][columns];
        for (int i = 0; i < values.length; i++) {
            m[i / columns][i % columns] = values[i];
        }
        return m;
    }

    private static double[] times(AffineEdit.Layer layer, double[] x) {
        double[] y = layer.bias().clone();
        for (int i = 0; i < y.length; i++) {
            for (int k = 0; k < x.length; k++) {
                y[i] += layer.weight()[i][k] * x[k];
            }
        }
        return y;
    }

    private void sameFolded(AffineEdit edit) {
        int d = TinySubject.WIDTH;
        AffineEdit.Layer before = new AffineEdit.Layer(matrix(d, 3, 1), matrix(1, d, 2)[0]);
        AffineEdit.Layer behind = new AffineEdit.Layer(matrix(5, d, 3), matrix(1, 5, 4)[0]);
        double[] y = matrix(1, 3, 5)[0];
        double[] edited = edit.apply(times(before, y));
        assertThat(times(edit.intoPreceding(before), y)).containsExactly(edited, within(1e-9));
        assertThat(times(edit.intoFollowing(behind), times(before, y)))
                .containsExactly(times(behind, edited), within(1e-9));
    }

    @Test
    void aConstantAddedToFeaturesIsABias() {
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            Intervention add = Intervention.of("h", new Operation.Add(0.5f), 1, 3)
                    .withPushes(List.of(new Push(new float[] {1, 0, 0, -1})))
                    .withStrength(2);
            AffineEdit edit = AffineEdit.of(add, dictionary);
            double[] x = matrix(1, TinySubject.WIDTH, 9)[0];
            double[] z = plain.encode(x);
            double[] a = plain.decode(z);
            z[1] += 1;
            z[3] += 1;
            double[] b = plain.decode(z);
            double[] push = {2, 0, 0, -2};
            for (int i = 0; i < x.length; i++) {
                assertThat(edit.apply(x)[i]).isCloseTo(x[i] + b[i] - a[i] + push[i], within(1e-5));
            }
            sameFolded(edit);
        }
    }

    @Test
    void aProjectionLeavesNothingAlongTheAtoms() {
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            AffineEdit edit = AffineEdit.projection(dictionary, 0, 0, 4, 0);
            double[] y = edit.apply(matrix(1, TinySubject.WIDTH, 9)[0]);
            for (int j : new int[] {0, 4}) {
                double along = 0;
                for (int i = 0; i < y.length; i++) {
                    along += y[i] * plain.decoder[j * y.length + i];
                }
                assertThat(along).isCloseTo(0, within(1e-6));
            }
            sameFolded(edit);
            sameFolded(AffineEdit.projection(dictionary, 0.25, 2));
        }
    }

    @Test
    void whatIsNotLinearIsRefusedInASentence() {
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            Intervention add = Intervention.of("h", new Operation.Add(1), 1);
            assertThatThrownBy(() -> AffineEdit.of(Intervention.of("h", Operation.ablate(), 1), dictionary))
                    .isInstanceOf(SteeringException.class)
                    .hasMessageContaining("'ablate' of feature 1 depends on whether the feature fires; a projection");
            assertThatThrownBy(() -> AffineEdit.of(add.withError(ErrorTerm.DROPPED), dictionary))
                    .hasMessageContaining("not linear");
            assertThatThrownBy(() -> AffineEdit.of(add.withWhere(Where.classToken()), dictionary))
                    .hasMessageContaining("every row");
        }
    }

    @Test
    void aProjectedRowIsTheAffineMapOfTheRowAtEveryStrengthAndTheFoldedOutputsAreTheTappedOnes() {
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager);
                TinySubject subject = new TinySubject(manager, false, 5)) {
            float[] values = TinySubject.random(2 * TinySubject.POSITIONS * TinySubject.WIDTH, 6);
            NDList inputs = new NDList(manager.create(values, new Shape(2, TinySubject.POSITIONS, TinySubject.WIDTH)));
            for (double strength : new double[] {0.5, 1, 2}) {
                Intervention edit = Intervention.of("h", new Operation.Add(0.25f), 2)
                        .withProjection(Projection.of(dictionary, 0.25, 1, 4))
                        .withStrength(strength);
                AffineEdit affine = AffineEdit.of(edit, dictionary);
                float[] tapped = Steering.of(subject)
                        .with(dictionary, edit)
                        .forward(inputs)
                        .get(0)
                        .toFloatArray();
                for (int sample = 0; sample < 2; sample++) {
                    double[][] h = subject.h(values, sample);
                    for (int p = 0; p < h.length; p++) {
                        h[p] = affine.apply(h[p]);
                    }
                    double[] folded = subject.outputs(h);
                    for (int o = 0; o < TinySubject.OUTPUTS; o++) {
                        assertThat((double) tapped[sample * TinySubject.OUTPUTS + o])
                                .isCloseTo(folded[o], within(1e-4));
                    }
                }
            }
            float[] bare =
                    subject.forward(inputs, org.echelle.api.Tap.NONE).get(0).toFloatArray();
            assertThat(Steering.of(subject)
                            .with(
                                    dictionary,
                                    Intervention.of("h", List.of())
                                            .withProjection(Projection.of(dictionary, 0, 1))
                                            .withStrength(0))
                            .forward(inputs)
                            .get(0)
                            .toFloatArray())
                    .containsExactly(bare);
        }
    }
}
