package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.echelle.api.SequenceModel;

/**
 * Log-probabilities that a subject's first output gives to letters, by position; over all columns of the output, so that they are those of
 * the model's own vocabulary.
 */
final class LetterTable {
    private final SequenceModel model;
    private final float[] logits;
    private final int positions;
    private final int columns;

    private LetterTable(SequenceModel model, float[] logits, int positions, int columns) {
        this.model = model;
        this.logits = logits;
        this.positions = positions;
        this.columns = columns;
    }

    /** Of what a forward pass gave, {@code [batch, positions, columns]}. */
    static LetterTable of(SequenceModel model, NDList outputs) {
        NDArray first = outputs.get(0);
        long[] shape = first.getShape().getShape();
        if (shape.length != 3) {
            throw new RunException("The subject's first output has shape " + first.getShape()
                    + ", which is no prediction of letters: this is a defect of the plugin.");
        }
        return new LetterTable(model, first.toFloatArray(), (int) shape[1], (int) shape[2]);
    }

    /** A logit of a letter at a place of a sample. */
    double logit(int sample, int place, char letter) {
        return logits[at(sample, place) + model.column(letter)];
    }

    /** What is taken from a logit at a place for its log-probability: {@code log Σ exp}. */
    double normaliser(int sample, int place) {
        int at = at(sample, place);
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < columns; c++) {
            most = Math.max(most, logits[at + c]);
        }
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += Math.exp(logits[at + c] - most);
        }
        return most + Math.log(sum);
    }

    private int at(int sample, int place) {
        return (sample * positions + model.predictor(place)) * columns;
    }
}
