package org.echelle.api;

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
}
