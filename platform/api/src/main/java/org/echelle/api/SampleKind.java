package org.echelle.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A way to find samples: a folder of pictures, a FASTA file, a generated world.
 *
 * @param <O> options, see {@link Kind}
 */
public interface SampleKind<O extends Record> extends Kind<O> {
    /**
     * Lists the samples; contents are read later, by {@link SampleSource#load}.
     *
     * @param options bound from the config's {@code samples} section
     * @param context progress of the job
     * @return an open source with at least one sample; the caller closes it
     * @throws EchelleException when nothing is found, with what was looked for and where
     */
    SampleSource open(O options, OpenContext context);

    /**
     * What a person typed or pasted as a sample, such as a sequence, as the text of a file that {@link #open} reads under the option
     * {@code path}; empty, the usual, where it is none of this kind.
     *
     * @since 1.3
     */
    default Optional<String> typed(String text) {
        return Optional.empty();
    }

    /**
     * Whether a file or folder is one that {@link #open} reads. The host asks when a run names a path but no kind.
     *
     * @param path an existing file or folder
     * @return false when unsure; never throws for a file that it cannot read
     * @since 1.4
     */
    default boolean recognises(Path path) {
        return false;
    }
}
