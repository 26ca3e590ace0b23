package org.echelle.protein.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
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
import org.echelle.nn.Parameters;
import org.echelle.protein.Protein;
import org.echelle.torch.Checksums;

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
     * @param identity everything that decides the outputs, as text
     * @param origin where the parameters come from, for the reader
     */
    public SequenceSubject(
            SequenceNetwork network, Runnable closing, long parameters, Twin twin, String identity, String origin) {
        this.network = network;
        this.closing = closing;
        this.parameters = parameters;
        this.twin = twin;
        this.origin = origin;
        tokenizer = network.tokenizer();
        fingerprint = Checksums.sha256(identity.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Builds a network of blocks.
     *
     * @param manager owned by the subject from now on
     * @param builder takes parameters, verified afterwards by the caller
     * @param identity everything that decides the outputs, as text
     * @param origin where the parameters come from, for the reader
     */
    public static SequenceSubject of(
            NDManager manager,
            Function<Parameters, SequenceNetwork> builder,
            Parameters parameters,
            String identity,
            String origin) {
        Twin twin = (seed, context) -> {
            NDManager other = context.manager().newSubManager(context.device());
            try {
                return of(
                        other,
                        builder,
                        Parameters.random(parameters.pattern(), seed, other),
                        "random twin " + seed + " of " + Checksums.sha256(identity.getBytes(StandardCharsets.UTF_8)),
                        "random, seed " + seed);
            } catch (RuntimeException e) {
                other.close();
                throw e;
            }
        };
        SequenceNetwork network = builder.apply(parameters);
        return new SequenceSubject(network, manager::close, parameters.count(), twin, identity, origin);
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
        return network.hookPoints();
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
        if (network.hookPoints().stream().noneMatch(h -> h.name().equals(hook.name()))) {
            throw new SubjectException("This network has no hook point " + hook.name() + "; it has "
                    + String.join(
                            ", ",
                            network.hookPoints().stream().map(HookPoint::name).toList())
                    + ".");
        }
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
