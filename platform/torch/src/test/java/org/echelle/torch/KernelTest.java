package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelTest {
    private static final String BODY = """
            def relu(self, x: Tensor) -> Tensor:
              return torch.relu(x)
            def top(self, x: Tensor, k: int) -> Tuple[Tensor, Tensor]:
              values, indices = torch.topk(x, k, 1, True, True)
              return (values, indices)
            def parts(self, x: Tensor) -> List[Tensor]:
              return [x * 0.5, x * 2]
            def total(self, xs: List[Tensor], scale: float, negate: bool) -> Tensor:
              out = torch.zeros_like(xs[0])
              for x in xs:
                out = out + x
              if negate:
                out = -out
              return out * scale
            def mixed(self, x: Tensor) -> Tuple[Tensor, float, int, bool]:
              return (x, float(x.sum()), x.numel(), True)
            def add(self, x: Tensor, y: Tensor) -> NoneType:
              x += y
            def roundTo(self, x: Tensor, type: int) -> Tensor:
              return x.to(type).to(6)
            def bare(self, x: Tensor) -> Tensor:
              return x.to(15)
            def product(self, x: Tensor) -> Tensor:
              return torch.mm(x, x)
            def csr(self, starts: Tensor, columns: Tensor, values: Tensor, dense: Tensor, rows: int, width: int) -> Tensor:
              return torch.matmul(torch.sparse_csr_tensor(starts, columns, values, [rows, width], dtype=6), dense)
            def adam(self, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], steps: List[Tensor], rate: float) -> NoneType:
              torch._fused_adam_(ps, gs, ms, vs, [], steps, lr=rate, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)
            def adamRead(self, p: Tensor, g: Tensor, m: Tensor, v: Tensor, step: Tensor, rate: float) -> Tensor:
              ps = [p]
              torch._fused_adam_(ps, [g], [m], [v], [], [step], lr=rate, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)
              return ps[0]
            def shape(self, sizes: List[int], fill: float, name: str) -> Tensor:
              assert name == "full", "an unknown name"
              return torch.full(sizes, fill)
            """;

    private static NDManager manager;
    private static Kernel kernel;

    @BeforeAll
    static void compile() {
        manager = Torch.newManager(Device.cpu());
        kernel = Kernel.compile("sample", BODY, Device.cpu());
    }

    @AfterAll
    static void close() {
        kernel.close();
        manager.close();
    }

    private static NDArray row(float... values) {
        return manager.create(values, new Shape(1, values.length));
    }

    @Test
    void aTensorComesBackAsAnArrayOfTheOwner() {
        NDArray result = kernel.call(manager, "relu", row(-1, 2)).singletonOrThrow();
        assertThat(result.toFloatArray()).containsExactly(0, 2);
        assertThat(result.getManager()).isSameAs(manager);
    }

    @Test
    void aTupleComesBackInOrder() {
        NDList result = kernel.call(manager, "top", row(3, 9, 1, 7), 2);
        assertThat(result.get(0).toFloatArray()).containsExactly(9, 7);
        assertThat(result.get(1).toLongArray()).containsExactly(1, 3);
    }

    @Test
    void aListComesBackInOrder() {
        NDList result = kernel.call(manager, "parts", row(4));
        assertThat(result.get(0).toFloatArray()).containsExactly(2);
        assertThat(result.get(1).toFloatArray()).containsExactly(8);
    }

    @Test
    void everyKindOfArgumentIsTaken() {
        NDArray[] rows = {row(1, 2), row(3, 4)};
        assertThat(kernel.call(manager, "total", rows, 0.5, true).get(0).toFloatArray())
                .containsExactly(-2, -3);
        assertThat(kernel.call(manager, "total", rows, 2f, false).get(0).toFloatArray())
                .containsExactly(8, 12);
        assertThat(kernel.call(manager, "shape", new long[] {1, 3}, 1.5, "full")
                        .get(0)
                        .toFloatArray())
                .containsExactly(1.5f, 1.5f, 1.5f);
    }

    @Test
    void numbersComeBackAsScalars() {
        NDList result = kernel.call(manager, "mixed", row(1, 2, 3));
        assertThat(result.get(1).getDouble()).isEqualTo(6);
        assertThat(result.get(2).getLong()).isEqualTo(3);
        assertThat(result.get(3).getBoolean()).isTrue();
    }

    @Test
    void anArgumentCanBeChangedInPlace() {
        NDArray x = row(1, 2);
        assertThat(kernel.call(manager, "add", x, row(10, 20))).isEmpty();
        assertThat(x.toFloatArray()).containsExactly(11, 22);
    }

    @Test
    void aSparseProductIsThatOfTheDenseMatrix() {
        // [[0, 2, 0], [3, 0, 4]] x [[1, 1], [10, 20], [100, 300]]
        NDArray starts = manager.create(new long[] {0, 1, 3});
        NDArray columns = manager.create(new long[] {1, 0, 2});
        NDArray values = manager.create(new float[] {2, 3, 4});
        NDArray dense = manager.create(new float[] {1, 1, 10, 20, 100, 300}, new Shape(3, 2));
        assertThat(kernel.call(manager, "csr", starts, columns, values, dense, 2, 3)
                        .get(0)
                        .toFloatArray())
                .containsExactly(20, 40, 403, 1203);
    }

    @Test
    void theFirstStepOfAdamMovesByTheRateAgainstTheSign() {
        // Kingma and Ba 2015, algorithm 1: at t = 1 both corrected moments are g and g^2
        for (String form : new String[] {"adam", "adamRead"}) {
            NDArray p = row(1, 1);
            NDArray g = row(0.3f, -5);
            NDArray m = row(0, 0);
            NDArray v = row(0, 0);
            NDArray step = manager.create(new float[] {1}, new Shape());
            if (form.equals("adam")) {
                kernel.call(manager, form, list(p), list(g), list(m), list(v), list(step), 0.01);
            } else {
                kernel.call(manager, form, p, g, m, v, step, 0.01);
            }
            assertThat(p.toFloatArray()[0]).isCloseTo(0.99f, within(1e-6f));
            assertThat(p.toFloatArray()[1]).isCloseTo(1.01f, within(1e-6f));
            assertThat(m.toFloatArray()[0]).isCloseTo(0.03f, within(1e-6f));
        }
    }

    private static NDArray[] list(NDArray array) {
        return new NDArray[] {array};
    }

    @Test
    void hostAndEngineRoundTo16BitsAlike() {
        float[] values = new float[4096];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
            if (Float.isNaN(values[i])) {
                values[i] = i;
            }
        }
        NDArray x = row(values);
        HostTensor host = HostTensor.ofFloats(values, values.length);
        assertThat(host.as(ElementType.BF16).toFloats())
                .containsExactly(kernel.call(manager, "roundTo", x, 15).get(0).toFloatArray());
        assertThat(host.as(ElementType.F16).toFloats())
                .containsExactly(kernel.call(manager, "roundTo", x, 5).get(0).toFloatArray());
    }

    @Test
    void noGradientsAreRecordedAndTheModeIsRestored() {
        NDArray x = row(1, 2);
        x.setRequiresGradient(true);
        try (var collector = manager.getEngine().newGradientCollector()) {
            NDArray result = kernel.call(manager, "relu", x).get(0);
            assertThat(result.hasGradient()).isFalse();
            collector.backward(x.mul(3).sum());
            assertThat(x.getGradient().toFloatArray()).containsExactly(3, 3);
        }
    }

    @Test
    void aTypeThatJavaCannotCarryIsRefusedAndDoesNotEndTheJvm() {
        assertThatThrownBy(() -> kernel.call(manager, "bare", row(1)))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("bfloat16");
    }

    @Test
    void aTextThatDoesNotCompileCarriesTheMessageOfLibtorch() {
        assertThatThrownBy(() -> Kernel.compile(
                        "odd", "def f(self, x: Tensor) -> Tensor:\n  return torch.relux(x)", Device.cpu()))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("The kernel odd does not compile")
                .hasMessageContaining("aten::relux");
    }

    @Test
    void aFailureInsideCarriesTheMessageOfLibtorchAndLeavesTheKernelUsable() {
        assertThatThrownBy(() -> kernel.call(manager, "product", row(1, 2)))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied");
        assertThatThrownBy(() -> kernel.call(manager, "shape", new long[] {1}, 1.0, "empty"))
                .hasMessageContaining("an unknown name");
        assertThatThrownBy(() -> kernel.call(manager, "absent")).hasMessageContaining("absent");
        assertThatThrownBy(() -> kernel.call(manager, "relu", 3)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> kernel.call(manager, "relu", new Object())).hasMessageContaining("argument 0");
        assertThat(kernel.call(manager, "relu", row(5)).get(0).toFloatArray()).containsExactly(5);
    }

    @Test
    void callsLeaveNoArraysBehind() {
        try (NDManager own = manager.newSubManager()) {
            NDArray x = own.create(new float[] {1, 2});
            for (int i = 0; i < 100; i++) {
                kernel.call(own, "parts", x).close();
            }
            assertThat(own.getManagedArrays()).hasSize(1);
        }
    }

    /** PyTorch before 2 ends at SETITEM (opcode s) with "Unknown opcode for unpickling"; it knows SETITEMS (u). */
    @Test
    void olderPythonReadsAnArchivesPickle() throws Exception {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(KernelArchive.of(BODY)))) {
            assertThat(zip.getNextEntry().getName()).isEqualTo("k/data.pkl");
            String pickle = new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(pickle).endsWith("training\u0089ub.");
        }
    }

    @Test
    void theArchiveIsAZipOfStoredEntriesAndAlwaysTheSame() throws Exception {
        try (Kernel again = Kernel.compile("again", BODY, Device.cpu());
                ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(again.archive()))) {
            assertThat(again.archive()).isEqualTo(kernel.archive());
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
            }
        }
        assertThat(manager.create(1).getDataType()).isEqualTo(DataType.INT32);
    }
}
