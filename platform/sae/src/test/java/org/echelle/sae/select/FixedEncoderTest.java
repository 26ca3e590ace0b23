package org.echelle.sae.select;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.echelle.sae.SaeKernel;
import org.echelle.store.SparseRows;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With factors joined once, the same to the bit as with factors joined for every batch; short rows and long ones. */
class FixedEncoderTest {
    private static final int K = 7;

    private static NDArray draw(NDManager m, SplittableRandom random, long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return m.create(values, new Shape(shape));
    }

    private static void same(SparseRows seen, SparseRows expected) {
        int entries = expected.rowStart()[expected.rows()];
        assertThat(Arrays.copyOf(seen.rowStart(), seen.rows() + 1))
                .isEqualTo(Arrays.copyOf(expected.rowStart(), expected.rows() + 1));
        assertThat(Arrays.copyOf(seen.feature(), entries)).isEqualTo(Arrays.copyOf(expected.feature(), entries));
        assertThat(Arrays.copyOf(seen.value(), entries)).isEqualTo(Arrays.copyOf(expected.value(), entries));
    }

    @ParameterizedTest
    @CsvSource({"64,256,900", "31,640,500", "128,512,300", "129,512,300", "200,1024,200"})
    void givesTheCodesOfTheUsualWay(int d, int n, int batch) {
        SplittableRandom random = new SplittableRandom(d);
        try (NDManager m = Torch.newManager(Device.cpu());
                Kernel kernel = SaeKernel.inference(Device.cpu());
                HostSelection usual = HostSelection.onCaller(m, batch, d, n)) {
            NDArray encoder = draw(m, random, n, d);
            NDArray bias = draw(m, random, n);
            NDArray inputBias = draw(m, random, d);
            try (FixedEncoder fixed = new FixedEncoder(kernel, m, batch, encoder, bias, inputBias)) {
                assertThat(fixed.batch()).isEqualTo(batch);
                for (int rows :
                        new int[] {batch, 1, batch / 3, batch}) { // a full batch's rows must not show in a smaller one
                    NDArray x = draw(m, random, rows, d);
                    NDArray centred = x.sub(inputBias);
                    same(fixed.rows(kernel, m, x, K), usual.rows(kernel, m, centred, encoder, bias, K));
                    int[] some = {3, n - 1, n / 2};
                    same(fixed.rows(kernel, m, x, K, some), usual.rows(kernel, m, centred, encoder, bias, K, some));
                }
            }
        }
    }
}
