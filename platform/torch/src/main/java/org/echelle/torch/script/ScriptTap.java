package org.echelle.torch.script;

import ai.djl.ndarray.NDArray;

/** Is offered what passes the tapped places of a {@link ScriptProgram}, in the order in which it passes. */
@FunctionalInterface
public interface ScriptTap {
    /**
     * Takes a tensor and says what goes on in its place.
     *
     * @param hook the place, as it was named when the program was loaded
     * @param call how often that place was passed before in this run
     * @param x a copy of what passed; bfloat16 comes as float32. Valid until the run is over
     * @return {@code x} itself to leave it, or an array of its shape
     */
    NDArray at(String hook, int call, NDArray x);
}
