package org.echelle.diffusion.samples;

import java.nio.charset.StandardCharsets;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.torch.Checksums;

/**
 * Prompts times seeds, seed by seed, so that any first part holds all prompts. A prompt is a group: what was seen of it under one seed
 * tells of it under the next.
 *
 * @param table prompts, and what else is known of them
 * @param each seeds of each prompt
 * @param seed the first
 * @param unwanted what guidance leads away from
 */
public record PromptSource(PromptTable table, int each, long seed, String unwanted) implements SampleSource {
    @Override
    public int size() {
        return Math.multiplyExact(table.prompts().size(), each);
    }

    /** Which prompt of the table a sample shows. */
    public int prompt(int index) {
        return index % table.prompts().size();
    }

    private long seedOf(int index) {
        return seed + index / table.prompts().size();
    }

    @Override
    public String id(int index) {
        return String.format("%05d-%05d", prompt(index) + 1, seedOf(index));
    }

    @Override
    public String group(int index) {
        return table.prompts().get(prompt(index));
    }

    @Override
    public String groupedBy() {
        return "prompt";
    }

    @Override
    public String fingerprint() {
        String all = table.prompts() + "\n" + each + "\n" + seed + "\n" + unwanted;
        return Checksums.sha256(all.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Sample load(int index) {
        return new MadeSample(id(index), group(index), unwanted, seedOf(index));
    }
}
