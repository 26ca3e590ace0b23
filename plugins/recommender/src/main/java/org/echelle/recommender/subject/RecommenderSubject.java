package org.echelle.recommender.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.Parameters;
import org.echelle.nn.subject.Blueprint;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.nn.subject.HookPlaces;
import org.echelle.recommender.History;
import org.echelle.torch.Weights;

/** What all recommenders share: histories as inputs, a score an item as output, the random twin. */
public final class RecommenderSubject implements Subject {
    /** Makes the same network with random parameters. */
    @FunctionalInterface
    public interface Twin {
        /** @return the caller closes it */
        RecommenderSubject of(long seed, OpenContext context);
    }

    private final ItemNetwork network;
    private final HookPlaces<HookPoint> hooks;
    private final Runnable closing;
    private final long parameters;
    private final Twin twin;
    private final String fingerprint;
    private final String origin;

    /**
     * A subject of any network.
     *
     * @param closing frees what the network holds
     * @param parameters their number
     * @param fingerprint SHA-256 over everything that decides the outputs
     * @param origin where the parameters come from, for the reader
     */
    public RecommenderSubject(
            ItemNetwork network, Runnable closing, long parameters, Twin twin, String fingerprint, String origin) {
        this.network = network;
        this.closing = closing;
        this.parameters = parameters;
        this.twin = twin;
        this.fingerprint = fingerprint;
        this.origin = origin;
        hooks = HookPlaces.of(network.hookPoints());
    }

    private static RecommenderSubject of(BuiltNetwork<ItemNetwork> built) {
        return new RecommenderSubject(
                built.network(),
                built::close,
                built.parameters(),
                (seed, context) -> built.twin(seed, context).into(RecommenderSubject::of),
                built.fingerprint(),
                built.origin());
    }

    /**
     * Opens weights and checks that nothing of them is missing or left over.
     *
     * @param config everything besides the weights that decides the outputs, as text
     * @param what names the network for messages, such as {@code "a SASRec"}
     */
    static RecommenderSubject open(
            Weights weights,
            Path file,
            String config,
            Function<Parameters, ItemNetwork> builder,
            String what,
            OpenContext context) {
        Blueprint<ItemNetwork> blueprint = Blueprint.of(what, weights.fingerprint() + "\n" + config, builder);
        return BuiltNetwork.open(blueprint, weights, file.getFileName() + " (" + weights.format() + ")", context)
                .into(RecommenderSubject::of);
    }

    /** The network itself. */
    ItemNetwork network() {
        return network;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(network.facts());
        facts.put("parameters", Long.toString(parameters));
        facts.put("weights", origin);
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return hooks.hookPoints();
    }

    @Override
    public List<TensorSpec> inputs() {
        return network.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(network.output());
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager owner) {
        List<History> histories = new ArrayList<>();
        for (Sample sample : batch) {
            if (!(sample instanceof History history)) {
                throw new BadSampleException("The sample " + sample.id() + " is no user's history.");
            }
            String wrong = network.refuses(history);
            if (!wrong.isEmpty()) {
                throw new BadSampleException("User " + history.id() + " " + wrong);
            }
            histories.add(history);
        }
        return network.prepare(histories, owner);
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        return new NDList(network.forward(inputs, tap));
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return network.sites(hooks.at(hook), inputs);
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return twin.of(seed, context);
    }

    @Override
    public void close() {
        closing.run();
    }
}
