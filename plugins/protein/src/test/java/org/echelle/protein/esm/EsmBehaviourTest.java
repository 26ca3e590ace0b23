package org.echelle.protein.esm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.BadSampleException;
import org.echelle.api.EchelleException;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.protein.Protein;
import org.echelle.protein.subject.Opened;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.RecordingTap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taps, sites, memory, twins, on a small random ESM-2. */
class EsmBehaviourTest {
    @TempDir
    Path folder;

    private ProteinSubject open(Opened opened) {
        Path file = ReferenceEsm.write(new ReferenceEsm(3).huggingFace(), folder.resolve("w.safetensors"));
        return new Esm2SubjectKind()
                .open(new Esm2Options(file, Optional.of(ReferenceEsm.HEADS), Optional.empty(), false), opened);
    }

    @Test
    void readingChangesNoBitAndEditingChangesTheOutputFromEveryHookPoint() {
        List<Sample> samples = Opened.proteins("MKTAYIAKQR", "MKT");
        try (Opened opened = new Opened();
                ProteinSubject subject = open(opened)) {
            float[][][] plain = opened.run(subject, samples, Tap.NONE);
            assertThat(opened.run(subject, samples, new RecordingTap())).isEqualTo(plain);
            for (HookPoint hook : subject.hookPoints()) {
                assertThat(opened.run(subject, samples, new EditAt(hook.name(), NDArray::duplicate)))
                        .as(hook.name())
                        .isEqualTo(plain);
                assertThat(opened.run(subject, samples, new EditAt(hook.name(), x -> x.mul(-0.5))))
                        .as(hook.name())
                        .isNotEqualTo(plain);
            }
            assertThatThrownBy(() -> opened.run(subject, samples, new EditAt("encoder.layer.1", NDArray::sum)))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("encoder.layer.1");
        }
    }

    @Test
    void anEditAtPaddingReachesNobody() {
        List<Sample> samples = Opened.proteins("MKTAYIAKQR", "MKT");
        try (Opened opened = new Opened();
                ProteinSubject subject = open(opened)) {
            float[][][] plain = opened.run(subject, samples, Tap.NONE);
            float[][][] edited = opened.run(subject, samples, new EditAt("encoder.layer.0", x -> {
                NDArray copy = x.duplicate();
                copy.set(new NDIndex("1, 5:"), 9f);
                return copy;
            }));
            assertThat(edited).isEqualTo(plain);
        }
    }

    @Test
    void rowsKnowTheirResidueAndSpecialTokensAndPaddingAreApart() {
        try (Opened opened = new Opened();
                ProteinSubject subject = open(opened);
                NDManager batch = opened.manager().newSubManager()) {
            List<Sample> samples = List.of(new Protein("a#101-104", "MKTA", 100), new Protein("b", "MJ", 0));
            NDList inputs = subject.prepare(samples, batch);
            assertThat(inputs.get(0).toLongArray()).containsExactly(0, 20, 15, 11, 5, 2, 0, 20, 3, 2, 1, 1);
            for (HookPoint hook : subject.hookPoints()) {
                assertThat(hook.axes()).hasSize(1);
                Sites sites = subject.sites(hook, inputs);
                assertThat(sites.coordinates()[0]).containsExactly(-1, 100, 101, 102, 103, -1, -1, 0, 1, -1, -1, -1);
                assertThat(sites.dropped())
                        .containsExactly(
                                false, false, false, false, false, false, false, false, false, false, true, true);
            }
            assertThat(subject.sites(subject.hookPoints().get(0), subject.prepare(samples.subList(0, 1), batch))
                            .dropped())
                    .isNull();
            Sample window = new Protein("c#11-14", "MKTA", 10, 1, 3);
            Sites part = subject.sites(subject.hookPoints().get(0), subject.prepare(List.of(window), batch));
            assertThat(part.coordinates()[0]).containsExactly(-1, 10, 11, 12, 13, -1);
            assertThat(part.dropped()).containsExactly(false, true, false, false, true, false);
            assertThat(subject.maskToken()).hasValue(32);
            assertThat(subject.token('W')).isEqualTo(22);
            assertThat(subject.outputColumn('W')).hasValue(22);
            assertThat(subject.outputNames().get(subject.token('C'))).isEqualTo("C");
            assertThat(subject.predictingPosition(0)).isEqualTo(1);
            Sample stranger = () -> "stranger";
            assertThatThrownBy(() -> subject.prepare(List.of(stranger), batch))
                    .isInstanceOf(BadSampleException.class)
                    .hasMessageContaining("stranger");
        }
    }

    @Test
    void hookPointsSayHowOthersNumberThem() {
        try (Opened opened = new Opened();
                ProteinSubject subject = open(opened)) {
            List<HookPoint> hooks = subject.hookPoints();
            assertThat(hooks.get(3).name()).isEqualTo("encoder.layer.0");
            assertThat(hooks.get(3).description())
                    .contains("hidden_states[1]", "InterPLM: layer 1", "BioNeMo, plm-sae: layer 0");
            assertThat(hooks.get(9).name()).isEqualTo("encoder.layer.2");
            assertThat(hooks.get(9).description()).contains("before the final norm");
            assertThat(hooks.get(10).name()).isEqualTo("encoder.emb_layer_norm_after");
            assertThat(hooks.get(10).description())
                    .contains("hidden_states[3]", "InterPLM: layer 3", "BioNeMo: layer 2");
            assertThat(hooks).hasSize(11);
        }
    }

    @Test
    void aForwardPassLeavesOnlyItsOutput() {
        try (Opened opened = new Opened();
                ProteinSubject subject = open(opened);
                NDManager batch = opened.manager().newSubManager()) {
            NDList inputs = subject.prepare(Opened.proteins("MKTAYIAKQR", "MKT"), batch);
            subject.forward(inputs, Tap.NONE);
            assertThat(batch.getManagedArrays()).hasSize(3);
            assertThatThrownBy(() -> subject.forward(inputs, new EditAt("encoder.layer.0", x -> {
                        throw ForwardComplete.SIGNAL;
                    })))
                    .isSameAs(ForwardComplete.SIGNAL);
            assertThat(batch.getManagedArrays()).hasSize(3);
        }
    }

    @Test
    void aRandomTwinHasTheSameShapeOtherNumbersAndIsReproducible() {
        List<Sample> samples = Opened.proteins("MKTAYIAKQR");
        try (Opened opened = new Opened();
                ProteinSubject subject = open(opened);
                Subject one = subject.randomTwin(1, opened);
                Subject again = subject.randomTwin(1, opened);
                Subject other = subject.randomTwin(2, opened)) {
            float[][][] a = opened.run(one, samples, Tap.NONE);
            assertThat(opened.run(again, samples, Tap.NONE)).isEqualTo(a);
            assertThat(opened.run(other, samples, Tap.NONE)).isNotEqualTo(a);
            assertThat(one.hookPoints()).isEqualTo(subject.hookPoints());
            assertThat(one.fingerprint())
                    .hasSize(64)
                    .isNotEqualTo(subject.fingerprint())
                    .isEqualTo(again.fingerprint());
        }
    }
}
