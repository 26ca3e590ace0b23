package org.echelle.sae.time;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;

/**
 * What tells an encoder the timestep of a row: as many columns behind the row's own as timesteps were collected, in which a timestep's own
 * has {@code size} and the others have 0. An encoder that reads them has, for each feature, a bias of its own at each timestep. A timestep between two
 * collected ones has its share of both, so that biases are interpolated; before the first and after the last, theirs hold.
 *
 * <p>The columns are reconstructed like any other, which costs the loss about as much as one value of a row does: {@code size} is a
 * value's root mean square.
 */
public final class TimestepInput {
    private static final String STEPS = "timesteps";
    private static final String SIZE = "timestep-input";

    /** Rising. */
    private final int[] steps;

    private final float size;

    /**
     * @param steps rising
     * @param size above 0
     */
    TimestepInput(int[] steps, float size) {
        this.steps = steps;
        this.size = size;
        boolean rising = steps.length > 0 && size > 0;
        for (int i = 1; rising && i < steps.length; i++) {
            rising = steps[i - 1] < steps[i];
        }
        if (!rising) {
            throw new SaeException("What tells the timestep does not fit together (" + steps.length
                    + " timesteps, size " + size + "); the dictionary's files are damaged.");
        }
    }

    /** For the rows that tables were measured on. */
    static TimestepInput of(TimestepTables tables) {
        return new TimestepInput(tables.steps(), tables.size());
    }

    /**
     * That of a stored dictionary.
     *
     * @return empty where it has none
     */
    public static Optional<TimestepInput> of(StoredDictionary stored) {
        if (!stored.conditionedOnTime()) {
            return Optional.empty();
        }
        int[] steps = stored.facts().get(STEPS) instanceof List<?> list
                ? list.stream()
                        .mapToInt(t -> t instanceof Number n ? n.intValue() : Integer.MIN_VALUE)
                        .toArray()
                : new int[0];
        return Optional.of(new TimestepInput(steps, (float) stored.number(SIZE, 0)));
    }

    /** A dictionary for rows with such columns, with what they say stored beside its weights. */
    StoredDictionary in(StoredDictionary trained) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(STEPS, Arrays.stream(steps).boxed().toList());
        facts.put(SIZE, (double) size);
        return trained.with(facts);
    }

    /** The timesteps that have a column, rising. */
    public int[] steps() {
        return steps.clone();
    }

    /** How many columns. */
    public int columns() {
        return steps.length;
    }

    /** Writes a timestep's columns, from a place on. */
    void write(int timestep, float[] to, int from) {
        Arrays.fill(to, from, from + steps.length, 0);
        int low = TimestepTables.low(steps, timestep);
        float share = TimestepTables.share(steps, timestep, low);
        to[from + low] = (1 - share) * size;
        if (share > 0) {
            to[from + low + 1] = share * size;
        }
    }
}
