package org.echelle.sae;

import java.util.Optional;
import org.echelle.torch.HostTensor;

/**
 * What most finished dictionaries come down to, whatever trained them, and what other programs' files can say: the pre-activations
 * {@code A = (s(x) - b_in) E^T + b_enc}; the k largest positive ones of a row, or all above thresholds; then
 * {@code y = s^-1(Z D + b_out (+ s(x) S^T))}, where s brings a row to units of its own.
 *
 * @param stored what it was made of
 * @param encoder E, {@code [n, d]}
 * @param encoderBias {@code [n]}
 * @param inputBias {@code [d]}
 * @param decoder D, {@code [n, e]}, row j what feature j writes
 * @param outputBias {@code [e]}
 * @param skip S, {@code [e, d]}, of dictionaries with a linear way past the features
 * @param k how many features of a row are kept; 0 where thresholds choose
 * @param thresholds what a pre-activation must exceed, one a feature or one for all, none below 0; empty where k chooses
 * @param rowScaling s: {@code none}, {@code layer-norm} or {@code constant-norm}
 */
public record PlainForm(
        StoredDictionary stored,
        HostTensor encoder,
        HostTensor encoderBias,
        HostTensor inputBias,
        HostTensor decoder,
        HostTensor outputBias,
        Optional<HostTensor> skip,
        int k,
        float[] thresholds,
        String rowScaling) {
    /**
     * The form of a stored dictionary.
     *
     * @throws SaeException if it computes something else, in a sentence that says what
     */
    public static PlainForm of(StoredDictionary stored) {
        stored.pursuit().ifPresent(search -> {
            throw new SaeException(
                    "Its codes come from a search over the atoms (" + search + "), which no encoder matrix replaces.");
        });
        if (stored.normalisedByTimestep()) {
            throw new SaeException(
                    "It subtracts the mean of a row's timestep and divides by that timestep's scale, which no"
                            + " fixed bias replaces.");
        }
        if (stored.conditionedOnTime()) {
            throw new SaeException(
                    "Its features have biases of their own for each timestep, which no fixed bias replaces.");
        }
        InferenceForm form = Architectures.named(stored.architecture()).form(stored);
        if (form.gridRows() > 0) {
            throw new SaeException(
                    "A " + stored.architecture() + " dictionary's encoder is a product of two factors whose"
                            + " activations are multiplied; no single encoder matrix does the same.");
        }
        int k = 0;
        float[] thresholds = {};
        if (form.selection() instanceof Selection.Largest largest) {
            k = largest.k();
        } else if (form.selection() instanceof Selection.Above above) {
            thresholds = above.thresholds();
        } else if (form.selection() instanceof Selection.LargestOfGroups groups) {
            throw new SaeException("It keeps the largest of each of " + groups.k()
                    + " groups of features, which is neither the k largest of a row nor a threshold.");
        } else {
            throw new SaeException("A " + stored.architecture()
                    + " dictionary chooses its features by a rule of its own ("
                    + form.selection().getClass().getSimpleName() + "), which is neither k largest nor a threshold.");
        }
        return new PlainForm(
                stored,
                form.encoder(),
                form.encoderBias(),
                form.inputBias(),
                form.decoder(),
                form.outputBias(),
                form.skip(),
                k,
                thresholds,
                switch (stored.rowScaling()) {
                    case 0 -> "none";
                    case 1 -> StoredDictionary.LAYER_NORM;
                    default -> StoredDictionary.CONSTANT_NORM;
                });
    }

    /** Number n of features. */
    public int features() {
        return (int) decoder.shape()[0];
    }

    /** Width d of a row that is encoded. */
    public int width() {
        return (int) encoder.shape()[1];
    }

    /** Width e of what it writes. */
    public int outputWidth() {
        return (int) decoder.shape()[1];
    }

    /** What pre-activation j must exceed; 0 where k chooses. */
    public float threshold(int j) {
        return thresholds.length == 0 ? 0 : thresholds[thresholds.length == 1 ? 0 : j];
    }
}
