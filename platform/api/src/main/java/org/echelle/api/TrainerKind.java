package org.echelle.api;

import java.nio.file.Path;

/**
 * A recipe by which the plugin trains a subject of its own.
 *
 * @param <O> options, see {@link Kind}
 */
public interface TrainerKind<O extends Record> extends Kind<O> {
    /**
     * Trains and writes a subject folder (weights as safetensors, config and metrics as JSON). The same options on the same
     * machine give the same bytes.
     *
     * @param options bound from the command line
     * @param output a folder that exists and is empty
     * @param context device, memory, progress
     */
    void train(O options, Path output, OpenContext context);
}
