package org.echelle.sae;

/** Which pre-activations of a row become features. Only positive ones do. */
public sealed interface Selection {
    /** The k largest of a row. */
    record Largest(int k) implements Selection {}

    /** The largest of each of k groups of n / k features that follow one another (sparsify's {@code groupmax}). */
    record LargestOfGroups(int k) implements Selection {}

    /**
     * All above a threshold.
     *
     * @param thresholds one for all, or one a feature; none below 0
     */
    record Above(float[] thresholds) implements Selection {}

    /** Everything that is positive. */
    static Selection positive() {
        return new Above(new float[] {0});
    }

    /** The k largest, k as the dictionary says; or the largest of k groups, where it says that. */
    static Selection largest(StoredDictionary stored) {
        if (stored.k() < 1 || stored.k() > stored.features()) {
            throw new SaeException("A " + stored.architecture() + " dictionary of " + stored.features()
                    + " features cannot keep k = " + stored.k() + " of them.");
        }
        if (!stored.keepsOneOfEachGroup()) {
            return new Largest(stored.k());
        }
        if (stored.features() % stored.k() != 0) {
            throw new SaeException("The " + stored.features()
                    + " features of this dictionary cannot be divided into k = " + stored.k() + " groups of one size.");
        }
        return new LargestOfGroups(stored.k());
    }

    /** One threshold for all features, as measured after training. */
    static Selection calibrated(StoredDictionary stored) {
        if (!(stored.threshold() >= 0)) {
            throw new SaeException(
                    "This " + stored.architecture()
                            + " dictionary has no inference threshold: without it every positive"
                            + " activation would count as a feature. It was saved before its training ended; resume the training.");
        }
        return new Above(new float[] {(float) stored.threshold()});
    }
}
