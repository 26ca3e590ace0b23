package ${package};

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.torch.HostView;

/** The model under study: what turns samples into tensors, and runs the {@link Layers} on them. */
final class Network implements Subject {
    private final BuiltNetwork<Layers> built;
    private final Layers layers;

    Network(BuiltNetwork<Layers> built) {
        this.built = built;
        layers = built.network();
    }

    @Override
    public List<HookPoint> hookPoints() {
        return layers.hookPoints();
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new TensorSpec("values", List.of(-1L, (long) layers.columns()), "one number a column"));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new TensorSpec("reconstruction", List.of(-1L, (long) layers.columns()), "as the values"));
    }

    /** Samples to tensors; called by a thread beside the one that runs the network. */
    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        int columns = layers.columns();
        float[] values = new float[batch.size() * columns];
        for (int s = 0; s < batch.size(); s++) {
            Row row = (Row) batch.get(s);
            if (row.values().length != columns) {
                throw new BadSampleException("The sample " + row.id() + " has " + row.values().length
                        + " numbers, the network reads " + columns + ".");
            }
            System.arraycopy(row.values(), 0, values, s * columns, columns);
        }
        return new NDList(HostView.array(manager, values, new Shape(batch.size(), columns)));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        return new NDList(layers.forward(inputs.get(0), tap));
    }

    /** Where each row of an activation comes from: here one a sample, without coordinates. */
    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[0][]);
    }

    /** The same layers with random weights: the baseline that tells what training gave. */
    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return built.twin(seed, context).into(Network::new);
    }

    @Override
    public String fingerprint() {
        return built.fingerprint();
    }

    @Override
    public Map<String, String> facts() {
        return built.facts(Map.of("architecture", layers.architecture()));
    }

    @Override
    public void close() {
        built.close();
    }
}
