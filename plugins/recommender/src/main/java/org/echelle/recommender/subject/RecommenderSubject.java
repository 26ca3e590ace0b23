package org.echelle.recommender.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.ItemRanking;
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
    private final BuiltNetwork<ItemNetwork> built;
    private final ItemNetwork network;
    private final HookPlaces<HookPoint> hooks;

    private RecommenderSubject(BuiltNetwork<ItemNetwork> built) {
        this.built = built;
        network = built.network();
        hooks = HookPlaces.of(network.hookPoints());
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
                .into(RecommenderSubject::new);
    }

    /** The network itself. */
    ItemNetwork network() {
        return network;
    }

    @Override
    public String fingerprint() {
        return built.fingerprint();
    }

    @Override
    public Map<String, String> facts() {
        return built.facts(network.facts());
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
        return List.of(
                new TensorSpec(
                        ItemRanking.SCORES,
                        List.of(-1L, (long) network.columns()),
                        "a score a row of the table of items, higher for what is recommended rather; consumed items are not masked"));
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
        return built.twin(seed, context).into(RecommenderSubject::new);
    }

    @Override
    public void close() {
        built.close();
    }
}
