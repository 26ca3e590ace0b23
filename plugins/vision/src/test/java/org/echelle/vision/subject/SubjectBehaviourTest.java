package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.EchelleException;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.RecordingTap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.echelle.vision.ImageSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taps, memory, errors, twins: on a small random ViT. */
class SubjectBehaviourTest {
    @TempDir
    Path folder;

    private final ReferenceViT model = new ReferenceViT(9, false, true, false, 2, true);

    private static ImageSample picture() {
        byte[] pixels = new byte[ReferenceViT.SIZE * ReferenceViT.SIZE * 3];
        new Random(4).nextBytes(pixels);
        return new ImageSample("p", ReferenceViT.SIZE, ReferenceViT.SIZE, 3, pixels);
    }

    private Path weights() {
        return RenamedViT.write(model, ViTLayout.TIMM, "", folder.resolve("w.safetensors"));
    }

    private static ViTOptions options(Path weights, Integer size) {
        return new ViTOptions(
                weights,
                "auto",
                Optional.ofNullable(size),
                Optional.of(ReferenceViT.HEADS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                PreprocessingOptions.NONE);
    }

    /** Calls a function at one hook point. */
    @Test
    void aDiffusionTransformerIsNotTakenForOne() {
        Path dit = folder.resolve("dit.safetensors");
        Map<String, HostTensor> names = new LinkedHashMap<>();
        for (String name : List.of("x_embedder.proj.weight", "pos_embed", "blocks.0.attn.qkv.weight")) {
            names.put(name, HostTensor.ofFloats(new float[1], 1));
        }
        SafetensorsWriter.write(dit, names, Map.of());
        assertThat(new ViTSubjectKind().recognises(dit)).isFalse();
    }

    @Test
    void readingChangesNoBitAndEditingChangesTheOutputFromEveryHookPoint() {
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(weights(), null), opened);
                NDManager elsewhere = opened.manager().newSubManager()) {
            float[] plain = opened.run(subject, List.of(picture()), Tap.NONE)[0];
            assertThat(opened.run(subject, List.of(picture()), new RecordingTap())[0])
                    .isEqualTo(plain);
            for (HookPoint hook : subject.hookPoints()) {
                float[] same = opened.run(subject, List.of(picture()), new EditAt(hook.name(), NDArray::duplicate))[0];
                assertThat(same).as(hook.name()).isEqualTo(plain);
                NDArray[] kept = new NDArray[1];
                float[] edited = opened.run(subject, List.of(picture()), new EditAt(hook.name(), x -> {
                    kept[0] = x.mul(-0.5);
                    kept[0].attach(elsewhere);
                    return kept[0];
                }))[0];
                assertThat(edited).as(hook.name()).isNotEqualTo(plain);
                // an edit that lives in the listener's manager stays the listener's
                assertThat(kept[0].isReleased()).isFalse();
            }
            assertThatThrownBy(() -> opened.run(subject, List.of(picture()), new EditAt("blocks.1", x -> x.sum())))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("blocks.1");
        }
    }

    @Test
    void aForwardPassLeavesOnlyItsOutputAndHoldsFewActivationsAtATime() {
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(weights(), null), opened);
                NDManager batch = opened.manager().newSubManager()) {
            NDList inputs = subject.prepare(List.<Sample>of(picture()), batch);
            subject.forward(inputs, Tap.NONE);
            assertThat(batch.getManagedArrays()).hasSize(2);
            subject.forward(inputs, new EditAt("blocks.1", x -> {
                assertThat(x.getManager().getManagedArrays()).hasSizeLessThan(9);
                return x;
            }));
            assertThatThrownBy(() -> subject.forward(inputs, new EditAt("blocks.0", x -> {
                        throw ForwardComplete.SIGNAL;
                    })))
                    .isSameAs(ForwardComplete.SIGNAL);
            assertThat(batch.getManagedArrays()).hasSize(3);
            assertThat(inputs.singletonOrThrow().isReleased()).isFalse();
        }
    }

    @Test
    void sitesTellClassTokenRegistersAndPatches() {
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(weights(), null), opened);
                NDManager batch = opened.manager().newSubManager()) {
            NDList inputs = subject.prepare(List.<Sample>of(picture(), picture()), batch);
            HookPoint hook = subject.hookPoints().get(2);
            assertThat(hook.name()).isEqualTo("blocks.0");
            assertThat(hook.width()).isEqualTo(ReferenceViT.WIDTH);
            Sites sites = subject.sites(hook, inputs);
            assertThat(sites.rows()).isEqualTo(2 * (3 + 9));
            assertThat(sites.coordinates()[0]).startsWith(-1, -2, -3, 0, 0, 0, 1, 1, 1, 2, 2, 2, -1);
            assertThat(sites.coordinates()[1]).startsWith(-1, -2, -3, 0, 1, 2, 0, 1, 2, 0, 1, 2, -1);
            assertThat(subject.gridSize(hook)).containsExactly(3, 3);
        }
    }

    @Test
    void learnedPositionsFollowALargerInput() {
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(weights(), 20), opened)) {
            assertThat(subject.inputHeight()).isEqualTo(20);
            assertThat(subject.gridSize(subject.hookPoints().get(0))).containsExactly(5, 5);
            assertThat(opened.run(subject, List.of(picture()), Tap.NONE)[0]).hasSize(ReferenceViT.CLASSES);
        }
    }

    @Test
    void aRandomTwinHasTheSameShapeOtherNumbersAndIsReproducible() {
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind().open(options(weights(), null), opened);
                Subject one = subject.randomTwin(1, opened);
                Subject again = subject.randomTwin(1, opened);
                Subject other = subject.randomTwin(2, opened)) {
            float[] a = opened.run((VisionSubject) one, List.of(picture()), Tap.NONE)[0];
            assertThat(opened.run((VisionSubject) again, List.of(picture()), Tap.NONE)[0])
                    .isEqualTo(a);
            assertThat(opened.run((VisionSubject) other, List.of(picture()), Tap.NONE)[0])
                    .isNotEqualTo(a);
            assertThat(one.hookPoints()).isEqualTo(subject.hookPoints());
            assertThat(one.fingerprint())
                    .hasSize(64)
                    .isNotEqualTo(subject.fingerprint())
                    .isEqualTo(again.fingerprint());
        }
    }

    @Test
    void oneErrorListsAllParametersThatDoNotFit() {
        Weights whole = Weights.read(weights());
        Map<String, HostTensor> broken = new LinkedHashMap<>();
        whole.names().forEach(n -> broken.put(n, whole.tensor(n)));
        broken.remove("blocks.1.norm2.bias");
        broken.remove("norm.bias");
        broken.put("blocks.0.attn.proj.bias", HostTensor.ofFloats(new float[3], 3));
        broken.put("blocks.0.attn.extra", HostTensor.ofFloats(new float[3], 3));
        Path file = folder.resolve("broken.safetensors");
        SafetensorsWriter.write(file, broken, Map.of());
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> new ViTSubjectKind().open(options(file, null), opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("2 missing (blocks.1.norm2.bias [12], norm.bias [12])")
                    .hasMessageContaining("1 left over (blocks.0.attn.extra [3])")
                    .hasMessageContaining("blocks.0.attn.proj.bias is [3] and should be [12]");
            assertThat(opened.manager().getManagedArrays()).isEmpty();
        }
    }

    @Test
    void weightsOfAnotherArchitectureAreNamed() {
        Path resnet = folder.resolve("resnet.safetensors");
        SafetensorsWriter.write(
                resnet, Map.of("layer1.0.conv1.weight", HostTensor.ofFloats(new float[9], 1, 1, 3, 3)), Map.of());
        Path strange = folder.resolve("strange.safetensors");
        SafetensorsWriter.write(strange, Map.of("lstm.weight", HostTensor.ofFloats(new float[9], 9)), Map.of());
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> new ViTSubjectKind().open(options(resnet, null), opened))
                    .isInstanceOf(SubjectException.class)
                    .hasMessageContaining("look like a ResNet; use kind: resnet");
            assertThatThrownBy(() -> new ResNetSubjectKind().open(ResNetOptions.of(weights()), opened))
                    .isInstanceOf(SubjectException.class)
                    .hasMessageContaining("look like a ViT; use kind: vit");
            assertThatThrownBy(() -> new ResNetSubjectKind().open(ResNetOptions.of(strange), opened))
                    .isInstanceOf(SubjectException.class)
                    .hasMessageContaining("lstm.weight");
        }
    }
}
