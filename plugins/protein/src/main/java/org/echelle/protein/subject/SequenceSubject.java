package org.echelle.protein.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.api.Axis;
import org.echelle.api.BadSampleException;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.nn.subject.BuiltNetwork;
import org.echelle.nn.subject.HookPlaces;
import org.echelle.protein.Protein;

/** What all networks on sequences share: tokens, padding, sites, the random twin. */
public final class SequenceSubject implements ProteinSubject {
    /** The first output's name when it predicts residues: one distribution a position, not one a sample; zeros at padding. */
    public static final String LOGITS = "residue-logits";

    /** The first output's name without a head; zeros at padding. */
    public static final String REPRESENTATIONS = "representations";

    /** The only axis of every hook point. */
    public static final Axis RESIDUE = new Axis("residue", -1);

    private static final int WINDOW = 3;

    /** The same network with random weights. */
    public interface Twin {
        /** @return the caller closes it */
        Subject of(long seed, OpenContext context);
    }

    private final SequenceNetwork network;
    private final HookPlaces<HookPoint> hooks;
    private final Runnable closing;
    private final Twin twin;
    private final long parameters;
    private final Tokenizer tokenizer;
    private final String fingerprint;
    private final String origin;

    /**
     * A subject of any network.
     *
     * @param closing gives back what the network owns
     * @param parameters their number
     * @param fingerprint SHA-256 over everything that decides the outputs
     * @param origin where the parameters come from, for the reader
     */
    public SequenceSubject(
            SequenceNetwork network, Runnable closing, long parameters, Twin twin, String fingerprint, String origin) {
        this.network = network;
        this.closing = closing;
        this.parameters = parameters;
        this.twin = twin;
        this.fingerprint = fingerprint;
        this.origin = origin;
        tokenizer = network.tokenizer();
        hooks = HookPlaces.of(network.hookPoints());
    }

    /** A subject of a network of blocks, which it owns from now on. */
    public static SequenceSubject of(BuiltNetwork<SequenceNetwork> built) {
        return new SequenceSubject(
                built.network(),
                built::close,
                built.parameters(),
                (seed, context) -> built.twin(seed, context).into(SequenceSubject::of),
                built.fingerprint(),
                built.origin());
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
        return List.of(
                new TensorSpec(
                        "tokens",
                        List.of(-1L, -1L),
                        "int64: a special token, the residues; " + tokenizer.padding()
                                + " behind sequences shorter than the batch's longest"),
                new TensorSpec(
                        "window",
                        List.of(-1L, (long) WINDOW),
                        "int64: residues of the whole protein before the sample's first, then the first residue that the"
                                + " sample keeps and the one behind the last"));
    }

    @Override
    public List<TensorSpec> outputs() {
        return network.outputs();
    }

    @Override
    public List<String> outputNames() {
        return network.outputNames();
    }

    @Override
    public Optional<SequenceModel> sequences() {
        return network.outputs().get(0).name().equals(LOGITS) && ResidueModel.fits(network)
                ? Optional.of(new ResidueModel(network))
                : Optional.empty();
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager owner) {
        long[][] encoded = new long[batch.size()][];
        long[] windows = new long[WINDOW * batch.size()];
        int longest = 0;
        for (int i = 0; i < encoded.length; i++) {
            if (!(batch.get(i) instanceof Protein protein)) {
                throw new BadSampleException("The sample " + batch.get(i).id() + " is no protein.");
            }
            encoded[i] = tokenizer.encode(protein.sequence());
            windows[WINDOW * i] = protein.offset();
            windows[WINDOW * i + 1] = protein.keptFrom();
            windows[WINDOW * i + 2] = protein.keptTo();
            longest = Math.max(longest, encoded[i].length);
        }
        long[] tokens = new long[encoded.length * longest];
        Arrays.fill(tokens, tokenizer.padding());
        for (int i = 0; i < encoded.length; i++) {
            System.arraycopy(encoded[i], 0, tokens, i * longest, encoded[i].length);
        }
        return new NDList(
                owner.create(tokens, new Shape(encoded.length, longest)),
                owner.create(windows, new Shape(encoded.length, WINDOW)));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDArray tokens = inputs.get(0);
        // what stands at padding depends on the length of the batch's longest sequence: it must not reach anybody who
        // compares
        try (NDArray kept = tokens.neq(tokenizer.padding());
                NDArray factor = kept.toType(DataType.FLOAT32, false);
                NDArray column = factor.expandDims(2)) {
            NDList out = network.forward(tokens, tap);
            try (NDArray first = out.get(0)) {
                out.set(0, first.mul(column).addi(0f)); // no negative zeros
            }
            return out;
        }
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        hooks.at(hook); // refuses one that is not there
        Shape shape = inputs.get(0).getShape();
        int samples = (int) shape.get(0);
        int positions = (int) shape.get(1);
        long[] tokens = inputs.get(0).toLongArray();
        long[] windows = inputs.get(1).toLongArray();
        int[] coordinates = new int[tokens.length];
        boolean[] dropped = new boolean[tokens.length];
        boolean any = false;
        for (int row = 0; row < tokens.length; row++) {
            int window = WINDOW * (row / positions);
            int residue = row % positions - 1;
            if (tokens[row] == tokenizer.padding()) {
                coordinates[row] = -1;
                dropped[row] = true;
            } else if (tokenizer.special(tokens[row])) {
                coordinates[row] = -1;
            } else {
                coordinates[row] = (int) windows[window] + residue;
                dropped[row] = residue < windows[window + 1] || residue >= windows[window + 2];
            }
            any |= dropped[row];
        }
        return new Sites(samples, positions, new int[][] {coordinates}, any ? dropped : null);
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return twin.of(seed, context);
    }

    @Override
    public int token(char residue) {
        return tokenizer.token(residue);
    }

    @Override
    public OptionalInt maskToken() {
        return tokenizer.mask();
    }

    @Override
    public int predictingPosition(int residue) {
        return network.predictingPosition(residue);
    }

    @Override
    public OptionalInt outputColumn(char residue) {
        int at = network.outputNames().indexOf(String.valueOf(residue));
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(at);
    }

    @Override
    public void close() {
        closing.run();
    }
}
