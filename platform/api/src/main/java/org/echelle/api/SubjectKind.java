package org.echelle.api;

import java.nio.file.Path;

/**
 * A family of networks that share an implementation, such as {@code vit} or {@code resnet}.
 *
 * @param <O> options, see {@link Kind}
 */
public interface SubjectKind<O extends Record> extends Kind<O> {
    /**
     * Loads weights and builds the network.
     *
     * @param options bound from the config's {@code subject} section
     * @param context device, memory and progress of the job
     * @return an open subject; the caller closes it
     * @throws EchelleException when a file is missing or unreadable, or when parameters are missing, left over or mis-shaped
     *     (the message lists them)
     */
    Subject open(O options, OpenContext context);

    /**
     * Whether the parameter names in a weight file or folder are this kind's. The host asks when a run names weights but no kind.
     *
     * @param weights an existing file or folder
     * @return false when unsure; never throws for a file that it cannot read
     */
    default boolean recognises(Path weights) {
        return false;
    }
}
