package org.echelle.medical.subject;

import java.nio.file.Path;
import org.echelle.api.Option;

/** Where the encoder's weights are; they tell every size themselves. */
public record MedSamOptions(
        @Option("Weight file (.safetensors, .pt, .pth) with parameters image_encoder.*, such as medsam_vit_b.pth")
        Path weights) {}
