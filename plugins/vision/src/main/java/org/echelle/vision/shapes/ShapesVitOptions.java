package org.echelle.vision.shapes;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which weights of the shapes transformer are opened.
 *
 * @param weights see the option's sentence
 */
public record ShapesVitOptions(
        @Option("A model.safetensors that train-subject wrote; the embedded one when absent")
        Optional<Path> weights) {}
