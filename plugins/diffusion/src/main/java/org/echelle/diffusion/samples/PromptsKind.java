package org.echelle.diffusion.samples;

import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.diffusion.DiffusionException;

/** Samples by prompt and seed, from a file of prompts. A prompt is a group. */
public final class PromptsKind implements SampleKind<PromptsOptions> {
    @Override
    public String name() {
        return "prompts";
    }

    @Override
    public String description() {
        return "Samples by prompt and seed, from a text file or a table of prompts.";
    }

    @Override
    public Class<PromptsOptions> options() {
        return PromptsOptions.class;
    }

    @Override
    public SampleSource open(PromptsOptions options, OpenContext context) {
        if (options.each() < 1) {
            throw new DiffusionException(
                    "samples: 'each' is " + options.each() + "; ask for at least one sample of each prompt.");
        }
        PromptTable table = PromptTable.read(options.path(), options.column());
        if (table.repeated() > 0) {
            context.progress()
                    .note(table.repeated()
                            + (table.repeated() == 1 ? " line of " : " lines of ")
                            + options.path().getFileName()
                            + (table.repeated() == 1
                                    ? " repeats an earlier prompt and is left out."
                                    : " repeat earlier prompts and are left out."));
        }
        return new PromptSource(table, options.each(), options.seed(), options.unwanted());
    }
}
