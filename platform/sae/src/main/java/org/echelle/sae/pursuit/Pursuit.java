package org.echelle.sae.pursuit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.Architectures;
import org.echelle.sae.Dictionary;
import org.echelle.sae.LoadedDictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;

/**
 * Codes found by search at inference, for the atoms of any dictionary: what its encoder misses, a pursuit may find. The signal is a row
 * less the decoder's bias; weights are never negative; a search ends early when no atom correlates positively with what is left (by
 * more than a millionth of the row's norm, which is float32's rounding).
 *
 * <ul>
 *   <li>{@code mp}: matching pursuit (Mallat and Zhang 1993). The best atom takes all it can, k times; O(n) a step with the atoms'
 *       products at hand. Atoms may be picked again.
 *   <li>{@code omp}: orthogonal matching pursuit (Pati et al. 1993): after every new atom all weights are solved for anew, exactly
 *       (Lawson and Hanson), so what is left is orthogonal to every atom with a weight.
 *   <li>{@code gradient}: gradient pursuit (Blumensath and Davies 2008) as dictionary_learning has it: one step along the gradient
 *       on the chosen atoms; an atom clipped to 0 stays chosen.
 *   <li>{@code nnls}: non-negative least squares over all atoms, no k: the least error that the atoms allow.
 *   <li>{@code mp-until}: matching pursuit as SAELens's {@code matching_pursuit} has it: on the atoms as they are, whatever their
 *       length; ends for a row when what is left is shorter than {@link #RESIDUAL}, after a step that chose no new atom where
 *       {@link #STOPS_ON_REPEAT} says so, or after k steps.
 *   <li>{@code nearest}: the one nearest atom with weight 1 (vector quantisation), no k.
 * </ul>
 */
public final class Pursuit {
    private static final List<String> METHODS = List.of("mp", "omp", "gradient", "nnls", "nearest", "mp-until");
    private static final int FIRST_WITHOUT_K = 3;
    private static final int LAST_WITHOUT_K = 4;

    /** The search that ends by what is left; facts say when. */
    public static final String UNTIL = "mp-until";

    /** Key of the fact of {@link #UNTIL}: the length of what is left under which it ends; 0: never. */
    public static final String RESIDUAL = "residual-threshold";

    /** Key of the fact of {@link #UNTIL}: whether it ends after a step that chose no new atom. */
    public static final String STOPS_ON_REPEAT = "stop-on-repeat";

    private Pursuit() {}

    /**
     * The same atoms with another way to codes.
     *
     * @param dictionary stays open and its caller's
     * @param method one of the above
     * @param k atoms a row at most; 0 for {@code nnls} and {@code nearest}
     * @param manager owns the new dictionary, which the caller closes
     * @throws SaeException if there is no such method, k does not fit, or the dictionary writes something else than it reads
     */
    public static Dictionary of(Dictionary dictionary, String method, int k, NDManager manager) {
        StoredDictionary stored = stored(dictionary, manager);
        Map<String, Object> facts = new LinkedHashMap<>(stored.facts());
        facts.put(StoredDictionary.PURSUIT, method);
        facts.put("k", k);
        return open(new StoredDictionary(stored.tensors(), facts), manager);
    }

    /**
     * Opens a stored dictionary: encoded by the search that it names, else by its own encoder.
     *
     * @param manager owns the new dictionary, which the caller closes
     * @throws SaeException if nobody knows its architecture or its search, or something that it needs is missing
     */
    public static Dictionary open(StoredDictionary stored, NDManager manager) {
        return stored.pursuit()
                .map(method -> search(stored, method, manager))
                .orElseGet(() -> Architectures.named(stored.architecture()).open(stored, manager));
    }

    private static Dictionary search(StoredDictionary stored, String method, NDManager manager) {
        int rule = METHODS.indexOf(method);
        if (rule < 0) {
            throw new SaeException(
                    "There is no pursuit \"" + method + "\"; known are " + String.join(", ", METHODS) + ".");
        }
        boolean counted = rule < FIRST_WITHOUT_K || rule > LAST_WITHOUT_K;
        boolean repeats = method.equals(UNTIL); // k counts steps there, and an atom may be taken again
        if (counted && (stored.k() < 1 || (!repeats && stored.k() > stored.features()))) {
            throw new SaeException("The pursuit " + method + " needs k from 1 to the " + stored.features()
                    + " features of the dictionary; it is " + stored.k() + ".");
        }
        if (!counted && stored.k() != 0) {
            throw new SaeException("The pursuit " + method + " has no k; leave it 0 (it is " + stored.k() + ").");
        }
        if (stored.width() != stored.decoder().shape()[1] || stored.find("skip").isPresent()) {
            throw new SaeException(
                    "A " + stored.architecture() + " dictionary writes other values than it reads, so its"
                            + " atoms cannot be searched for in its rows; use its own encoder.");
        }
        return PursuitDictionary.of(stored, rule, stored.k(), manager);
    }

    private static StoredDictionary stored(Dictionary dictionary, NDManager manager) {
        if (dictionary instanceof LoadedDictionary loaded) {
            return loaded.stored();
        }
        int n = dictionary.features();
        HostTensor atoms = dictionary.atoms();
        try (NDArray silent = manager.zeros(new Shape(1, n));
                NDArray bias = dictionary.decode(silent)) {
            HostTensor none = HostTensor.ofFloats(new float[n], n);
            HostTensor writes = HostTensor.ofFloats(bias.toFloatArray(), atoms.shape()[1]);
            return StoredDictionary.of(atoms, atoms, none, writes, dictionary.facts());
        }
    }
}
