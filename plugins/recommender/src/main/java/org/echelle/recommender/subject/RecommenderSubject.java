package org.echelle.recommender.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.echelle.recommender.History;
import org.echelle.recommender.RecommenderException;
import org.echelle.torch.Checksums;
import org.echelle.torch.Weights;

/** What all recommenders share: histories as inputs, a score an item as output, the random twin. */
public final class RecommenderSubject implements Subject {
    private final NDManager manager;
    private final Function<Parameters, ItemNetwork> builder;
    private final Parameters parameters;
    private final ItemNetwork network;
    private final String fingerprint;
    private final String origin;

    /**
     * Builds the network.
     *
     * @param manager owned from now on
     * @param builder takes parameters, verified afterwards by the caller
     * @param identity everything that decides the outputs, as text
     * @param origin where the parameters come from, for the reader
     */
    RecommenderSubject(
            NDManager manager,
            Function<Parameters, ItemNetwork> builder,
            Parameters parameters,
            String identity,
            String origin) {
        this.manager = manager;
        this.builder = builder;
        this.parameters = parameters;
        this.origin = origin;
        network = builder.apply(parameters);
        fingerprint = Checksums.sha256(identity.getBytes(StandardCharsets.UTF_8));
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
        NDManager manager = context.manager().newSubManager(context.device());
        try {
            Parameters parameters = Parameters.of(weights, manager);
            RecommenderSubject subject = new RecommenderSubject(
                    manager,
                    builder,
                    parameters,
                    weights.fingerprint() + "\n" + config,
                    file.getFileName() + " (" + weights.format() + ")");
            parameters.verify(what);
            return subject;
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
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
        facts.put("parameters", Long.toString(parameters.count()));
        facts.put("weights", origin);
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return network.hookPoints();
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
        if (network.hookPoints().stream().noneMatch(h -> h.name().equals(hook.name()))) {
            throw new RecommenderException("This recommender has no hook point " + hook.name() + "; it has "
                    + String.join(
                            ", ",
                            network.hookPoints().stream().map(HookPoint::name).toList()) + ".");
        }
        return network.sites(hook, inputs);
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        NDManager twin = context.manager().newSubManager(context.device());
        try {
            return new RecommenderSubject(
                    twin,
                    builder,
                    Parameters.random(parameters.pattern(), seed, twin),
                    "random twin " + seed + " of " + fingerprint,
                    "random, seed " + seed);
        } catch (RuntimeException e) {
            twin.close();
            throw e;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
