package org.echelle.store;

/**
 * The order in which a pass visits rows.
 *
 * <p>Shuffled reading goes by blocks: the source is cut into blocks of {@link #blockRows} consecutive rows, the blocks are put
 * into a random order, and as many as fill the buffer are taken together and all their rows permuted. Every row comes exactly
 * once. Two rows of one block stay within one buffer of each other; rows of different blocks are independent. With the usual
 * 256 blocks in a buffer, a batch drawn from it mixes rows from all over the source. A buffer as large as the source gives a
 * uniformly random permutation.
 *
 * @param shuffled false for the order of the rows themselves
 * @param seed equal seeds give equal orders, on every machine
 * @param bufferRows rows permuted together; only their numbers are kept in memory (8 bytes a row)
 */
public record ReadOrder(boolean shuffled, long seed, int bufferRows) {
    private static final ReadOrder SEQUENTIAL = new ReadOrder(false, 0, 1);

    public ReadOrder {
        if (bufferRows < 1) {
            throw new StoreException("A shuffle buffer of " + bufferRows + " rows is too small; give at least 1.");
        }
    }

    /** First row to last. */
    public static ReadOrder sequential() {
        return SEQUENTIAL;
    }

    /**
     * Random, the same for the same seed.
     *
     * @param bufferRows rows permuted together, such as 65536
     */
    public static ReadOrder shuffled(long seed, int bufferRows) {
        return new ReadOrder(true, seed, bufferRows);
    }

    /** The order of the {@code e}-th pass: another permutation for each, this one for 0. */
    public ReadOrder epoch(int e) {
        return shuffled && e != 0
                ? new ReadOrder(true, Permutation.mix(seed + e * Permutation.STEP), bufferRows)
                : this;
    }

    /** Consecutive rows that stay together until the buffer: a 256th of the buffer, between 32 and 4096. */
    public int blockRows() {
        return Math.max(32, Math.min(4096, bufferRows / 256));
    }
}
