package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickledArraysTest {
    @TempDir
    Path folder;

    @Test
    void thePublishedUniRepWeightsEqualTheirSafetensorsCopy() {
        Weights pickled = PickledArrays.read(Shared.file("assets/protein/unirep64_model_weights.pkl"));
        Weights derived = Weights.read(Shared.file("assets/protein/unirep64.safetensors"));
        assertThat(pickled.format()).isEqualTo("pickle");
        // the pickle is a list: the embedding, one dict for each of the four layers or a stack of them, the output
        // layer
        assertThat(pickled.names()).hasSize(derived.names().size());
        assertThat(pickled.tensor("0")).isEqualTo(derived.tensor("embedding"));
        assertThat(pickled.names().stream().map(pickled::tensor).toList())
                .containsExactlyInAnyOrderElementsOf(
                        derived.names().stream().map(derived::tensor).toList());
    }

    @Test
    void thePublishedHumanLabelsHaveTheNoiseThatTheirPaperReports() {
        Path file = Shared.file("assets/vision/cifar10/CIFAR-10_human.pt");
        assertThatThrownBy(() -> Weights.read(file)).hasMessageContaining("numpy.core.multiarray._reconstruct");
        Weights labels = PickledArrays.read(file);
        long[] clean = labels.tensor("clean_label").toLongs();
        long[] perClass = new long[10];
        for (long label : clean) {
            perClass[(int) label]++;
        }
        assertThat(perClass).containsOnly(5000); // CIFAR-10's training set is balanced
        // Wei et al., Learning with Noisy Labels Revisited (ICLR 2022), table 1; the published file's majority votes
        // differ
        // from the table's by ten labels
        assertThat(different(clean, labels.tensor("aggre_label").toLongs())).isCloseTo(0.0903, within(3e-4));
        assertThat(different(clean, labels.tensor("random_label1").toLongs())).isCloseTo(0.1723, within(5e-5));
        assertThat(different(clean, labels.tensor("worse_label").toLongs())).isCloseTo(0.4021, within(5e-5));
    }

    private static double different(long[] a, long[] b) {
        int n = 0;
        for (int i = 0; i < a.length; i++) {
            n += a[i] == b[i] ? 0 : 1;
        }
        return (double) n / a.length;
    }

    @ParameterizedTest(name = "protocol {0}")
    @ValueSource(ints = {2, 3, 4, 5})
    void whatNumpyPicklesIsReadAlike(int protocol) throws Exception {
        String program = """
                import numpy as n,pickle,sys
                p=int(sys.argv[2]); f=sys.argv[1]
                a=n.arange(6,dtype='f4').reshape(2,3)
                d={'a':a,'t':a.T,'g':a.astype('>f8'),'b':a>2,'h':a.astype('f2'),'e':n.zeros((0,3)),'n':n.float64(0.1),'i':n.int16(-7),
                   's':'text'}
                d['o']=n.empty(2,dtype=object); d['o'][0]=a; d['o'][1]=n.array([1,2],dtype='u1')
                pickle.dump(d,open(f+'/x.pkl','wb'),protocol=p)
                o=n.empty(2,dtype=object); o[0]=a; o[1]=a[0]
                n.save(f+'/x.npy',o,allow_pickle=True)
                """;
        Process python;
        try {
            python =
                    new ProcessBuilder("python3", "-c", program, folder.toString(), Integer.toString(protocol)).start();
        } catch (IOException e) {
            Assumptions.abort("skipped: no python3 on this machine");
            return;
        }
        Assumptions.assumeTrue(
                python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0, "skipped: python3 has no numpy");
        HostTensor a = HostTensor.ofFloats(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
        Weights read = PickledArrays.read(folder.resolve("x.pkl"));
        assertThat(read.tensor("a")).isEqualTo(a);
        assertThat(read.tensor("t")).isEqualTo(HostTensor.ofFloats(new float[] {0, 3, 1, 4, 2, 5}, 3, 2));
        assertThat(read.tensor("g").type()).isEqualTo(ElementType.F64);
        assertThat(read.tensor("g").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(read.tensor("b").toLongs()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(read.tensor("h").as(ElementType.F32)).isEqualTo(a);
        assertThat(read.tensor("e").shape()).containsExactly(0, 3);
        assertThat(read.tensor("o.0")).isEqualTo(a);
        assertThat(read.tensor("o.1").toLongs()).containsExactly(1, 2);
        assertThat(read.facts()).containsEntry("n", 0.1).containsEntry("i", -7L).containsEntry("s", "text");
        Path objects = folder.resolve("x.npy");
        assertThatThrownBy(() -> Weights.read(objects)).hasMessageContaining("pickled Python objects");
        assertThat(PickledArrays.read(objects).tensor("0")).isEqualTo(a);
        assertThat(PickledArrays.read(objects).tensor("1").toFloats()).containsExactly(0, 1, 2);
    }

    @Test
    void anyOtherFileIsReadAsEver() throws IOException {
        for (SoundFiles.Format format : SoundFiles.Format.values()) {
            for (byte[] sound : format.sound()) {
                Weights weights = PickledArrays.read(Files.write(folder.resolve(format.fileName()), sound));
                assertThat(weights.tensor(weights.names().iterator().next()).toFloats())
                        .containsExactly(1, 2, 3, 4, 5, 6);
            }
        }
    }

    private static boolean isForbiddenHereToo(HostileFile file) {
        return !file.what().startsWith("NumPy's arrays")
                && !file.reason().equals("pickled Python objects")
                && !file.reason().equals("never run");
    }

    static Stream<HostileFile> corpus() {
        return Stream.concat(
                Stream.of(HostileArrays.arrayOfCode()),
                HostileFilesTest.corpus().filter(PickledArraysTest::isForbiddenHereToo));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void aHostileFileIsRefusedHereToo(HostileFile hostile) throws IOException {
        Path file = Files.write(folder.resolve(hostile.name()), hostile.bytes());
        assertThatThrownBy(() -> {
                    Weights weights = PickledArrays.read(file);
                    weights.names().forEach(weights::tensor);
                })
                .isInstanceOf(TorchException.class)
                .hasMessageContaining(hostile.reason());
    }
}
