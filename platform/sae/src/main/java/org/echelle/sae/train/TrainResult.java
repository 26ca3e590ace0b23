package org.echelle.sae.train;

import java.nio.file.Path;
import java.util.List;
import org.echelle.sae.TrainConfig;

/**
 * What a training left.
 *
 * @param dictionary folder with {@code dictionary.safetensors}, {@code dictionary.json} and {@code history.json}
 * @param history points in rising order of steps
 * @param last the last of them
 * @param config the resolved config
 * @param resumedFrom step that the run went on from, 0 for a fresh one
 */
public record TrainResult(
        Path dictionary, List<TrainPoint> history, TrainPoint last, TrainConfig config, long resumedFrom) {}
