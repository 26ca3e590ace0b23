package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.samples.MadeSample;

/** Classes by name, or nothing at all. */
final class ClassConditioner implements Conditioner {
    private final Conditioning conditioning;
    private final List<String> names;

    /**
     * @param names one a class; empty for their numbers
     * @throws DiffusionException when there are more or fewer than classes
     */
    ClassConditioner(Conditioning conditioning, List<String> names) {
        this.conditioning = conditioning;
        List<String> mine = new ArrayList<>(names);
        for (int c = 0; names.isEmpty() && c < conditioning.classes(); c++) {
            mine.add(Integer.toString(c));
        }
        if (mine.size() != conditioning.classes()) {
            throw new DiffusionException("There are " + names.size() + " class names for a network with "
                    + conditioning.classes() + " classes; give one a class, or none.");
        }
        this.names = List.copyOf(mine);
    }

    @Override
    public List<TensorSpec> inputs() {
        if (conditioning.classes() == 0) {
            return List.of();
        }
        return List.of(
                new TensorSpec("labels", List.of(-1L), "class that is asked for"),
                new TensorSpec(
                        "unwanted",
                        List.of(-1L),
                        "class that guidance leads away from, or the one that stands for none"));
    }

    @Override
    public NDList prepare(List<MadeSample> batch, NDManager manager) {
        if (conditioning.classes() == 0) {
            for (MadeSample sample : batch) {
                if (!sample.condition().isEmpty()) {
                    throw new DiffusionException("The sample " + sample.id() + " asks for '" + sample.condition()
                            + "', but this network takes no classes and no prompts, so that nothing can be asked for; leave"
                            + " 'ask' out.");
                }
            }
            return new NDList();
        }
        return new NDList(labels(batch, MadeSample::condition, manager), labels(batch, MadeSample::unwanted, manager));
    }

    private NDArray labels(List<MadeSample> batch, Function<MadeSample, String> asked, NDManager manager) {
        long[] labels = new long[batch.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(batch.get(i), asked.apply(batch.get(i)));
        }
        return manager.create(labels);
    }

    private long label(MadeSample sample, String asked) {
        if (asked.isEmpty()) {
            return Math.max(0, conditioning.unconditional());
        }
        int at = names.indexOf(asked);
        if (at < 0) {
            throw new DiffusionException("The sample " + sample.id() + " asks for '" + asked
                    + "', which this network does not know; it knows " + String.join(", ", names) + ".");
        }
        return at;
    }

    @Override
    public Both conditions(NDList inputs, Tap tap) {
        if (conditioning.classes() == 0) {
            return new Both(Condition.NONE, Optional.empty());
        }
        Optional<Condition> without =
                conditioning.unconditional() < 0 ? Optional.empty() : Optional.of(Condition.labels(inputs.get(1)));
        return new Both(Condition.labels(inputs.get(0)), without);
    }

    @Override
    public List<String> names() {
        return names;
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
        return conditioning.classes() == 0
                ? Map.of("condition", "none")
                : Map.of(
                        "condition",
                        conditioning.classes() + " classes" + (conditioning.unconditional() < 0 ? "" : " or none"));
    }
}
