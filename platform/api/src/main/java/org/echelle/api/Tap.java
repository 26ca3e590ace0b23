package org.echelle.api;

import ai.djl.ndarray.NDArray;

/**
 * The one way in which activations leave and edits enter a subject.
 *
 * <p>A subject writes {@code x = tap.at("blocks.3", x)} at each of its hook points and goes on with what comes back: the same
 * array when nobody listens or somebody only reads, another one of the same shape when somebody edits.
 */
public interface Tap {
    /** Nobody listens. */
    Tap NONE = new Tap() {
        @Override
        public boolean wants(String hook) {
            return false;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    };

    /** Whether anybody listens at that hook point; lets a block choose a fused path that never forms the activation. */
    boolean wants(String hook);

    /**
     * Offers an activation.
     *
     * @param hook name of one of the subject's {@link Subject#hookPoints}
     * @param x the activation in that hook point's layout. The listener copies what it keeps, so later in-place operations of
     *     the subject are harmless
     * @return what the forward pass goes on with: {@code x} itself or an array of its shape, type and device, made by the same rule as
     *     {@link Subject#forward} where gradients may be recorded
     * @throws ForwardComplete when nothing that comes later is wanted; let it pass through
     */
    NDArray at(String hook, NDArray x);

    /**
     * The same listener, for a part of the computation that has one more coordinate, such as a timestep of a sampler.
     *
     * @param axis one of the hook point's axes
     * @param value its coordinate for every row that passes until another value is given
     */
    Tap with(String axis, int value);
}
