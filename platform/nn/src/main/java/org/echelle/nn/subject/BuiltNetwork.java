package org.echelle.nn.subject;

import ai.djl.ndarray.NDManager;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.echelle.api.OpenContext;
import org.echelle.nn.NnException;
import org.echelle.nn.Parameters;
import org.echelle.torch.Checksums;
import org.echelle.torch.Weights;

/**
 * A network in memory with its parameters, and who it is. Owns its memory; whoever opened it, or the subject it was handed to, closes it.
 *
 * @param <N> the network
 */
public final class BuiltNetwork<N> implements AutoCloseable {
    private final NDManager manager;
    private final Blueprint<N> blueprint;
    private final Parameters parameters;
    private final N network;
    private final String fingerprint;
    private final String origin;

    private BuiltNetwork(NDManager manager, Blueprint<N> blueprint, Parameters parameters, String origin) {
        this.manager = manager;
        this.blueprint = blueprint;
        this.parameters = parameters;
        this.origin = origin;
        String input = blueprint.input().isEmpty() ? "" : "\n" + blueprint.input();
        fingerprint = Checksums.sha256((blueprint.identity() + input).getBytes(StandardCharsets.UTF_8));
        network = blueprint.builder().apply(parameters);
    }

    /**
     * Builds a network from weights and checks that nothing of them is missing or left over.
     *
     * @param weights stay readable until this returns
     * @param origin where they come from, for the reader: {@code "resnet20.safetensors (safetensors)"}
     * @throws NnException when they do not fit
     */
    public static <N> BuiltNetwork<N> open(
            Blueprint<N> blueprint, Weights weights, String origin, OpenContext context) {
        return OwnMemory.of(context, manager -> {
            BuiltNetwork<N> built = new BuiltNetwork<>(manager, blueprint, Parameters.of(weights, manager), origin);
            built.parameters.verify(blueprint.what());
            return built;
        });
    }

    /** The same architecture with random numbers, drawn by the seed and each parameter's name and shape. */
    public BuiltNetwork<N> twin(long seed, OpenContext context) {
        return OwnMemory.of(
                context,
                other -> new BuiltNetwork<>(
                        other,
                        blueprint.identified("random twin " + seed + " of " + fingerprint),
                        parameters.twin(seed, other),
                        "random, seed " + seed));
    }

    /** Hands this to the subject that is to own it, and closes it where that cannot be made. */
    public <S> S into(Function<? super BuiltNetwork<N>, ? extends S> subject) {
        try {
            return subject.apply(this);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The network itself. */
    public N network() {
        return network;
    }

    /** How many numbers were taken from the weights. */
    public long parameters() {
        return parameters.count();
    }

    /** Where the numbers come from, for the reader. */
    public String origin() {
        return origin;
    }

    /** SHA-256 over identity and input of the blueprint, in lower-case hexadecimal. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * What a reader wants to know.
     *
     * @param own what the network tells of itself, which comes first
     * @return a map of its own, in order, for the subject to add to
     */
    public Map<String, String> facts(Map<String, String> own) {
        Map<String, String> facts = new LinkedHashMap<>(own);
        facts.put("parameters", Long.toString(parameters()));
        facts.put("weights", origin);
        return facts;
    }

    /** Frees the parameters. */
    @Override
    public void close() {
        manager.close();
    }
}
