package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionDomain;
import org.junit.jupiter.api.Test;

class ShapesPromptsKindTest {
    /** Full hues of the drawn world. */
    private static final Map<String, int[]> HUES = Map.of(
            "red", new int[] {230, 40, 40},
            "green", new int[] {40, 190, 60},
            "blue", new int[] {50, 80, 235},
            "yellow", new int[] {235, 215, 40});

    private static final int STRONGEST = 12;

    private static SamplingOptions steps(int steps) {
        return new SamplingOptions("", steps, 0, 0, 0, 1, 0, "second");
    }

    @Test
    void itIsTheDefaultAndNeedsNoFiles() throws IOException {
        assertThat(new DiffusionDomain().subjects().get(0)).isInstanceOf(ShapesPromptsKind.class);
        try (ModelFolders context = new ModelFolders();
                Subject subject = new ShapesPromptsKind()
                        .open(new ShapesPromptsOptions(Optional.empty(), "float32", ModelFolders.USUAL), context)) {
            assertThat(subject.facts()).containsEntry("condition", "text");
            assertThat(subject.facts().values()).anyMatch(v -> v.contains("DDIM") || v.contains("ddim"));
            PictureMaker maker = subject.makesPictures().orElseThrow();
            assertThat(maker.takesText()).isTrue();
            assertThat(subject.hookPoints().stream().map(h -> h.name()))
                    .contains("text_encoder.text_model.final_layer_norm", "mid_block.attentions.0");
        }
        try (InputStream metrics =
                ShapesPromptsKind.class.getResourceAsStream("/org/echelle/diffusion/shapes-prompts/metrics.json")) {
            assertThat(new ObjectMapper().readTree(metrics).get("held_out_loss").asDouble())
                    .isBetween(0.0, 0.2);
        }
    }

    @Test
    void itDrawsTheColourThatIsAskedForHoweverItIsPut() {
        List<String> colours = HUES.keySet().stream().sorted().toList();
        try (ModelFolders context = new ModelFolders();
                Subject subject = new ShapesPromptsKind()
                        .open(new ShapesPromptsOptions(Optional.empty(), "float32", steps(10)), context)) {
            PictureMaker maker = subject.makesPictures().orElseThrow();
            List<Sample> asked = new ArrayList<>();
            colours.forEach(colour -> asked.add(maker.sample("a", "a " + colour + " square", 1)));
            colours.forEach(colour -> asked.add(maker.sample("b", "an image of a circle in " + colour, 2)));
            List<String> found = new ArrayList<>();
            try (NDManager scope = context.manager().newSubManager()) {
                float[] pictures = subject.forward(subject.prepare(asked, scope), Tap.NONE)
                        .get(maker.output())
                        .toFloatArray(); // [picture][colour][y][x]
                int area = pictures.length / asked.size() / 3;
                for (int p = 0; p < asked.size(); p++) {
                    found.add(hue(pictures, p * 3 * area, area));
                }
            }
            List<String> wanted = new ArrayList<>(colours);
            wanted.addAll(colours);
            assertThat(found).isEqualTo(wanted);
        }
    }

    /** The hue that the most colourful pixels are nearest to. */
    private static String hue(float[] pictures, int from, int area) {
        List<int[]> pixels = IntStream.range(0, area)
                .mapToObj(i -> IntStream.range(0, 3)
                        .map(c -> Math.round(255 * pictures[from + c * area + i]))
                        .toArray())
                .sorted(Comparator.comparingInt(
                        (int[] p) -> Arrays.stream(p).min().orElseThrow()
                                - Arrays.stream(p).max().orElseThrow()))
                .limit(STRONGEST)
                .toList();
        return HUES.keySet().stream()
                .min(Comparator.comparingDouble(name -> pixels.stream()
                        .mapToDouble(p -> IntStream.range(0, 3)
                                .mapToDouble(c -> Math.pow(p[c] - HUES.get(name)[c], 2))
                                .sum())
                        .sum()))
                .orElseThrow();
    }
}
