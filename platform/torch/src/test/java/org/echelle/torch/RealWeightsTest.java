package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that others published, against safetensors files that others derived from them. */
class RealWeightsTest {
    @ParameterizedTest(name = "{0} equals {1} bit by bit")
    @CsvSource({
        "vision/resnet20-12fca82f.th, vision/resnet20.safetensors, torch-legacy",
        "vision/vit_mnist.pth, vision/vit_mnist.safetensors, torch",
        "recommender/sasrec_ml1m_epoch720.pth, recommender/sasrec_ml1m_epoch720.safetensors, torch",
        "medical/hybridgnet_unet.pt, medical/hybridgnet_unet.safetensors, torch",
        "medical/pneumonia_vanilla_cnn.pth, medical/pneumonia_vanilla_cnn.safetensors, torch",
        "diffusion/DiffusionViT_mnist.pth, diffusion/DiffusionViT_mnist.safetensors, torch",
        "diffusion/ddpm_mnist.pt, diffusion/ddpm_mnist.safetensors, torch",
        "sae/villes/transformer_d64.pth, sae/villes/transformer_d64.safetensors, torch",
        "sae/villes/sae_d64_e4.pth, sae/villes/sae_d64_e4.safetensors, torch",
        "sae/listcomp/2layer_100dig_64d.pt, sae/listcomp/2layer_100dig_64d.safetensors, torch",
        "sae/listcomp/sae_d100_k3.pt, sae/listcomp/sae_d100_k3.safetensors, torch",
    })
    void aPublishedFileEqualsItsSafetensorsCopy(String published, String copy, String format) {
        Weights original = Weights.read(Shared.file("assets/" + published)).strip("module.");
        Weights derived = Weights.read(Shared.file("assets/" + copy));
        assertThat(original.format()).isEqualTo(format);
        assertThat(original.names()).containsExactlyInAnyOrderElementsOf(derived.names());
        for (String name : derived.names()) {
            assertThat(original.tensor(name)).as(name).isEqualTo(derived.tensor(name));
        }
    }

    @Test
    void aFingerprintIsTheSha256OfTheFile() {
        // the manifest of the sample says so
        assertThat(Weights.read(Shared.file("assets/vision/vit_mnist.safetensors"))
                        .fingerprint())
                .isEqualTo("95af62591da412b4facf8bfbf34deb5715c59c91bd9c09b5d9bd16985824950b");
    }

    @Test
    void whatElseATrainingScriptSavedIsKeptAsFacts() {
        Weights weights = Weights.read(Shared.file("assets/vision/resnet20-12fca82f.th"));
        assertThat(weights.facts()).containsEntry("best_prec1", 91.78000183105469);
    }

    @Test
    void aWholePickledModuleIsRefusedByTheNameOfItsClass() {
        Path file = Shared.file("assets/extra/chess/leela_winrate_loss.pt");
        assertThatThrownBy(() -> Weights.read(file))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("is refused");
    }

    @Test
    void aTorchScriptProgramIsRefused() {
        Path file = Shared.file("parity/torchscript/scripted_sequential.pt");
        assertThatThrownBy(() -> Weights.read(file)).hasMessageContaining("TorchScript");
    }

    @Test
    void aPickleOfNumpyArraysIsRefusedByName() {
        Path file = Shared.file("assets/vision/cifar10/CIFAR-10_human.pt");
        assertThatThrownBy(() -> Weights.read(file)).hasMessageContaining("numpy.core.multiarray._reconstruct");
    }

    @Test
    void aNpzOfImagesIsRead() {
        Weights weights = Weights.read(Shared.file("assets/medical/pneumoniamnist.npz"));
        HostTensor images = weights.tensor("test_images");
        assertThat(images.type()).isEqualTo(ElementType.U8);
        assertThat(images.shape()).containsExactly(624, 28, 28); // the official test split of MedMNIST
        assertThat(weights.tensor("test_labels").shape()).containsExactly(624, 1);
        long pneumonia = 0;
        for (long label : weights.tensor("test_labels").toLongs()) {
            pneumonia += label;
        }
        assertThat(pneumonia).isEqualTo(390); // 234 normal, 390 pneumonia: MedMNIST paper, Kermany's test folder
    }

    @Test
    void aNpyOfCountsIsRead() {
        HostTensor counts = Weights.read(Shared.file("assets/vision/cifar10/cifar10h-counts.npy"))
                .tensor("cifar10h-counts");
        assertThat(counts.shape()).containsExactly(10_000, 10);
    }
}
