package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.echelle.testkit.ReusedMemory;
import org.junit.jupiter.api.Test;

class ScalarsTest {
    private static final int TIMES = 50;

    /** The slope of 50 times a function of one element, the collector having run between the two passes. */
    private static float slope(float at, UnaryOperator<NDArray> function) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = HostView.array(manager, new float[] {at}, new Shape(1));
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray sum = manager.zeros(new Shape(1));
                for (int i = 0; i < TIMES; i++) {
                    sum = sum.add(function.apply(x));
                }
                ReusedMemory.now();
                collector.backward(sum.sum());
            }
            return x.getGradient().toFloatArray()[0];
        }
    }

    @Test
    void slopesOutliveJavasMemory() {
        assertThat(slope(2, x -> Scalars.times(x, 3))).isEqualTo(TIMES * 3f);
        assertThat(slope(2, x -> Scalars.over(x, 4))).isEqualTo(TIMES * 0.25f);
        assertThat(slope(2, x -> Scalars.power(x, 3))).isCloseTo(TIMES * 3 * 4f, within(1e-3f));
    }

    @Test
    void slopesThroughIndicesInTheEnginesMemoryOutliveJavas() {
        assertThat(slope(2, x -> {
                    try (NDArray index = HostView.array(x.getManager(), new long[] {0, 0}, new Shape(2))) {
                        return x.get(index).sum().reshape(1);
                    }
                }))
                .isEqualTo(2f * TIMES);
    }

    @Test
    void sumsAndClippingKeepNothingOfJavas() {
        assertThat(slope(2, x -> x.add(1).sub(4))).isEqualTo(TIMES);
        assertThat(slope(2, x -> x.clip(0, 3))).isEqualTo(TIMES);
        assertThat(slope(2, x -> x.clip(0, 1))).isZero();
    }

    @Test
    void typesStay() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray narrow = Scalars.times(manager.create(new float[] {1, 2}), 0.1);
            assertThat(narrow.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(narrow.toFloatArray()).containsExactly(0.1f, 0.2f);
            NDArray wide = Scalars.times(manager.create(new double[] {1, 2}), 0.1);
            assertThat(wide.getDataType()).isEqualTo(DataType.FLOAT64);
            assertThat(wide.toDoubleArray()).containsExactly(0.1, 0.2);
            NDArray one = Scalars.over(manager.create(3f), 2);
            assertThat(one.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(one.getFloat()).isEqualTo(1.5f);
            NDArray whole = Scalars.times(manager.create(new long[] {3}), 0.5);
            assertThat(whole.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(whole.toFloatArray()).containsExactly(1.5f);
        }
    }

    @Test
    void numbersAreThoseOfTheEnginesOwnOperations() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.randomNormal(new Shape(1000)).abs();
            for (double number : new double[] {0.1, -1e9, 1 / Math.sqrt(3), 1.702, 0}) {
                assertThat(Scalars.times(x, number).toFloatArray())
                        .containsExactly(x.mul(number).toFloatArray());
                assertThat(Scalars.over(x, number).toFloatArray())
                        .containsExactly(x.div(number).toFloatArray());
            }
            assertThat(Scalars.power(x, -1).toFloatArray())
                    .containsExactly(x.pow(-1).toFloatArray());
            assertThat(Scalars.power(x, 2.5).toFloatArray())
                    .containsExactly(x.pow(2.5).toFloatArray());
        }
    }
}
