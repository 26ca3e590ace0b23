package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyFilesTest {
    @TempDir
    Path folder;

    private static byte[] npy(int version, String dict, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] text = (dict + "\n").getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        if (version == 1) {
            length.putShort((short) text.length);
        } else {
            length.putInt(text.length);
        }
        out.writeBytes(length.array());
        out.writeBytes(text);
        out.writeBytes(data);
        return out.toByteArray();
    }

    private HostTensor read(byte[] file) throws IOException {
        return Weights.read(Files.write(folder.resolve("x.npy"), file)).tensor("x");
    }

    @Test
    void versionsOrdersAndByteOrdersAreRead() throws IOException {
        byte[] big = {0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6};
        String dict = "{'descr': '>i4', 'fortran_order': %s, 'shape': (2, 3), }";
        for (int version = 1; version <= 3; version++) {
            assertThat(read(npy(version, String.format(dict, "False"), big)).toLongs())
                    .containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read(npy(version, String.format(dict, "True"), big)).toLongs())
                    .containsExactly(1, 3, 5, 2, 4, 6);
        }
        assertThat(read(npy(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (), }", new byte[] {1}))
                        .shape())
                .isEmpty();
    }

    @Test
    void whatIsNoTensorOrLiesIsRefused() throws IOException {
        String[][] cases = {
            {"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "pickled"},
            {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "fields"},
            {"{'descr': '|V2', 'fortran_order': False, 'shape': (1,), }", "bfloat16"},
            {"{'descr': '<U4', 'fortran_order': False, 'shape': (1,), }", "no number"},
            {"{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }", "needs 36 bytes"},
            {"{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "counted"},
            {"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "shape"},
            {"{'descr': '<f4', 'shape': (1,), }", "cannot be read"},
            {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "twice"},
        };
        for (String[] one : cases) {
            assertThatThrownBy(() -> read(npy(1, one[0], new byte[8])))
                    .as(one[0])
                    .isInstanceOf(TorchException.class)
                    .hasMessageContaining(one[1]);
        }
        byte[] good = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[4]);
        for (int length = 6; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(TorchException.class);
        }
    }

    @Test
    void aDeflatedArrayMayNotExpandPastItsShape() throws IOException {
        byte[] lie = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", new byte[1 << 20]);
        Path file = Files.write(folder.resolve("a.npz"), HostilePicklesTest.zip(false, Map.of("w.npy", lie)));
        assertThatThrownBy(() -> Weights.read(file).tensor("w")).hasMessageContaining("announced");
    }

    @Test
    void whatNumpyWritesIsReadAlike() throws Exception {
        String program = """
                import numpy as n,sys
                a=n.arange(24,dtype='f4').reshape(2,3,4)-5
                n.savez(sys.argv[1]+'/p.npz',a=a,t=a.T,h=a.astype('f2'),b=a>0,g=a.astype('>f8'),u=(a+5).astype('u2'),s=n.float64(3))
                n.savez_compressed(sys.argv[1]+'/c.npz',a=a,t=a.T)
                """;
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", program, folder.toString()).start();
        } catch (IOException e) {
            Assumptions.abort("skipped: no python3 on this machine");
            return;
        }
        Assumptions.assumeTrue(
                python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0, "skipped: python3 has no numpy");
        float[] a = new float[24];
        float[] transposed = new float[24];
        for (int i = 0; i < 24; i++) {
            a[i] = i - 5;
            transposed[i / 12 + 2 * (i / 4 % 3) + 6 * (i % 4)] = i - 5;
        }
        for (String name : new String[] {"p.npz", "c.npz"}) {
            Weights weights = Weights.read(folder.resolve(name));
            assertThat(weights.tensor("a")).isEqualTo(HostTensor.ofFloats(a, 2, 3, 4));
            assertThat(weights.tensor("t")).isEqualTo(HostTensor.ofFloats(transposed, 4, 3, 2));
        }
        Weights weights = Weights.read(folder.resolve("p.npz"));
        assertThat(weights.format()).isEqualTo("npz");
        assertThat(weights.tensor("h").type()).isEqualTo(ElementType.F16);
        assertThat(weights.tensor("h").toFloats()).containsExactly(a);
        assertThat(weights.tensor("g").toFloats()).containsExactly(a);
        assertThat(weights.tensor("b").toLongs()).containsSubsequence(0, 0, 0, 0, 0, 0, 1, 1);
        assertThat(weights.tensor("u").toLongs()[6]).isEqualTo(6);
        assertThat(weights.tensor("s").toFloats()).containsExactly(3);
    }
}
