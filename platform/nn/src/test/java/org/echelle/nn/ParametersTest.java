package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private static Weights weights(String... names) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (String name : names) {
            tensors.put(name, HostTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        }
        return Weights.of(tensors);
    }

    @Test
    void everythingThatDoesNotFitIsListedAtOnce() {
        Parameters p = Parameters.of(weights("a.x", "a.y", "b.z", "b.extra", "b.step"), manager);
        p.at("a").get("x", 2, 3);
        p.at("a").get("y", 3, 2);
        p.at("b").get("z", 2, 3);
        p.at("b").get("gone", 4);
        p.at("c.").get("lost", 1, 1);
        p.ignore("*.step");
        assertThatThrownBy(() -> p.verify("a test net"))
                .isInstanceOf(NnException.class)
                .hasMessage("The weights do not fit a test net: 2 missing (b.gone [4], c.lost [1, 1]); "
                        + "1 left over (b.extra [2, 3]); 1 of another shape (a.y is [2, 3] and should be [3, 2])."
                        + " Check that file, kind and layout belong together.");
    }

    @Test
    void ofManyMisfitsTheFirstAreNamedAndTheRestCounted() {
        Parameters p = Parameters.of(weights("a"), manager);
        p.get("a", 2, 3);
        for (int i = 0; i < 700; i++) {
            p.get("m" + (100 + i), 1);
        }
        assertThatThrownBy(() -> p.verify("a test net"))
                .hasMessageContaining("700 missing (m100 [1], m101 [1],")
                .hasMessageContaining("m107 [1], and 692 more).");
    }

    @Test
    void whatFitsPasses() {
        Parameters p = Parameters.of(weights("a", "b.num_batches_tracked"), manager);
        assertThat(p.get("a", 2, 3).toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(p.find("c", 1)).isEmpty();
        assertThat(p.find("a", 2, 3)).isPresent();
        p.at("b").ignore("num_batches_tracked");
        assertThatCode(() -> p.verify("x")).doesNotThrowAnyException();
        assertThat(p.taken()).containsOnlyKeys("a");
    }

    @Test
    void halfPrecisionBecomesFloat32() {
        HostTensor half = HostTensor.ofFloats(new float[] {0.5f, -2}, 2);
        Parameters p = Parameters.of(
                Weights.of(Map.of("h", half.as(ElementType.F16), "b", half.as(ElementType.BF16))), manager);
        for (String name : new String[] {"h", "b"}) {
            NDArray a = p.get(name, 2);
            assertThat(a.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(a.toFloatArray()).containsExactly(0.5f, -2);
        }
    }

    @Test
    void randomParametersDependOnSeedAndNameOnly() {
        Parameters a = Parameters.random(3, manager);
        Parameters b = Parameters.random(3, manager);
        float[] first = a.get("w", 40, 50).toFloatArray();
        b.get("other", 9, 9);
        assertThat(b.get("w", 40, 50).toFloatArray()).isEqualTo(first);
        assertThat(Parameters.random(4, manager).get("w", 40, 50).toFloatArray())
                .isNotEqualTo(first);
        assertThat(a.get("v", 40, 50).toFloatArray()).isNotEqualTo(first);
        assertThat(a.has("w")).isFalse();
    }

    @Test
    void randomParametersHaveTheSpreadOfTheirKind() {
        Parameters p = Parameters.random(5, manager);
        // a normal cut at two deviations has 0.8796 of its deviation
        assertThat(deviation(p.get("l", Init.TRUNCATED_NORMAL, 200, 300))).isCloseTo(0.02 * 0.8796, within(2e-4));
        assertThat(deviation(p.get("c", Init.KAIMING, 64, 32, 3, 3)))
                .isCloseTo(Math.sqrt(2.0 / (64 * 9)), within(1e-3));
        assertThat(deviation(p.get("e", Init.LECUN, 100, 3, 8, 8))).isCloseTo(Math.sqrt(1.0 / 192), within(2e-3));
        assertThat(p.get("o", Init.ONES, 3).toFloatArray()).containsExactly(1, 1, 1);
        assertThat(p.get("z", 3).toFloatArray()).containsExactly(0, 0, 0);
    }

    private static double deviation(NDArray a) {
        double sum = 0;
        float[] v = a.toFloatArray();
        for (float f : v) {
            sum += (double) f * f;
        }
        return Math.sqrt(sum / v.length);
    }

    @Test
    void aTwinHasThePatternOfItsModel() {
        Parameters p = Parameters.of(weights("a", "b"), manager);
        p.get("a", 2, 3);
        p.get("b", 2, 3);
        Parameters twin = Parameters.random(p.pattern(), 1, manager);
        assertThat(twin.has("a")).isTrue();
        assertThat(twin.find("c", 1)).isEmpty();
        twin.get("a", 2, 3);
        assertThatThrownBy(() -> twin.verify("x")).hasMessageContaining("1 left over (b [2, 3])");
    }
}
