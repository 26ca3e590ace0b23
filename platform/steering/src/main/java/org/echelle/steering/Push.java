package org.echelle.steering;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A vector that is added to edited rows, whatever their features are.
 *
 * @param vector {@code [d]}, in the units of a raw row
 * @param position the only place within a sample where it is added; empty for every row
 * @param reading {@code [d]}: where given, a row {@code x} gets {@code <reading, x> vector}, so that several of these make any linear map
 *     of low rank
 */
public record Push(float[] vector, OptionalInt position, Optional<float[]> reading) {
    public Push {
        vector = vector.clone();
        reading = reading.map(float[]::clone);
    }

    /** The same for every row. */
    public Push(float[] vector) {
        this(vector, OptionalInt.empty(), Optional.empty());
    }

    /** At one place within each sample. */
    public static Push at(int position, float[] vector) {
        return new Push(vector, OptionalInt.of(position), Optional.empty());
    }

    /** As much as the row has of another vector. */
    public static Push reading(float[] reading, float[] vector) {
        return new Push(vector, OptionalInt.empty(), Optional.of(reading));
    }

    /** Whether it adds anything to a row at this place. */
    boolean holds(int place) {
        return position.isEmpty() || position.getAsInt() == place;
    }

    /** Adds {@code strength} times what it adds to the row that begins at {@code from}. */
    void add(float[] rows, int from, double strength, double[] change) {
        double amount = strength;
        if (reading.isPresent()) {
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += (double) reading.get()[i] * rows[from + i];
            }
            amount *= sum;
        }
        for (int i = 0; i < vector.length; i++) {
            change[i] += amount * vector[i];
        }
    }
}
