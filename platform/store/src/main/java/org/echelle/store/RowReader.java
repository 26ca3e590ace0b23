package org.echelle.store;

/** One pass over rows. For one thread at a time. */
public interface RowReader extends AutoCloseable {
    /**
     * Fills a block from its start, replacing what it held. A block comes back full until the rows run out.
     *
     * @param into width and number of axes as the source's
     * @return rows read, 0 at the end
     * @throws StoreException if a file cannot be read or the block has another shape
     */
    int read(RowBlock into);

    @Override
    void close();
}
