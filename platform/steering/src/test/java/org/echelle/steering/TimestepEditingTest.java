package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** Edits with a dictionary that was trained on rows normalised by timestep, of a subject that passes its hook point step by step. */
class TimestepEditingTest {
    private static final int[] TIMES = {30, 20, 10};

    /** Shows its one row at each timestep and gives what became of it. */
    private static final class Steps implements Subject {
        @Override
        public String fingerprint() {
            return "0".repeat(64);
        }

        @Override
        public Map<String, String> facts() {
            return Map.of();
        }

        @Override
        public List<HookPoint> hookPoints() {
            return List.of(new HookPoint(
                    "block", 2, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("timestep", 100)), "a block"));
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of();
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of();
        }

        @Override
        public NDList prepare(List<Sample> batch, NDManager manager) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NDList forward(NDList inputs, Tap tap) {
            NDList out = new NDList();
            for (int time : TIMES) {
                out.add(tap.with("timestep", time).at("block", inputs.get(0)));
            }
            return out;
        }

        @Override
        public Sites sites(HookPoint hook, NDList inputs) {
            return Sites.repeated(1, new int[][] {{0}});
        }

        @Override
        public Subject randomTwin(long seed, OpenContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    /** One feature an axis, the larger one kept; timestep 10 as it is, timestep 30 less (10, 0) and halved. */
    private static StoredDictionary dictionary() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("encoder", HostTensor.ofFloats(new float[] {1, 0, 0, 1}, 2, 2));
        tensors.put("decoder", HostTensor.ofFloats(new float[] {1, 0, 0, 1}, 2, 2));
        tensors.put("b_enc", HostTensor.ofFloats(new float[2], 2));
        tensors.put("b_dec", HostTensor.ofFloats(new float[2], 2));
        tensors.put("timestep_mean", HostTensor.ofFloats(new float[] {0, 0, 10, 0}, 2, 2));
        tensors.put("timestep_scale", HostTensor.ofFloats(new float[] {1, 2}, 2));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("architecture", "topk");
        facts.put("k", 1);
        facts.put("timesteps", List.of(10, 30));
        facts.put("normalisation", Map.of("kind", "by-timestep"));
        return new StoredDictionary(tensors, facts);
    }

    @Test
    void aFeatureIsTakenFromEachStepAsThatStepsMeanAndScaleHaveIt() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.open(dictionary(), manager)) {
            NDArray row = manager.create(new float[] {14, 2}).reshape(1, 2);
            NDList out = Steering.of(new Steps())
                    .with(dictionary, Intervention.of("block", Operation.ablate(), 0))
                    .forward(new NDList(row));
            // (14 - 10) / 2 = 2 in its units, 4 in the row's; half-way the mean is 5 and the scale 1.5: 9; at 10 it is
            // 14
            assertThat(out.get(0).toFloatArray()).containsExactly(new float[] {10, 2}, within(1e-5f));
            assertThat(out.get(1).toFloatArray()).containsExactly(new float[] {5, 2}, within(1e-5f));
            assertThat(out.get(2).toFloatArray()).containsExactly(new float[] {0, 2}, within(1e-5f));
            NDList same = Steering.of(new Steps())
                    .with(
                            dictionary,
                            Intervention.of("block", Operation.ablate(), 0).withStrength(0))
                    .forward(new NDList(row));
            assertThat(same.get(0).toFloatArray()).containsExactly(14, 2);
            float[] view = Steering.of(new Steps())
                    .with(dictionary, Intervention.reconstruction("block"))
                    .forward(new NDList(row))
                    .get(0)
                    .toFloatArray();
            assertThat(view).containsExactly(new float[] {14, 0}, within(1e-5f)); // the smaller axis is not kept
        }
    }
}
