package org.echelle.protein.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.protein.esm.EsmVocabulary;

/**
 * Crops with chosen residues, as ESM-2 was trained (Devlin et al. 2019, arXiv 1810.04805): of the residues 15 % are chosen; of these
 * 80 % become {@code <mask>}, 10 % another amino acid, 10 % stay.
 *
 * @param tokens {@code [crop * positions]}, what the network reads
 * @param truth {@code [crop * positions]}, the token that was there; -1 where nothing was chosen
 * @param crops number of crops
 * @param chosen number of chosen residues, at least one
 */
record MaskedBatch(long[] tokens, int[] truth, int crops, int chosen) {
    private static final double CHOSEN = 0.15;
    private static final double MASKED = 0.8;
    private static final double CHANGED = 0.1;

    /** Crops at random places of proteins drawn at random. */
    static MaskedBatch draw(List<String> sequences, int crops, int crop, SplittableRandom random) {
        String[] pieces = new String[crops];
        for (int i = 0; i < crops; i++) {
            String sequence = sequences.get(random.nextInt(sequences.size()));
            int from = sequence.length() <= crop ? 0 : random.nextInt(sequence.length() - crop + 1);
            pieces[i] = sequence.substring(from, Math.min(sequence.length(), from + crop));
        }
        return of(pieces, random, MASKED, CHANGED);
    }

    /** The crops as they are, every chosen residue masked: for measuring. */
    static MaskedBatch masked(String[] crops, SplittableRandom random) {
        return of(crops, random, 1, 0);
    }

    private static MaskedBatch of(String[] crops, SplittableRandom random, double masked, double changed) {
        EsmVocabulary vocabulary = EsmVocabulary.ESM2;
        int positions = Arrays.stream(crops).mapToInt(String::length).max().orElse(0) + 2;
        long[] tokens = new long[crops.length * positions];
        int[] truth = new int[tokens.length];
        Arrays.fill(tokens, vocabulary.padding());
        Arrays.fill(truth, -1);
        int chosen = 0;
        for (int c = 0; c < crops.length; c++) {
            long[] encoded = vocabulary.encode(crops[c]);
            System.arraycopy(encoded, 0, tokens, c * positions, encoded.length);
            int least = 1 + random.nextInt(encoded.length - 2); // one is chosen in every crop
            for (int t = 1; t < encoded.length - 1; t++) {
                if (t != least && random.nextDouble() >= CHOSEN) {
                    continue;
                }
                int at = c * positions + t;
                truth[at] = (int) encoded[t];
                chosen++;
                double kind = random.nextDouble();
                if (kind < masked) {
                    tokens[at] = vocabulary.mask().orElseThrow();
                } else if (kind < masked + changed) {
                    tokens[at] = (long) EsmVocabulary.FIRST_AMINO_ACID
                            + random.nextInt(EsmVocabulary.LAST_AMINO_ACID - EsmVocabulary.FIRST_AMINO_ACID + 1);
                }
            }
        }
        return new MaskedBatch(tokens, truth, crops.length, chosen);
    }

    /** int64 {@code [crops, positions]}. */
    NDArray array(NDManager manager) {
        return manager.create(tokens, new Shape(crops, tokens.length / crops));
    }

    /**
     * Mean negative log-probability of the chosen residues, in nats.
     *
     * @param logits {@code [crops, positions, 33]}
     * @return a scalar, owned by the manager of {@code logits}
     */
    NDArray loss(NDArray logits) {
        int width = (int) logits.getShape().get(2);
        float[] wanted = new float[truth.length * width];
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] >= 0) {
                wanted[i * width + truth[i]] = -1f / chosen;
            }
        }
        NDArray weights = logits.getManager().create(wanted, new Shape(truth.length, width));
        return logits.reshape(truth.length, width).logSoftmax(1).mul(weights).sum();
    }
}
