package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.api.BadSampleException;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.samples.MadeSample;

/** The condition of a network whose text encoder is not built here (PixArt's is T5): it samples from given embeddings only. */
record GivenText(Path network) implements Conditioner {
    private String sentence() {
        return "The transformer in " + network
                + " reads text through T5, which is not built here: it samples from given embeddings"
                + " (`echelle sample --inputs FILE.safetensors` with 'condition' and 'unconditional'), not from prompts.";
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of();
    }

    @Override
    public NDList prepare(List<MadeSample> batch, NDManager manager) {
        throw new BadSampleException(sentence());
    }

    @Override
    public Both conditions(NDList inputs, Tap tap) {
        throw new DiffusionException(sentence());
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public boolean takesText() {
        return false;
    }

    @Override
    public Conditioner twin(long seed, NDManager manager) {
        return this;
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("condition", "text by given embeddings (its encoder, T5, is not built)");
    }
}
