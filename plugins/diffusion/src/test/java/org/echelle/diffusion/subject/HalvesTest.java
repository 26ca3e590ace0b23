package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.network.ddpm.DdpmUNet;
import org.echelle.diffusion.network.flow.FlowTransformer;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.nn.Precision;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subjects whose products are rounded to 16 bits beside the same in float32. */
class HalvesTest {
    @TempDir
    Path dir;

    private final ModelFolders context = new ModelFolders();
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
        context.close();
    }

    /** Root mean square of what rounding changes, as a share of that of the activations. */
    private static double error(HostTensor half, HostTensor whole) {
        float[] h = half.toFloats();
        float[] w = whole.toFloats();
        double different = 0;
        double all = 0;
        for (int i = 0; i < h.length; i++) {
            different += Math.pow((double) h[i] - w[i], 2);
            all += Math.pow(w[i], 2);
        }
        return Math.sqrt(different / all);
    }

    /**
     * A product rounds its factors and its result, each by at
     * most half an epsilon and on average by less, so that it changes its result by about an epsilon at most; the changes of L products that
     * follow one another add like independent errors, to sqrt(L) epsilons. There are no more of them than there are matrices.
     */
    private static double bound(Denoiser network) {
        long matrices = network.parameters().values().stream()
                .filter(p -> p.getShape().dimension() > 1)
                .count();
        return Math.sqrt((double) matrices) * Precision.BFLOAT16.epsilon();
    }

    /** At the first question of a sampling, where both subjects still see the same noise. */
    private void staysNear(DiffusionSubject whole, DiffusionSubject half, String asked) {
        List<Sample> samples = List.of(new MadeSample("a", asked, "", 1), new MadeSample("b", asked, "", 2));
        Map<String, HostTensor> expected = seen(whole, samples);
        Map<String, HostTensor> found = seen(half, samples);
        double most = 0;
        for (Map.Entry<String, HostTensor> hook : expected.entrySet()) {
            most = Math.max(most, error(found.get(hook.getKey()), hook.getValue()));
        }
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(most).isBetween(1e-5, bound(whole.network()));
        assertThat(half.fingerprint()).isNotEqualTo(whole.fingerprint());
        assertThat(half.facts().get("weights")).endsWith(", products in bfloat16");
        assertThat(half.facts().get("parameters")).isEqualTo(whole.facts().get("parameters"));
        Subject twin = half.randomTwin(3, context);
        assertThat(seen((DiffusionSubject) twin, samples).keySet()).isEqualTo(expected.keySet());
        twin.close();
    }

    private Map<String, HostTensor> seen(DiffusionSubject subject, List<Sample> samples) {
        Map<String, HostTensor> seen = new TreeMap<>();
        NDList inputs = subject.prepare(samples, manager);
        int first = subject.plan().sampler().steps().get(0).timestep();
        NDArray pictures = subject.forward(inputs, new First(seen, first)).get(0);
        assertThat(pictures.getDataType()).isEqualTo(DataType.FLOAT32);
        assertThat(pictures.toFloatArray()).doesNotContain(Float.NaN);
        return seen;
    }

    /** Keeps what passes before the second step, by name and branch. */
    private record First(Map<String, HostTensor> seen, int wanted, String branch, boolean on) implements Tap {
        First(Map<String, HostTensor> seen, int wanted) {
            this(seen, wanted, "", true);
        }

        @Override
        public boolean wants(String hook) {
            return on;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            if (on) {
                assertThat(x.getDataType()).as(hook).isEqualTo(DataType.FLOAT32);
                seen.put(hook + branch, HostTensor.of(x));
            }
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return axis.equals("branch")
                    ? new First(seen, wanted, "@" + value, on)
                    : new First(seen, wanted, branch, on && value == wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void aTextModelIsAsNearAsItsProductsAreRounded(String release) throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, release)) {
            SamplingOptions sampling = ModelFolders.sampling(2, 3, "second");
            staysNear(folder(model.folder, "float32", sampling), folder(model.folder, "bfloat16", sampling), "red cat");
            CheckpointOptions one = new CheckpointOptions(
                    model.file,
                    Optional.of(model.folder.resolve("tokenizer")),
                    Optional.empty(),
                    "epsilon",
                    16,
                    "bfloat16",
                    sampling);
            assertThat(new CheckpointKind().open(one, context).facts().get("weights"))
                    .endsWith(", products in bfloat16");
        }
    }

    private DiffusionSubject folder(Path root, String precision, SamplingOptions sampling) {
        return (DiffusionSubject)
                new DiffusersKind().open(new DiffusersOptions(root, List.of(), precision, sampling), context);
    }

    @Test
    void aTransformerIsAsNearAsItsProductsAreRounded() throws IOException {
        Path file = dir.resolve("dit.safetensors");
        SafetensorsWriter.write(file, FacebookDit.facebook(), Map.of());
        TwoLayouts.autoencoder(dir.resolve("vae"), 4, false);
        staysNear(dit(file, "float32"), dit(file, "bfloat16"), "2");
    }

    private DiffusionSubject dit(Path file, String precision) {
        return (DiffusionSubject) new TransformerKind()
                .open(
                        new TransformerOptions(
                                file,
                                Optional.of(dir.resolve("vae")),
                                List.of(),
                                "",
                                Optional.empty(),
                                FacebookDit.HEADS,
                                0,
                                precision,
                                ModelFolders.sampling(2, 2, "second")),
                        context);
    }

    @Test
    void modelsOfOneFileOnPixelsAreAsNearAsTheirProductsAreRounded() {
        Path flow = file("flow.safetensors", FlowTransformer.class);
        staysNear(pixels(new FlowKind(), flow, "float32"), pixels(new FlowKind(), flow, "bfloat16"), "1");
        try (Fixture f = Fixture.of(DdpmUNet.class, "ddpm.safetensors")) {
            DdpmUNet whole = DdpmUNet.read(f.weights(), Precision.FLOAT32, f.manager);
            DdpmUNet half = DdpmUNet.read(f.weights(), Precision.BFLOAT16, f.manager);
            NDArray x = f.manager.randomNormal(new Shape(2, whole.channels(), whole.height(), whole.width()));
            double error = error(
                    HostTensor.of(half.forward(x, 7, Condition.NONE, Tap.NONE)),
                    HostTensor.of(whole.forward(x, 7, Condition.NONE, Tap.NONE)));
            assertThat(error).isBetween(1e-5, bound(whole));
        }
    }

    private Path file(String name, Class<?> network) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (Fixture f = Fixture.of(network, name)) {
            f.weights().names().forEach(n -> tensors.put(n, f.weights().tensor(n)));
            SafetensorsWriter.write(dir.resolve(name), tensors, Map.of());
        }
        return dir.resolve(name);
    }

    private DiffusionSubject pixels(WeightFileKind kind, Path file, String precision) {
        SamplingOptions sampling = ModelFolders.sampling(2, 0, "second");
        return (DiffusionSubject) kind.open(new PixelOptions(file, List.of(), precision, sampling), context);
    }

    @Test
    void float16WantsAGpuAndOtherWordsAreNone() {
        assertThatThrownBy(() -> Halves.of("float16", Device.cpu()))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContainingAll("float16", "cpu", "bfloat16 or float32", "GPU");
        assertThat(Halves.of("float16", Device.gpu())).isEqualTo(Precision.FLOAT16);
        assertThatThrownBy(() -> Halves.of("half", Device.cpu()))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("'half'; it is float32, float16, bfloat16");
    }
}
