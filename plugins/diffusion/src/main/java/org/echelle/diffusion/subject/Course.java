package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.echelle.diffusion.sampling.Sampler;
import org.echelle.diffusion.sampling.Sampling;

/** Keeps what the model expects at some steps that its samples become. */
final class Course implements Sampling.Listener {
    private final Set<Integer> wanted = new HashSet<>();
    private final UnaryOperator<NDArray> decoder;
    private final NDManager owner;
    private final Map<Integer, NDArray> pictures = new LinkedHashMap<>();

    /**
     * @param most steps to keep, evenly spread, the last among them
     * @param decoder makes pictures of clean samples
     * @param owner of the pictures
     */
    Course(List<Sampler.Step> steps, int most, UnaryOperator<NDArray> decoder, NDManager owner) {
        this.decoder = decoder;
        this.owner = owner;
        int kept = Math.max(1, Math.min(most, steps.size()));
        for (int i = 1; i <= kept; i++) {
            wanted.add(steps.get((int) ((long) i * steps.size() / kept) - 1).index());
        }
    }

    @Override
    public void expects(Sampler.Step step, Supplier<NDArray> clean) {
        if (wanted.contains(step.index())) {
            try (NDArray sample = clean.get()) {
                NDArray picture = decoder.apply(sample);
                picture.attach(owner);
                pictures.put(step.timestep(), picture);
            }
        }
    }

    @Override
    public void stepped(Sampler.Step step, NDArray x, NDArray prediction) {
        // only what is expected counts
    }

    /** By timestep, noisiest first. */
    Map<Integer, NDArray> pictures() {
        return pictures;
    }
}
