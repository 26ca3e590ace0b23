package org.echelle.store;

/**
 * How an activation store is written.
 *
 * @param shardBytes size of a shard, about; any size, more than 2 GiB included
 * @param maxBytes disk budget for the whole store; writing stops with an error before it would be exceeded
 * @param overwrite whether a store that is already in the folder is replaced
 * @param resume whether an unfinished store in the folder is continued
 */
public record WriteOptions(long shardBytes, long maxBytes, boolean overwrite, boolean resume) {
    /** 256 MiB a shard, no budget, nothing replaced, nothing continued. */
    public static final WriteOptions DEFAULT = new WriteOptions(256L << 20, Long.MAX_VALUE, false, false);

    public WriteOptions {
        if (shardBytes < 1 || maxBytes < 1) {
            throw new StoreException("A shard size of " + shardBytes + " bytes and a disk budget of " + maxBytes
                    + " bytes are not possible; both must be positive.");
        }
    }

    public WriteOptions withShardBytes(long bytes) {
        return new WriteOptions(bytes, maxBytes, overwrite, resume);
    }

    public WriteOptions withMaxBytes(long bytes) {
        return new WriteOptions(shardBytes, bytes, overwrite, resume);
    }

    public WriteOptions overwriting() {
        return new WriteOptions(shardBytes, maxBytes, true, resume);
    }

    public WriteOptions resuming() {
        return new WriteOptions(shardBytes, maxBytes, overwrite, true);
    }
}
