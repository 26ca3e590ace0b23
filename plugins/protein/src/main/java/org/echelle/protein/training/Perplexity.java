package org.echelle.protein.training;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.protein.esm.EsmTrainee;
import org.echelle.protein.esm.EsmVocabulary;

/**
 * How well masked residues of held-out proteins are told: {@code exp} of the mean negative log-probability; 20 would be a fair die,
 * the unigram's is that of knowing how common each residue is.
 *
 * @param model perplexity of the network
 * @param unigram that of the residues' shares in the training sequences, one added to each count
 * @param residues number of residues that were masked
 */
record Perplexity(double model, double unigram, int residues) {
    private static final int BATCH = 16;

    /** Measures on every held-out protein, cut into crops; 15 % of the residues are masked. */
    static Perplexity of(
            EsmTrainee network, TrainingSequences sequences, int crop, long seed, NDManager owner, Progress progress) {
        List<String> crops = new ArrayList<>();
        for (String sequence : sequences.heldOut()) {
            for (int from = 0; from < sequence.length(); from += crop) {
                crops.add(sequence.substring(from, Math.min(sequence.length(), from + crop)));
            }
        }
        double[] common = unigram(sequences.training());
        SplittableRandom random = new SplittableRandom(~seed);
        double model = 0;
        double unigram = 0;
        int residues = 0;
        progress.begin("measure on held-out proteins", crops.size(), "crops");
        for (int from = 0; from < crops.size(); from += BATCH) {
            progress.check();
            List<String> some = crops.subList(from, Math.min(crops.size(), from + BATCH));
            MaskedBatch batch = MaskedBatch.masked(some.toArray(String[]::new), random);
            try (NDManager scope = owner.newSubManager()) {
                model += batch.chosen()
                        * (double) batch.loss(network.forward(batch.array(scope), Tap.NONE))
                                .getFloat();
            }
            for (int truth : batch.truth()) {
                if (truth >= 0) {
                    unigram -= Math.log(common[truth]);
                }
            }
            residues += batch.chosen();
            progress.advance(Math.min(crops.size(), from + BATCH), "");
        }
        return new Perplexity(Math.exp(model / residues), Math.exp(unigram / residues), residues);
    }

    private static double[] unigram(List<String> training) {
        double[] counts = new double[EsmVocabulary.TOKENS.size()];
        double all = 0;
        for (int letter = 'A'; letter <= 'Z'; letter++) {
            int token = EsmVocabulary.ESM2.token((char) letter);
            all += counts[token] == 0 ? 1 : 0;
            counts[token] = 1;
        }
        for (String sequence : training) {
            for (int i = 0; i < sequence.length(); i++) {
                counts[EsmVocabulary.ESM2.token(sequence.charAt(i))]++;
                all++;
            }
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= all;
        }
        return counts;
    }

    /** For the reader. */
    String sentence() {
        return String.format(
                Locale.ROOT,
                "Perplexity on %d masked residues of held-out proteins: %.2f; of the unigram: %.2f.",
                residues,
                model,
                unigram);
    }
}
