package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/** What a run config says about a network with one published input size. */
public record WeightsOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .bin, .npz) or folder")
        Path weights,

        @Option("Names of the outputs, in order, where they differ from the published ones")
        List<String> labels) {
    public WeightsOptions {
        labels = List.copyOf(labels);
    }
}
