package org.echelle.protein.esm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.protein.subject.Opened;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.testkit.RecordingTap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every activation and the logits against plain loops in double precision. */
class EsmNumericsTest {
    private static final double CLOSE = 1e-4;

    @TempDir
    Path folder;

    private ProteinSubject open(ReferenceEsm model, EsmLayout layout, Opened opened) {
        Path file = ReferenceEsm.write(
                layout == EsmLayout.FAIR ? model.fair() : model.huggingFace(), folder.resolve("w.safetensors"));
        return new Esm2SubjectKind()
                .open(
                        new Esm2Options(file, Optional.of(ReferenceEsm.HEADS), Optional.of(model.tokenDropout), false),
                        opened);
    }

    /** Three lengths in one batch; the second with two masks, the third with one residue. */
    private static long[][] ragged() {
        return new long[][] {
            {0, 20, 15, 4, 9, 8, 11, 5, 13, 23, 21, 2},
            {0, 20, 32, 4, 32, 19, 2, 1, 1, 1, 1, 1},
            {0, 20, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1}
        };
    }

    private static long[] unpadded(long[] tokens) {
        return Arrays.stream(tokens).filter(t -> t != 1).toArray();
    }

    /** Where each of the reference's activations stands in fair-esm's module tree. */
    private static String path(String huggingFace, EsmLayout layout) {
        if (layout == EsmLayout.HUGGINGFACE || huggingFace.equals("embeddings")) {
            return huggingFace;
        }
        return huggingFace
                .replace("encoder.emb_layer_norm_after", "emb_layer_norm_after")
                .replace("encoder.layer.", "layers.")
                .replace(".attention.output.dense", ".self_attn")
                .replace(".output.dense", ".fc2");
    }

    @ParameterizedTest(name = "{0}, token dropout {1}")
    @CsvSource({"HUGGINGFACE, true", "HUGGINGFACE, false", "FAIR, true", "FAIR, false"})
    void everyLayerAndTheLogitsEqualPlainLoopsWithPaddingAndMasks(EsmLayout layout, boolean tokenDropout) {
        ReferenceEsm model = new ReferenceEsm(31);
        model.tokenDropout = tokenDropout;
        try (Opened opened = new Opened();
                ProteinSubject subject = open(model, layout, opened)) {
            RecordingTap recorder = new RecordingTap();
            float[][][] logits = opened.run(subject, ragged(), recorder);
            assertThat(recorder.values().keySet())
                    .containsExactlyElementsOf(
                            subject.hookPoints().stream().map(HookPoint::name).toList());
            for (int s = 0; s < ragged().length; s++) {
                Map<String, double[][]> expected = new LinkedHashMap<>(model.run(unpadded(ragged()[s])));
                close("logits of " + s, logits[s], expected.remove("logits"));
                assertThat(expected.keySet().stream().map(h -> path(h, layout)))
                        .containsExactlyInAnyOrderElementsOf(recorder.values().keySet());
                for (Map.Entry<String, double[][]> hook : expected.entrySet()) {
                    String name = path(hook.getKey(), layout);
                    close(name + " of " + s, Opened.cube(recorder, name)[s], hook.getValue());
                }
            }
        }
    }

    private static void close(String what, float[][] actual, double[][] expected) {
        double worst = 0;
        String where = "";
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                double apart = Math.abs(actual[t][i] - expected[t][i]) / Math.max(1, Math.abs(expected[t][i]));
                if (!(apart <= worst)) {
                    worst = apart;
                    where = what + ", position " + t + ", column " + i + ": " + actual[t][i] + ", not "
                            + expected[t][i];
                }
            }
        }
        assertThat(worst).as(where).isLessThan(CLOSE);
    }

    @Test
    void contactsEqualPlainLoopsInABatchOfManyLengths() {
        ReferenceEsm model = new ReferenceEsm(17);
        Path file = ReferenceEsm.write(model.huggingFace(), folder.resolve("w.safetensors"));
        String[] sequences = {"MKTAYIAKQRQISF", "MKTW", "ACDEFGHIK"};
        try (Opened opened = new Opened();
                ProteinSubject subject = new Esm2SubjectKind()
                        .open(new Esm2Options(file, Optional.of(ReferenceEsm.HEADS), Optional.empty(), true), opened);
                NDManager batch = opened.manager().newSubManager()) {
            assertThat(subject.outputs()).hasSize(2);
            NDList inputs = subject.prepare(Opened.proteins(sequences), batch);
            NDList outputs = subject.forward(inputs, Tap.NONE);
            float[][][] contacts = Opened.cube(outputs.get(1));
            for (int s = 0; s < sequences.length; s++) {
                long[] tokens = EsmVocabulary.ESM2.encode(sequences[s]);
                model.run(tokens);
                close("contacts of " + s, contacts[s], model.contacts());
                for (int i = sequences[s].length(); i < contacts[s].length; i++) {
                    assertThat(contacts[s][i]).containsOnly(0);
                    assertThat(contacts[s][0][i]).isZero();
                }
            }
            assertThat(batch.getManagedArrays()).hasSize(4);
        }
    }

    @Test
    void aLongSequenceKeepsItsPositions() {
        // far positions turn far: 700 of them, so that rotary tables grow past their first size
        ReferenceEsm model = new ReferenceEsm(5);
        long[] tokens = new long[700];
        for (int t = 1; t < tokens.length - 1; t++) {
            tokens[t] = 4 + t * 7L % 20;
        }
        tokens[tokens.length - 1] = 2;
        try (Opened opened = new Opened();
                ProteinSubject subject = open(model, EsmLayout.HUGGINGFACE, opened)) {
            float[][][] logits = opened.run(subject, new long[][] {tokens}, Tap.NONE);
            close("logits", logits[0], model.run(tokens).get("logits"));
        }
    }

    @Test
    void proteinsInOneBatchAreWhatTheyAreAlone() {
        ReferenceEsm model = new ReferenceEsm(8);
        String[] sequences = {"MKTAYIAKQR", "MK", "ACDEFGHIKLMNPQRSTVWYBXZUO"};
        try (Opened opened = new Opened();
                ProteinSubject subject = open(model, EsmLayout.FAIR, opened)) {
            float[][][] together = opened.run(subject, Opened.proteins(sequences), Tap.NONE);
            for (int s = 0; s < sequences.length; s++) {
                float[][] alone = opened.run(subject, Opened.proteins(sequences[s]), Tap.NONE)[0];
                assertThat(alone).hasNumberOfRows(sequences[s].length() + 2);
                for (int t = 0; t < together[s].length; t++) {
                    float[] expected = t < alone.length ? alone[t] : new float[ReferenceEsm.TOKENS];
                    assertThat(together[s][t]).as("%d %d", s, t).containsExactly(expected, within(2e-5f));
                }
            }
        }
    }
}
