package org.echelle.runs;

import java.util.List;
import java.util.Locale;
import org.echelle.api.Option;
import org.echelle.torch.ElementType;

/** The {@code extract} section of a run config. */
public record ExtractOptions(
        @Option(value = "samples in one forward pass", fallback = "64")
        int batch,

        @Option(value = "how many samples to use, 0 for all", fallback = "0")
        int limit,

        @Option(value = "false: train straight from the subject, without activations on disk", fallback = "true")
        boolean store,

        @Option(value = "element type on disk: f32, f16 or bf16", fallback = "f32")
        String type,

        @Option(
                value = "which rows to keep: all, placed (patches, cells, residues) or pooled (class tokens)",
                fallback = "all")
        Rows rows,

        @Option(
                value =
                        "rows to keep by coordinate, such as [timestep=0..300, branch=1]; several of one axis add to each other",
                fallback = "[]")
        List<String> where,

        @Option(value = "rows kept of each sample, drawn at random; 0 for all", fallback = "0")
        int rowsPerSample,

        @Option(value = "most bytes the activations may take on disk, such as 10GB; 0 for no limit", fallback = "20GB")
        long diskBudget,

        @Option(value = "bytes of one shard file", fallback = "256MiB")
        long shard) {

    /** Which rows of a sample are kept. */
    public enum Rows {
        /** Every row. */
        ALL,
        /** Rows with a place: every coordinate is 0 or more. */
        PLACED,
        /** Rows without a place, such as class tokens. */
        POOLED
    }

    public ExtractOptions {
        Bounds.atLeast("batch", batch, 1);
        Bounds.atLeast("limit", limit, 0);
        Bounds.atLeast("rows-per-sample", rowsPerSample, 0);
        Bounds.atLeast("disk-budget", diskBudget, 0);
        Bounds.atLeast("shard", shard, 1);
        if (!List.of("f32", "f16", "bf16").contains(type)) {
            throw new IllegalArgumentException("'type' must be f32, f16 or bf16, not '" + type + "'.");
        }
    }

    /** {@link #type} as the weight files name it. */
    ElementType elementType() {
        return ElementType.valueOf(type.toUpperCase(Locale.ROOT));
    }
}
