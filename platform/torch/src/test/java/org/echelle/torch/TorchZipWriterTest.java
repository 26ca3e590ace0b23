package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchZipWriterTest {
    private static final HostTensor MATRIX = HostTensor.ofFloats(new float[] {1, -2, 3.5f, 4, 5, 1e-30f}, 2, 3);
    private static final HostTensor SCALAR = HostTensor.ofInts(new int[] {6});

    /** Reads a PyTorch zip with Python's own pickle module, whose globals are replaced by what they stand for. */
    private static final String PYTHON = """
            import io, pickle, sys, zipfile, numpy
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            for i in z.infolist():
                assert i.compress_type == 0
                f = open(sys.argv[1], 'rb'); f.seek(i.header_offset + 26)
                n, e = numpy.frombuffer(f.read(4), '<u2')
                assert (i.header_offset + 30 + int(n) + int(e)) % 64 == 0, i.filename
            class U(pickle.Unpickler):
                def find_class(self, m, n):
                    if n == '_rebuild_tensor_v2':
                        return lambda s, o, size, stride, g, h: numpy.lib.stride_tricks.as_strided(
                            s[o:], size, [v * s.itemsize for v in stride])
                    return {'OrderedDict': dict, 'FloatStorage': '<f4', 'IntStorage': '<i4', 'LongStorage': '<i8'}[n]
                def persistent_load(self, p):
                    a = numpy.frombuffer(z.read('archive/data/' + p[2]), p[1]); assert len(a) == p[4]; return a
            d = U(io.BytesIO(z.read('archive/data.pkl'))).load()
            assert z.read('archive/version') == b'3\\n'
            print({k: (v.tolist() if hasattr(v, 'tolist') else v) for k, v in d.items()})
            """;

    @TempDir
    Path dir;

    @Test
    void whatIsWrittenIsReadBack() {
        Path file = dir.resolve("ae.pt");
        TorchZipWriter.write(file, content());
        Weights back = Weights.read(file);
        assertThat(back.format()).isEqualTo("torch");
        assertThat(back.names()).containsExactly("w", "k");
        assertThat(back.tensor("w")).isEqualTo(MATRIX);
        assertThat(back.tensor("k")).isEqualTo(SCALAR);
        assertThat(back.facts())
                .containsEntry("activation", "TopK")
                .containsEntry("activation_state_dict.k", 32L)
                .containsEntry("scale", 0.1)
                .containsEntry("normalize", true)
                .containsEntry("large", 1L << 40)
                .containsEntry("sizes.1", 20L);
    }

    @Test
    void averagedWeightsAreTakenBeforeTheModelBesideThem() {
        Path file = dir.resolve("training.pt");
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("model", Map.of("w", SCALAR));
        content.put("ema", Map.of("w", MATRIX));
        TorchZipWriter.write(file, content);
        assertThat(Weights.read(file).tensor("w")).isEqualTo(MATRIX);
        content.put("ema", Map.of("decay", 0.999, "shadow", Map.of("w", MATRIX)));
        TorchZipWriter.write(file, content);
        assertThat(Weights.read(file).tensor("w")).isEqualTo(SCALAR);
    }

    @Test
    void pythonReadsIt() throws Exception {
        Path file = dir.resolve("ae.pt");
        TorchZipWriter.write(file, content());
        assertThat(python(PYTHON, file.toString()))
                .isEqualTo(
                        "{'w': [[1.0, -2.0, 3.5], [4.0, 5.0, 1.0000000031710769e-30]], 'k': 6, 'activation': 'TopK', "
                                + "'activation_state_dict': {'k': 32, 'postact_fn': 'ReLU'}, 'scale': 0.1, 'normalize': True, "
                                + "'large': 1099511627776, 'sizes': [10, 20]}");
    }

    @Test
    void theSameContentGivesTheSameBytesAndAPrefixComesFirst() throws IOException {
        TorchZipWriter.write(dir.resolve("a.pt"), content());
        TorchZipWriter.write(dir.resolve("b.pt"), content());
        byte[] prefix = "{\"schema\":5}\n".getBytes(StandardCharsets.UTF_8);
        TorchZipWriter.write(dir.resolve("c.pt"), prefix, content());
        byte[] plain = Files.readAllBytes(dir.resolve("a.pt"));
        assertThat(Files.readAllBytes(dir.resolve("b.pt"))).isEqualTo(plain);
        assertThat(Files.readAllBytes(dir.resolve("c.pt")))
                .isEqualTo(ByteBuffer.allocate(prefix.length + plain.length)
                        .put(prefix)
                        .put(plain)
                        .array());
    }

    @Test
    void everyTypeThatPyTorchKnowsComesBackAndOthersAreRefused() {
        for (ElementType type : ElementType.values()) {
            Path file = dir.resolve(type + ".pt");
            HostTensor tensor = new HostTensor(type, new long[] {2}, ByteBuffer.allocate(2 * type.bytes()));
            if (List.of(ElementType.U16, ElementType.U32, ElementType.U64).contains(type)) {
                assertThatThrownBy(() -> TorchZipWriter.write(file, Map.of("t", tensor)))
                        .hasMessageContaining("no storage for type " + type);
                assertThat(file).doesNotExist();
            } else {
                TorchZipWriter.write(file, Map.of("t", tensor));
                assertThat(Weights.read(file).tensor("t")).isEqualTo(tensor);
            }
        }
        assertThatThrownBy(() -> TorchZipWriter.write(dir.resolve("x.pt"), Map.of("t", new Object())))
                .isInstanceOf(TorchException.class);
    }

    @Test
    void numpyArchivesComeBackAndNumpyReadsThem() throws Exception {
        Path file = dir.resolve("params.npz");
        NpzWriter.write(file, Map.of("W", MATRIX));
        assertThat(Weights.read(file).tensor("W")).isEqualTo(MATRIX);
        HostTensor line = HostTensor.ofLongs(new long[] {7, 8}, 2);
        NpzWriter.write(file, Map.of("line", line));
        assertThat(Weights.read(file).tensor("line")).isEqualTo(line);
        NpzWriter.write(file, Map.of("k", SCALAR));
        assertThat(Weights.read(file).tensor("k")).isEqualTo(SCALAR);
        NpzWriter.write(file, new LinkedHashMap<>(Map.of("W", MATRIX)));
        assertThat(python("import numpy, sys; print(numpy.load(sys.argv[1])['W'].tolist())", file.toString()))
                .isEqualTo("[[1.0, -2.0, 3.5], [4.0, 5.0, 1.0000000031710769e-30]]");
    }

    private static Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("w", MATRIX);
        content.put("k", SCALAR);
        content.put("activation", "TopK");
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("k", 32);
        state.put("postact_fn", "ReLU");
        content.put("activation_state_dict", state);
        content.put("scale", 0.1);
        content.put("normalize", true);
        content.put("large", 1L << 40);
        content.put("sizes", List.of(10, 20));
        return content;
    }

    private static String python(String program, String argument) throws Exception {
        Assumptions.assumeTrue(hasNumpy(), "skipped: python3 with numpy is not on this machine");
        Process process = new ProcessBuilder("python3", "-c", program, argument)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static boolean hasNumpy() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("python3", "-c", "import numpy")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
