package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/**
 * Parameters by their published names: read from weights, or drawn at random for a random twin or for training from scratch.
 *
 * <p>Constructors of blocks take what they need by name and shape; nothing fails until {@link #verify}, which says in one
 * sentence what is missing, left over or mis-shaped. Until then a missing parameter is an empty array: constructors store
 * arrays and compute nothing with them.
 *
 * <p>Arrays are float32, whatever the weights were stored as, but for those of products in another {@link Precision}, and belong to the
 * manager given at the start.
 */
public final class Parameters {
    /** How many names of a kind a message holds: a file of another network lacks hundreds. */
    private static final int NAMED = 8;

    private final Root root;
    private final String prefix;

    private Parameters(Root root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** What all sub-scopes of one set of parameters share. */
    private static final class Root {
        final NDManager manager;
        final Kernels kernels;
        /** Published shapes; null when any name is as good as another (random, without a pattern). */
        final Map<String, long[]> shapes;

        final Weights weights;
        final long seed;
        Precision precision = Precision.FLOAT32;
        final Map<String, NDArray> taken = new LinkedHashMap<>();
        final Map<String, String> missing = new TreeMap<>();
        final Map<String, String> misshaped = new TreeMap<>();
        final List<Pattern> ignored = new ArrayList<>();

        Root(NDManager manager, Map<String, long[]> shapes, Weights weights, long seed) {
            this.manager = manager;
            this.kernels = new Kernels(manager);
            this.shapes = shapes;
            this.weights = weights;
            this.seed = seed;
        }
    }

    /**
     * Parameters that stand in weights.
     *
     * @param weights stays readable until {@link #verify}
     * @param manager owns the arrays
     */
    public static Parameters of(Weights weights, NDManager manager) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String name : weights.names()) {
            shapes.put(name, weights.tensor(name).shape());
        }
        return new Parameters(new Root(manager, shapes, weights, 0), "");
    }

    /**
     * Fresh random parameters of whatever names and shapes are asked for. A parameter's values depend on the seed, its name and
     * its shape only, not on the order of asking. {@link #find} finds nothing.
     *
     * @param seed decides the values
     * @param manager owns the arrays
     */
    public static Parameters random(long seed, NDManager manager) {
        return new Parameters(new Root(manager, null, null, seed), "");
    }

    /**
     * Fresh random parameters with the names and shapes of a pattern, such as the weights of which a twin is made.
     *
     * @param pattern shapes by name
     * @param seed decides the values, as for {@link #random(long, NDManager)}
     * @param manager owns the arrays
     */
    public static Parameters random(Map<String, long[]> pattern, long seed, NDManager manager) {
        return new Parameters(new Root(manager, new LinkedHashMap<>(pattern), null, seed), "");
    }

    /**
     * Sets in what layers form their products, before the first is taken.
     *
     * @return this
     */
    public Parameters forming(Precision precision) {
        root.precision = precision;
        return this;
    }

    /** In what layers form their products. */
    public Precision precision() {
        return root.precision;
    }

    /** Fresh random parameters of the names and shapes taken here, with products in the same precision. */
    public Parameters twin(long seed, NDManager manager) {
        return random(pattern(), seed, manager).forming(root.precision);
    }

    /** Takes a parameter; when it is drawn at random, vectors are zeros and the rest {@link Init#TRUNCATED_NORMAL}. */
    public NDArray get(String name, long... shape) {
        return get(name, shape.length < 2 ? Init.ZEROS : Init.TRUNCATED_NORMAL, shape);
    }

    /**
     * Takes a parameter.
     *
     * @param name below this scope
     * @param init how it is drawn when parameters are random
     * @param shape the only shape that fits
     * @return the array; an empty one when it is missing or mis-shaped, which {@link #verify} reports
     */
    public NDArray get(String name, Init init, long... shape) {
        String full = prefix + name;
        NDArray known = root.taken.get(full);
        if (known != null) {
            return known;
        }
        NDArray array = read(full, init, shape);
        array.setName(full);
        root.taken.put(full, array);
        return array;
    }

    /**
     * Takes a parameter of a product, in 16 bits where the {@linkplain #precision} has as many: the array then has the type float16 and is
     * for {@link Kernels} alone, since of bfloat16, which the engine's Java binding cannot carry, it holds the bits.
     */
    NDArray factor(String name, Init init, long... shape) {
        String full = prefix + name;
        NDArray array = get(name, init, shape);
        if (!root.precision.isHalf() || array.getDataType() == DataType.FLOAT16 || array.isEmpty()) {
            return array;
        }
        NDArray packed = root.kernels.call(array, "packed", array, root.precision.type());
        packed.attach(root.manager);
        packed.setName(full);
        root.taken.put(full, packed);
        array.close();
        return packed;
    }

    private NDArray read(String full, Init init, long[] shape) {
        if (root.shapes != null) {
            long[] published = root.shapes.get(full);
            if (published == null) {
                root.missing.put(full, full + " " + Arrays.toString(shape));
                return root.manager.zeros(new Shape(0));
            }
            if (!Arrays.equals(published, shape)) {
                root.misshaped.put(
                        full, full + " is " + Arrays.toString(published) + " and should be " + Arrays.toString(shape));
                return root.manager.zeros(new Shape(0));
            }
        }
        if (root.weights == null) {
            Random random = new Random(root.seed * 0x9E3779B97F4A7C15L + full.hashCode() * 0xBF58476D1CE4E5B9L);
            return HostTensor.ofFloats(init.draw(shape, random), shape).toArray(root.manager);
        }
        HostTensor tensor = root.weights.tensor(full);
        ElementType type = tensor.type();
        return type == ElementType.F32 || type == ElementType.F16 || type == ElementType.BF16
                ? tensor.toArray(root.manager)
                : root.manager.create(tensor.toFloats(), new Shape(shape));
    }

    /** How many numbers were taken, of the whole set. */
    public long count() {
        return root.taken.values().stream().mapToLong(a -> a.getShape().size()).sum();
    }

    /** Takes a parameter if it is there. */
    public Optional<NDArray> find(String name, long... shape) {
        return has(name) ? Optional.of(get(name, shape)) : Optional.empty();
    }

    /** The scope below a prefix; a dot is put between where there is none ({@code at("blocks.3")}). */
    public Parameters at(String name) {
        String dotted = name.isEmpty() || name.endsWith(".") ? name : name + ".";
        return new Parameters(root, prefix + dotted);
    }

    /** Whether weights (or the pattern of a random twin) have a parameter of this name below this scope. */
    public boolean has(String name) {
        return root.shapes != null && root.shapes.containsKey(prefix + name);
    }

    /**
     * The shape that a parameter has in the weights, for one that may have any length.
     *
     * @param name below this scope; {@link #has} is true of it
     */
    public long[] published(String name) {
        return root.shapes.get(prefix + name).clone();
    }

    /**
     * Lets parameters be left over without an error.
     *
     * @param globs names below this scope; {@code *} stands for any run of characters
     */
    public void ignore(String... globs) {
        for (String glob : globs) {
            String regex = Arrays.stream((prefix + glob).split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            root.ignored.add(Pattern.compile(regex));
        }
    }

    /**
     * Checks that everything asked for was there and everything there was asked for.
     *
     * @param what names the network and the layout for the message, such as {@code "ViT (timm layout)"}
     * @throws NnException that counts the parameters that are missing, left over or of another shape and names the first of each
     */
    public void verify(String what) {
        Set<String> extra = new TreeSet<>();
        if (root.shapes != null) {
            root.shapes.forEach((name, shape) -> {
                if (!root.taken.containsKey(name)
                        && root.ignored.stream().noneMatch(p -> p.matcher(name).matches())) {
                    extra.add(name + " " + Arrays.toString(shape));
                }
            });
        }
        if (root.missing.isEmpty() && root.misshaped.isEmpty() && extra.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder("The weights" + whence() + " do not fit " + what + ":");
        list(message, "missing", root.missing.values());
        list(message, "left over", extra);
        list(message, "of another shape", root.misshaped.values());
        message.setLength(message.length() - 1);
        throw new NnException(message + ". Check that file, kind and layout belong together.");
    }

    /** Where the weights came from: a model has several files of them. */
    private String whence() {
        String path = root.weights == null ? "" : root.weights.path().toString();
        return path.isEmpty() ? "" : " in " + path;
    }

    private static void list(StringBuilder message, String what, Collection<String> entries) {
        if (!entries.isEmpty()) {
            message.append(' ').append(entries.size()).append(' ').append(what).append(" (");
            message.append(entries.stream().limit(NAMED).collect(Collectors.joining(", ")));
            message.append(entries.size() > NAMED ? ", and " + (entries.size() - NAMED) + " more);" : ");");
        }
    }

    /** Every parameter taken so far, by full name, in the order of taking. */
    public Map<String, NDArray> taken() {
        return Collections.unmodifiableMap(root.taken);
    }

    /** Shapes of every parameter taken so far: the pattern of a random twin. */
    public Map<String, long[]> pattern() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        root.taken.forEach((name, array) -> shapes.put(name, array.getShape().getShape()));
        return shapes;
    }

    /** Owner of the arrays. */
    public NDManager manager() {
        return root.manager;
    }

    Kernels kernels() {
        return root.kernels;
    }
}
