package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.echelle.medical.MedicalException;
import org.echelle.nn.subject.Recognition;
import org.echelle.torch.TorchException;
import org.echelle.torch.Weights;
import org.echelle.torch.hub.HubCache;

/** Reads weight files under the names that their authors gave, and says how a pickled module becomes one. */
final class WeightSource {
    private WeightSource() {}

    /** @throws MedicalException for a pickled module, with the way to save it again */
    static Weights read(Path file) {
        try {
            return Weights.read(HubCache.local().resolve(file)).strip("module.", "model.");
        } catch (TorchException e) {
            if (String.valueOf(e.getMessage()).contains("its pickle asks for")) {
                String name = String.valueOf(file.getFileName());
                throw new MedicalException(
                        e.getMessage()
                                + " A file that holds a whole module runs its author's code when it is opened, so"
                                + " it is not opened here. Where that code is installed and trusted, save its numbers once:"
                                + " python -c \"import torch; m = torch.load('" + name
                                + "', map_location='cpu', weights_only=False); torch.save(m.state_dict(), '"
                                + name.replaceAll("\\.[^.]*$", "") + "-state.pt')\" and give that file.",
                        e);
            }
            throw e;
        }
    }

    /** Whether the names are as wanted; false too for what cannot be read, since opening it will say why. */
    static boolean matches(Path file, Predicate<Set<String>> names) {
        return Recognition.matches(file, names, "module.", "model.");
    }

    /** The length of one dimension of a parameter, from which a network's sizes are told. */
    static int size(Weights weights, String name, int dimension, String what) {
        if (!weights.names().contains(name)) {
            throw new MedicalException("The weights in " + weights.path() + " have no parameter " + name
                    + ", so they are not " + what + "; echelle inspect lists what is in them.");
        }
        long[] shape = weights.tensor(name).shape();
        if (dimension >= shape.length) {
            throw new MedicalException("The parameter " + name + " in " + weights.path() + " has " + shape.length
                    + " dimensions, which is none of " + what + ".");
        }
        return Math.toIntExact(shape[dimension]);
    }

    /**
     * The first dimension of each of a row of parameters: the channels after each stage.
     *
     * @param name of the parameter at a place of the row, counted from 0; the row ends with the first that is not there
     */
    static int[] widths(Weights weights, IntFunction<String> name, String what) {
        List<Integer> widths = new ArrayList<>();
        while (weights.names().contains(name.apply(widths.size()))) {
            widths.add(size(weights, name.apply(widths.size()), 0, what));
        }
        return widths.stream().mapToInt(Integer::intValue).toArray();
    }
}
