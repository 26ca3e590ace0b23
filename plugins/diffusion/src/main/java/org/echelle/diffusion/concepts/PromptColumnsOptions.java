package org.echelle.diffusion.concepts;

import java.util.List;
import org.echelle.api.Option;

/** A concept entry of kind {@code prompt-columns}. */
public record PromptColumnsOptions(
        @Option(value = "columns to take, by name; empty for all but the prompts", fallback = "[]")
        List<String> columns) {}
