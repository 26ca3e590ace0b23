package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostTensorTest {
    /** The numbers 0 and 1 in a type. */
    private static HostTensor zeroOne(ElementType type) {
        if (type.isFloat()) {
            return HostTensor.ofFloats(new float[] {0, 1}, 1, 2).as(type);
        }
        ByteBuffer data = ByteBuffer.allocate(2 * type.bytes());
        data.put(type.bytes(), (byte) 1);
        return new HostTensor(type, new long[] {1, 2}, data);
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void everyTypeReachesTheEngineInATypeThatItCanCarry(ElementType type) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray array = zeroOne(type).toArray(manager);
            assertThat(array.getDataType()).isEqualTo(type.engineType());
            assertThat(array.getShape().getShape()).containsExactly(1, 2);
            assertThat(array.toType(DataType.FLOAT64, true).toDoubleArray()).containsExactly(0, 1);
            assertThat(HostTensor.of(array).toFloats()).containsExactly(0, 1);
        }
        assertThat(zeroOne(type).toFloats()).containsExactly(0, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "I16", "U8"})
    void largeTensorsReachTheEngineWhole(ElementType type) {
        int elements = type == ElementType.U8 ? 17_000_001 : 4_300_001; // more than is copied at once
        float[] values = new float[elements];
        ByteBuffer data = ByteBuffer.allocate(elements * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            values[i] = i % 251;
            switch (type) {
                case U8 -> data.put((byte) (i % 251));
                case I16 -> data.putShort((short) (i % 251));
                default -> {}
            }
        }
        HostTensor tensor = type.isFloat()
                ? HostTensor.ofFloats(values, elements).as(type)
                : new HostTensor(type, new long[] {elements}, data.rewind());
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray array = tensor.toArray(manager);
            assertThat(array.getDataType()).isEqualTo(type.engineType());
            assertThat(Arrays.equals(HostTensor.of(array).toFloats(), values)).isTrue();
            assertThat(manager.getManagedArrays()).hasSize(1);
        }
    }

    @Test
    void emptyTensorsAndScalarsReachTheEngine() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            assertThat(HostTensor.ofFloats(new float[0], 0, 3)
                            .toArray(manager)
                            .getShape()
                            .getShape())
                    .containsExactly(0, 3);
            assertThat(HostTensor.ofFloats(new float[] {4}).toArray(manager).getFloat())
                    .isEqualTo(4);
            assertThat(HostTensor.of(manager.create(7)).shape()).isEmpty();
        }
    }

    @Test
    void theEngineGetsACopy() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            HostTensor tensor = HostTensor.ofFloats(new float[] {1, 2}, 2);
            tensor.toArray(manager).muli(10);
            assertThat(tensor.toFloats()).containsExactly(1, 2);
        }
    }

    @Test
    void smallCopiesBeginWhereTheEnginesOwnArraysDo() {
        for (int bytes = 1; bytes < 300; bytes += 7) {
            ByteBuffer copy = EngineCopy.aligned(bytes);
            assertThat(copy.remaining()).isEqualTo(bytes);
            assertThat(copy.alignmentOffset(0, 64))
                    .as("bytes past a multiple of 64")
                    .isZero();
        }
    }

    @Test
    void unsignedTypesKeepTheirUpperHalf() {
        ByteBuffer data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(-1L)
                .flip();
        assertThat(new HostTensor(ElementType.U8, new long[] {8}, data).toLongs())
                .containsOnly(255);
        assertThat(new HostTensor(ElementType.U16, new long[] {4}, data).toLongs())
                .containsOnly(65535);
        assertThat(new HostTensor(ElementType.U32, new long[] {2}, data).toLongs())
                .containsOnly(4294967295L);
        HostTensor widest = new HostTensor(ElementType.U64, new long[] {1}, data);
        assertThat(widest.toFloats()).containsExactly(0x1p64f);
        assertThatThrownBy(widest::toLongs).isInstanceOf(TorchException.class);
    }

    @Test
    void bytesThatDoNotFitTheShapeAreRefused() {
        assertThatThrownBy(() -> new HostTensor(ElementType.F32, new long[] {2}, ByteBuffer.allocate(7)))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> HostTensor.ofFloats(new float[2], 3)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> HostTensor.ofFloats(new float[2], 2).toLongs()).isInstanceOf(TorchException.class);
    }

    @Test
    void devicesAreNamedOrRefusedWithASentence() {
        assertThat(Torch.device("cpu")).isEqualTo(Device.cpu());
        assertThat(Torch.device("auto")).isNotNull();
        assertThatThrownBy(() -> Torch.device("tpu")).hasMessageContaining("no device");
        assertThatThrownBy(() -> Torch.device("gpu:" + Torch.gpuCount())).isInstanceOf(TorchException.class);
        if (Torch.gpuCount() == 0) {
            assertThatThrownBy(() -> Torch.device("gpu"))
                    .hasMessageContaining("echelle engine install cuda")
                    .hasMessageContaining("PYTORCH_LIBRARY_PATH");
        }
    }

    @Test
    void theEngineStartsWhateverTheContextClassLoaderIsAndRestoresIt() {
        ClassLoader odd = new ClassLoader(null) {};
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(odd);
        try {
            assertThat(Torch.versions())
                    .containsEntry("djl", "0.35.1")
                    .containsKeys("libtorch", "jni", "flavor", "library");
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(odd);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        int threads = Torch.threads();
        Torch.threads(1);
        assertThat(Torch.threads()).isEqualTo(1);
        Torch.threads(threads);
        assertThatThrownBy(() -> Torch.threads(0)).isInstanceOf(TorchException.class);
    }
}
