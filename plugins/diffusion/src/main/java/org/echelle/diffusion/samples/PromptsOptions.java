package org.echelle.diffusion.samples;

import java.nio.file.Path;
import org.echelle.api.Option;

/** The {@code samples} section of kind {@code prompts}. */
public record PromptsOptions(
        @Option("text file with a prompt a line (# begins a comment), or a .csv or .tsv with a column of prompts")
        Path path,

        @Option(value = "column of the prompts, in a table", fallback = "prompt")
        String column,

        @Option(value = "samples of each prompt", fallback = "1")
        int each,

        @Option(value = "seed of the first sample of each prompt; the next ones count on", fallback = "0")
        long seed,

        @Option(value = "what guidance leads away from (negative prompt); empty for no text", fallback = "")
        String unwanted) {}
