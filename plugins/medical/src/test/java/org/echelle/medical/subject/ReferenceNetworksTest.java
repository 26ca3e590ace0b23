package org.echelle.medical.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Tap;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.TestContext;
import org.echelle.testkit.RecordingTap;
import org.echelle.testkit.Shared;
import org.echelle.testkit.SubjectGradients;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published architectures at small sizes against PyTorch's operators; {@code src/test/python/reference.py} made the numbers. */
class ReferenceNetworksTest {
    @TempDir
    Path folder;

    private interface Opening {
        MedicalSubject open(Path weights, OpenContext context);
    }

    private static JsonNode reference(String name) throws IOException {
        try (InputStream in = ReferenceNetworksTest.class.getResourceAsStream(name + ".json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** The formula of the script: element i of parameter k is sin(0.7 (i + 1) + 1.3 k), brought to a sensible size. */
    private Path weights(JsonNode reference) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        int k = 0;
        for (JsonNode p : reference.get("parameters")) {
            String name = p.get(0).asText();
            long[] shape = new long[p.get(1).size()];
            int n = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = p.get(1).get(i).asLong();
                n *= (int) shape[i];
            }
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                double v = Math.sin(0.7 * (i + 1) + 1.3 * k);
                if (name.endsWith("running_var")) {
                    v = 1 + 0.5 * v * v;
                } else if (name.endsWith("op_threshs")) {
                    v = i == 3 ? Double.NaN : 0.3 + 0.2 * v * v;
                } else if (shape.length == 1) {
                    v = name.endsWith("weight") ? 1 + 0.2 * v : 0.1 * v;
                } else {
                    v *= 1.4 * Math.sqrt(2.0 * shape[0] / n);
                }
                values[i] = (float) v;
            }
            tensors.put(name, HostTensor.ofFloats(values, shape));
            k++;
        }
        Path file = folder.resolve("weights.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    private static Film film(int height, int width) {
        byte[] bytes = new byte[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                bytes[y * width + x] = (byte) Math.floor(127.5 + 127.5 * Math.sin(0.11 * y + 0.07 * x + 0.002 * x * y));
            }
        }
        return Film.of("made", width, height, 1, bytes);
    }

    private void check(String name, Opening opening) throws IOException {
        JsonNode reference = reference(name);
        int height = reference.get("height").asInt();
        int width = reference.get("width").asInt();
        Path weights = weights(reference);
        try (TestContext context = new TestContext();
                MedicalSubject subject = opening.open(weights, context);
                NDManager batch = context.manager().newSubManager()) {
            NDList inputs = subject.prepare(List.of(film(height, width)), batch);
            RecordingTap seen = new RecordingTap();
            subject.forward(inputs, seen);
            SubjectGradients.outliveJavasMemory(subject, inputs);
            reference.get("hooks").properties().forEach(e -> {
                HookPoint hook = subject.hookPoints().stream()
                        .filter(h -> h.name().equals(e.getKey()))
                        .findFirst()
                        .orElseThrow();
                JsonNode told = e.getValue();
                long[] shape = seen.shapes().get(hook.name());
                for (int i = 0; i < shape.length; i++) {
                    assertThat(shape[i]).isEqualTo(told.get("shape").get(i).asLong());
                }
                boolean last = hook.layout() == HookPoint.Layout.WIDTH_LAST;
                assertThat(subject.gridSize(hook))
                        .containsExactly((int) shape[last ? 1 : 2], (int) shape[last ? 2 : 3]);
                assertThat((long) hook.width()).isEqualTo(shape[last ? 3 : 1]);
                float[] values = seen.values().get(hook.name());
                double sum = 0;
                double square = 0;
                for (float v : values) {
                    sum += v;
                    square += (double) v * v;
                }
                double scale = Math.sqrt(told.get("square").asDouble());
                assertThat(sum / values.length).isCloseTo(told.get("mean").asDouble(), within(1e-4 * scale));
                assertThat(Math.sqrt(square / values.length)).isCloseTo(scale, within(1e-4 * scale));
                assertThat((double) values[values.length - 1])
                        .isCloseTo(told.get("last").asDouble(), within(1e-4 * scale));
            });
            NDList out = subject.forward(inputs, Tap.NONE);
            JsonNode outputs = reference.get("outputs");
            String first = outputs.fieldNames().next();
            // the script says why MedSAM's made weights cannot be held closer in single precision
            double tolerance = name.equals("medsam") ? 5e-4 : 1e-4;
            compare(out.get(0).toFloatArray(), outputs.get(first), 1, tolerance);
            if (outputs.has("probabilities")) {
                compare(out.get(1).toFloatArray(), outputs.get("probabilities"), 1, tolerance);
            }
            if (outputs.has("some")) {
                compare(out.get(1).toFloatArray(), outputs.get("some"), 401, tolerance);
            }
        }
    }

    private static void compare(float[] values, JsonNode expected, int step, double tolerance) {
        for (int i = 0; i < expected.size(); i++) {
            double v = expected.get(i).asDouble();
            assertThat((double) values[i * step]).isCloseTo(v, within(tolerance * Math.max(1, Math.abs(v))));
        }
    }

    @Test
    void aDenseNetGivesLogitsCalibratedProbabilitiesAndEveryBlockOfPyTorch() throws IOException {
        check("densenet", (w, c) -> new DenseNetKind().open(new SizedOptions(w, Optional.of(64), List.of()), c));
    }

    @Test
    void theBrainUnetGivesMapAndEveryStageOfPyTorch() throws IOException {
        check("brain_unet", (w, c) -> new BrainUnetKind().open(new SizedOptions(w, Optional.of(64), List.of()), c));
    }

    @Test
    void anEfficientNetWithStaticPaddingGivesEveryBlockOfPyTorch() throws IOException {
        check("efficientnet", (w, c) -> new EfficientNetKind()
                .open(new EfficientNetOptions(w, 76, 46, 456, List.of()), c));
    }

    @Test
    void theEncoderOfMedSamGivesEveryBlockAndTheNeckOfPyTorch() throws IOException {
        check("medsam", (w, c) -> new MedSamKind().open(new MedSamOptions(w), c));
    }

    @Test
    void eachKindKnowsItsOwnWeightsOnly() throws IOException {
        Path dense = weights(reference("densenet"));
        assertThat(new DenseNetKind().recognises(dense)).isTrue();
        assertThat(new EfficientNetKind().recognises(dense)).isFalse();
        assertThat(new BrainUnetKind().recognises(dense)).isFalse();
        Path efficient = weights(reference("efficientnet"));
        assertThat(new EfficientNetKind().recognises(efficient)).isTrue();
        assertThat(new DenseNetKind().recognises(efficient)).isFalse();
        assertThat(new MedSamKind().recognises(efficient)).isFalse();
        assertThat(new MedSamKind().recognises(weights(reference("medsam")))).isTrue();
    }

    @Test
    void aPickledModuleIsRefusedWithTheWayToSaveItAgain() {
        Path file = Shared.file("assets/extra/chess/leela_winrate_loss.pt"); // torch.save of a whole module
        try (TestContext context = new TestContext()) {
            assertThatThrownBy(
                            () -> new DenseNetKind().open(new SizedOptions(file, Optional.empty(), List.of()), context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessageContaining("runs its author's code")
                    .hasMessageContaining("torch.save(m.state_dict(), 'leela_winrate_loss-state.pt')");
        }
    }
}
