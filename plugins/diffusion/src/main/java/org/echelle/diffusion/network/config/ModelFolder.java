package org.echelle.diffusion.network.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.diffusion.DiffusionException;
import org.echelle.torch.Weights;

/** Where a network's files lie: a folder of its own, a part of a diffusers pipeline, or a weight file with its config beside it. */
public final class ModelFolder {
    private ModelFolder() {}

    /**
     * A part of a pipeline, if the folder is one.
     *
     * @param folder of the pipeline ({@code model_index.json}), or of the part itself
     * @param part such as {@code unet}
     */
    public static Path part(Path folder, String part) {
        Path inner = folder.resolve(part);
        return Files.isDirectory(inner) ? inner : folder;
    }

    /**
     * The {@code config.json} that lies with weights.
     *
     * @throws DiffusionException where there is none
     */
    public static ConfigFile config(Weights weights) {
        return weights.folderFile("config.json")
                .map(ConfigFile::read)
                .orElseThrow(() -> new DiffusionException("There is no config.json with " + weights.path()
                        + "; give a folder in diffusers' layout, or a checkpoint of Stable Diffusion."));
    }
}
