package org.echelle.protein.unirep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.protein.subject.Opened;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.RecordingTap;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UniRep-64 against outputs that were computed outside of this project, and what is made of its files. */
class UniRepTest {
    @TempDir
    Path folder;

    private static Path weights() {
        return Shared.file("assets/protein/unirep64.safetensors");
    }

    private static ProteinSubject open(Path file, Opened opened) {
        return new UniRepSubjectKind().open(new UniRepOptions(file), opened);
    }

    /** Sequences by entry name, from the flat file's SQ blocks. */
    private static Map<String, String> sequences() throws IOException {
        Map<String, String> found = new HashMap<>();
        String id = "";
        StringBuilder sequence = new StringBuilder();
        for (String line : Files.readAllLines(Shared.file("assets/protein/swissprot_emboss_100.dat"))) {
            if (line.startsWith("ID ")) {
                id = line.split("\\s+")[1];
                sequence.setLength(0);
            } else if (line.startsWith("     ")) {
                sequence.append(line.replace(" ", ""));
            } else if (line.startsWith("//")) {
                found.put(id, sequence.toString());
            }
        }
        return found;
    }

    @Test
    void hiddenStatesAndLikelihoodsAreTheGoldenOnesInOneBatchOfManyLengths() throws IOException {
        Path golden = Shared.file("assets/golden/protein_unirep64.json");
        Path file = weights();
        JsonNode examples = new ObjectMapper().readTree(golden.toFile()).path("examples");
        Map<String, String> sequences = sequences();
        String[] wanted = new String[examples.size()];
        for (int e = 0; e < wanted.length; e++) {
            wanted[e] = sequences.get(examples.get(e).path("entry").asText());
        }
        try (Opened opened = new Opened();
                ProteinSubject subject = open(file, opened)) {
            RecordingTap recorder = new RecordingTap();
            float[][][] logits = opened.run(subject, Opened.proteins(wanted), recorder);
            float[][][] first = Opened.cube(recorder, "mlstm.0");
            float[][][] last = Opened.cube(recorder, "mlstm.3");
            for (int e = 0; e < wanted.length; e++) {
                JsonNode example = examples.get(e);
                int length = example.path("len").asInt();
                assertThat(wanted[e]).hasSize(length);
                double[] mean = new double[64];
                for (int t = 0; t <= length; t++) {
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += last[e][t][i] / (length + 1);
                    }
                }
                double likelihood = 0;
                for (int r = 0; r < length; r++) {
                    float[] row = logits[e][subject.predictingPosition(r)];
                    int column = subject.outputColumn(wanted[e].charAt(r)).orElseThrow();
                    likelihood -= logProbability(row, column) / length;
                }
                for (int i = 0; i < mean.length; i++) {
                    // the golden file is rounded to five decimals
                    assertThat(mean[i])
                            .isCloseTo(example.path("layer3_mean_hidden").get(i).asDouble(), within(3e-5));
                    assertThat((double) first[e][10][i])
                            .isCloseTo(
                                    example.path("layer0_hidden_res10").get(i).asDouble(), within(3e-5));
                }
                assertThat(likelihood).isCloseTo(example.path("nll_per_residue").asDouble(), within(1e-5));
            }
            assertThat(recorder.values().keySet())
                    .containsExactlyElementsOf(
                            subject.hookPoints().stream().map(HookPoint::name).toList());
        }
    }

    private static double logProbability(float[] logits, int column) {
        double sum = 0;
        for (float v : logits) {
            sum += Math.exp(v);
        }
        return logits[column] - Math.log(sum);
    }

    @Test
    void thePublishedPickleGivesTheSameNetwork() {
        Path pickle = Shared.file("assets/protein/unirep64_model_weights.pkl");
        List<Sample> samples = Opened.proteins("MKTAYIAKQRX", "MBZJ");
        try (Opened opened = new Opened();
                ProteinSubject flat = open(weights(), opened);
                ProteinSubject pickled = open(pickle, opened)) {
            assertThat(opened.run(pickled, samples, Tap.NONE)).isEqualTo(opened.run(flat, samples, Tap.NONE));
            assertThat(new UniRepSubjectKind().recognises(pickle)).isTrue();
            assertThat(new UniRepSubjectKind().recognises(weights())).isTrue();
        }
    }

    @Test
    void editsTakeEffectTwinsAreReproducibleAndRowsKnowTheirResidue() {
        List<Sample> samples = Opened.proteins("MKTAYIAKQR", "MKT");
        try (Opened opened = new Opened();
                ProteinSubject subject = open(weights(), opened);
                Subject one = subject.randomTwin(4, opened);
                Subject again = subject.randomTwin(4, opened);
                var batch = opened.manager().newSubManager()) {
            float[][][] plain = opened.run(subject, samples, Tap.NONE);
            assertThat(opened.run(subject, samples, new RecordingTap())).isEqualTo(plain);
            for (HookPoint hook : subject.hookPoints()) {
                assertThat(opened.run(subject, samples, new EditAt(hook.name(), x -> x.mul(-1))))
                        .as(hook.name())
                        .isNotEqualTo(plain);
            }
            assertThat(opened.run(one, samples, Tap.NONE))
                    .isEqualTo(opened.run(again, samples, Tap.NONE))
                    .isNotEqualTo(plain);
            var inputs = subject.prepare(samples, batch);
            assertThat(subject.sites(subject.hookPoints().get(1), inputs).coordinates()[0])
                    .containsExactly(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, 0, 1, 2, -1, -1, -1, -1, -1, -1, -1);
            assertThat(subject.maskToken()).isEmpty();
            assertThat(subject.token('J')).isEqualTo(subject.token('X')).isEqualTo(23);
            assertThat(subject.outputNames())
                    .hasSize(25)
                    .startsWith("M", "R", "H")
                    .endsWith("X", "<start>", "<stop>");
        }
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        Weights whole = Weights.read(weights());
        Map<String, HostTensor> broken = new LinkedHashMap<>();
        whole.names().forEach(n -> broken.put(n, whole.tensor(n)));
        broken.remove("mlstm.2.gh");
        refused(broken, "1 missing (mlstm.2.gh [256])");
        broken.put("embedding", HostTensor.ofFloats(new float[210], 21, 10));
        refused(broken, "for 21 tokens");
        broken.remove("embedding");
        refused(broken, "no UniRep");
    }

    private void refused(Map<String, HostTensor> tensors, String said) {
        Path file = folder.resolve("bad.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> open(file, opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining(said);
            assertThat(opened.manager().getManagedArrays()).isEmpty();
        }
    }
}
