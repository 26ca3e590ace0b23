package org.echelle.runs.erasure;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Measure;

/**
 * Whether something erased comes back when it is asked for in another way. Shares are of samples of one seed each, with Wilson's intervals.
 *
 * @param target what was erased
 * @param method what erased it; {@code unedited} for the subject as it is
 * @param prompts the target in other words
 * @param attack conditions near to what asks for it; empty where none were searched, or there is nothing to search among
 */
public record Robustness(String target, String method, List<Prompted> prompts, Optional<Attack> attack) {
    public Robustness {
        prompts = List.copyOf(prompts);
    }

    /**
     * A text that asks for the target.
     *
     * @param shows share of samples that show the target, by the judge
     */
    public record Prompted(String prompt, Measure shows) {}

    /**
     * A search for what, added to the embedding of a condition, makes the target appear: by the log of the judge's mean probability of the target on
     * a few tuning seeds, without gradients. Shares are of seeds that the search did not see.
     *
     * @param asked the condition; of the unedited subject another class than the target, which tells what the search can do
     * @param before share of samples that show the target with nothing added
     * @param random the same with a random direction of the largest length, another one each sample
     * @param after with what was found
     * @param gain after less before, sample by sample
     * @param samples that the search made
     */
    public record Attack(String asked, Measure before, Measure random, Measure after, Measure gain, int samples) {}
}
