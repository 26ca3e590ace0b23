package org.echelle.runs;

import java.util.List;

/**
 * Sequences that were sampled at the asked places under an edit and its controls.
 *
 * @param how they were sampled, in a sentence
 * @param sequences sampled of each sample and pass
 * @param samples how many sequences were started from
 * @param passes what came of every pass
 */
public record SampledLetters(String how, int sequences, int samples, List<Pass> passes) {
    /**
     * One pass.
     *
     * @param kind as a variant's; {@code NONE} for the unedited subject
     * @param name of the variant
     * @param strength of the edit
     * @param share of sampled letters that are wanted ones
     * @param kept share of sampled letters that are those of the sequence
     * @param places sampled letters in all
     * @param examples one sampled sequence for each sample
     */
    public record Pass(
            String kind, String name, double strength, double share, double kept, int places, List<String> examples) {}

    public SampledLetters {
        passes = List.copyOf(passes);
    }
}
