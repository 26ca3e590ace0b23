package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.torch.Torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryViewTest {
    private static NDList inputs(NDManager manager, float[] x) {
        return new NDList(manager.create(x, new Shape(1, TinySubject.POSITIONS, TinySubject.WIDTH)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsKeptIsAllThatTheSubjectSees(boolean widthSecond) {
        float[] x = TinySubject.random(TinySubject.POSITIONS * TinySubject.WIDTH, 5);
        try (NDManager manager = Torch.newManager(Device.cpu());
                TinySubject subject = new TinySubject(manager, widthSecond, 1);
                Dictionary neurons = NeuronDictionary.create(TinySubject.WIDTH, 0, manager)) {
            DictionaryView view = new DictionaryView(subject, "h", neurons);
            double[][] h = subject.h(x, 0);
            double[] whole = subject.outputs(h);
            // feature 1 is the positive part of channel 1
            double[][] one = new double[h.length][TinySubject.WIDTH];
            double[][] without = new double[h.length][];
            for (int p = 0; p < h.length; p++) {
                one[p][1] = Math.max(0, h[p][1]);
                without[p] = h[p].clone();
                without[p][1] = Math.min(0, h[p][1]);
            }
            compare(view.plain(inputs(manager, x)), whole);
            compare(view.forward(inputs(manager, x), j -> true), whole);
            compare(view.forward(inputs(manager, x), j -> j == 1), subject.outputs(one));
            compare(view.forward(inputs(manager, x), j -> j != 1), subject.outputs(without));
        }
    }

    private static void compare(NDList out, double[] expected) {
        float[] values = out.get(0).toFloatArray();
        for (int o = 0; o < expected.length; o++) {
            assertThat((double) values[o]).isCloseTo(expected[o], within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradCamIsTheMeanDifferenceQuotientTimesTheRows(boolean widthSecond) {
        float[] x = TinySubject.random(TinySubject.POSITIONS * TinySubject.WIDTH, 6);
        try (NDManager manager = Torch.newManager(Device.cpu());
                TinySubject subject = new TinySubject(manager, widthSecond, 2)) {
            double[][] h = subject.h(x, 0);
            float[] rows = new float[h.length * TinySubject.WIDTH];
            double[] weight = new double[TinySubject.WIDTH];
            double step = 1e-5;
            for (int p = 0; p < h.length; p++) {
                for (int i = 0; i < TinySubject.WIDTH; i++) {
                    rows[p * TinySubject.WIDTH + i] = (float) h[p][i];
                    double at = h[p][i];
                    h[p][i] = at + step;
                    double up = subject.outputs(h)[1];
                    h[p][i] = at - step;
                    double down = subject.outputs(h)[1];
                    h[p][i] = at;
                    weight[i] += (up - down) / (2 * step) / h.length;
                }
            }
            float[] map = GradCam.of(subject, Steering.hook(subject, "h"), inputs(manager, x), rows, 1);
            for (int p = 0; p < h.length; p++) {
                double sum = 0;
                for (int i = 0; i < TinySubject.WIDTH; i++) {
                    sum += weight[i] * h[p][i];
                }
                assertThat((double) map[p]).isCloseTo(Math.max(0, sum), within(1e-4));
            }
        }
    }
}
