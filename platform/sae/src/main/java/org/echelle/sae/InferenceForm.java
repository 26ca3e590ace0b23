package org.echelle.sae;

import java.util.Optional;
import org.echelle.torch.HostTensor;

/**
 * What every finished dictionary comes down to: {@code A = (x - b_in) E^T + b_enc}, a {@link Selection} of positive entries, then
 * {@code y = Z D + b_out (+ x S^T)}.
 *
 * @param encoder {@code [n, d]}; with a grid {@code [h (m + l), d]}
 * @param encoderBias one value a row of {@code encoder}
 * @param inputBias {@code [d]}
 * @param decoder {@code [n, e]}, row j what feature j writes
 * @param outputBias {@code [e]}
 * @param skip {@code [e, d]}, for dictionaries with a linear way past the features
 * @param gridRows m, for encoders factorised into heads of m x l features whose activation is the geometric mean of two rectified
 *     parents (KronSAE); 0 for plain ones
 * @param gridColumns l
 */
public record InferenceForm(
        HostTensor encoder,
        HostTensor encoderBias,
        HostTensor inputBias,
        HostTensor decoder,
        HostTensor outputBias,
        Optional<HostTensor> skip,
        Selection selection,
        int gridRows,
        int gridColumns) {

    /** The usual reading of a stored dictionary's tensors. */
    public static InferenceForm of(StoredDictionary stored, Selection selection) {
        return new InferenceForm(
                stored.encoder(),
                stored.encoderBias(),
                stored.inputBias(),
                stored.decoder(),
                stored.decoderBias(),
                stored.find("skip"),
                selection,
                0,
                0);
    }

    /** The same with another encoder. */
    public InferenceForm withEncoder(HostTensor rows, HostTensor bias) {
        return new InferenceForm(rows, bias, inputBias, decoder, outputBias, skip, selection, gridRows, gridColumns);
    }

    /** The same with another selection. */
    public InferenceForm withSelection(Selection other) {
        return new InferenceForm(
                encoder, encoderBias, inputBias, decoder, outputBias, skip, other, gridRows, gridColumns);
    }

    /** Number n of features. */
    public int features() {
        return (int) decoder.shape()[0];
    }

    int width() {
        return (int) encoder.shape()[1];
    }

    int outputWidth() {
        return (int) decoder.shape()[1];
    }
}
