package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;

/**
 * A language model of four letters that a test can follow by hand: a start token in front, every position the sum of its own embedding,
 * that of the one before and, where it reads both sides, of the one behind; logits by one matrix.
 */
final class ToyLetters implements Subject, SequenceModel {
    static final String LETTERS = "ACDE";
    static final int WIDTH = 6;
    static final HookPoint HOOK =
            new HookPoint("mix", WIDTH, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("residue", -1)), "sums");
    private static final int START = 0;
    private static final int MASK = 5;
    private static final int PADDING = 6;

    private final boolean hides;
    final double[][] embedding = new double[7][WIDTH];
    /** {@code [width][columns]}, a column for the start token and one a letter. */
    final double[][] head = new double[WIDTH][5];

    ToyLetters(boolean hides, long seed) {
        this.hides = hides;
        Random random = new Random(seed);
        for (double[] row : embedding) {
            Arrays.setAll(row, i -> (float) random.nextGaussian());
        }
        Arrays.fill(embedding[PADDING], 0);
        for (double[] row : head) {
            Arrays.setAll(row, i -> (float) random.nextGaussian());
        }
    }

    /** A word. */
    record Word(String id, String letters, int first) implements Sample {}

    @Override
    public Optional<SequenceModel> sequences() {
        return Optional.of(this);
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        int longest = batch.stream().mapToInt(s -> sequence(s).length()).max().orElseThrow() + 1;
        long[] tokens = new long[batch.size() * longest];
        Arrays.fill(tokens, PADDING);
        for (int s = 0; s < batch.size(); s++) {
            tokens[s * longest] = START;
            String letters = sequence(batch.get(s));
            for (int i = 0; i < letters.length(); i++) {
                tokens[s * longest + 1 + i] = 1L + LETTERS.indexOf(letters.charAt(i));
            }
        }
        return new NDList(manager.create(tokens, new Shape(batch.size(), longest)));
    }

    /** The tokens of one sample as numbers, the logits as a plain loop finds them: {@code [position][column]}. */
    double[][] logits(long[] tokens) {
        double[][] all = new double[tokens.length][5];
        for (int t = 0; t < tokens.length; t++) {
            for (int w = 0; w < WIDTH; w++) {
                double x = embedding[(int) tokens[t]][w];
                x += t > 0 ? embedding[(int) tokens[t - 1]][w] : 0;
                x += hides && t < tokens.length - 1 ? embedding[(int) tokens[t + 1]][w] : 0;
                for (int c = 0; c < 5; c++) {
                    all[t][c] += x * head[w][c];
                }
            }
        }
        return all;
    }

    /** Tokens of letters, {@code ?} for a hidden one. */
    static long[] tokens(String letters) {
        long[] tokens = new long[letters.length() + 1];
        for (int i = 0; i < letters.length(); i++) {
            tokens[i + 1] = letters.charAt(i) == '?' ? MASK : 1L + LETTERS.indexOf(letters.charAt(i));
        }
        return tokens;
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDArray tokens = inputs.get(0);
        NDManager manager = tokens.getManager();
        int batch = (int) tokens.getShape().get(0);
        int positions = (int) tokens.getShape().get(1);
        long[] all = tokens.toLongArray();
        float[] x = new float[batch * positions * WIDTH];
        for (int s = 0; s < batch; s++) {
            for (int t = 0; t < positions; t++) {
                for (int w = 0; w < WIDTH; w++) {
                    double v = embedding[(int) all[s * positions + t]][w];
                    v += t > 0 ? embedding[(int) all[s * positions + t - 1]][w] : 0;
                    v += hides && t < positions - 1 ? embedding[(int) all[s * positions + t + 1]][w] : 0;
                    x[(s * positions + t) * WIDTH + w] = (float) v;
                }
            }
        }
        NDArray mixed = tap.at(HOOK.name(), manager.create(x, new Shape(batch, positions, WIDTH)));
        float[] flat = new float[WIDTH * 5];
        for (int w = 0; w < WIDTH; w++) {
            for (int c = 0; c < 5; c++) {
                flat[w * 5 + c] = (float) head[w][c];
            }
        }
        return new NDList(mixed.reshape((long) batch * positions, WIDTH)
                .matMul(manager.create(flat, new Shape(WIDTH, 5)))
                .reshape(batch, positions, 5));
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        long[] shape = inputs.get(0).getShape().getShape();
        long[] tokens = inputs.get(0).toLongArray();
        int[] coordinates = new int[tokens.length];
        boolean[] dropped = new boolean[tokens.length];
        for (int r = 0; r < tokens.length; r++) {
            coordinates[r] = tokens[r] == PADDING ? -1 : r % (int) shape[1] - 1;
            dropped[r] = tokens[r] == PADDING;
        }
        return new Sites((int) shape[0], (int) shape[1], new int[][] {coordinates}, dropped);
    }

    @Override
    public String letters() {
        return LETTERS;
    }

    @Override
    public int column(char letter) {
        return 1 + LETTERS.indexOf(letter);
    }

    @Override
    public String axis() {
        return "residue";
    }

    @Override
    public String sequence(Sample sample) {
        return ((Word) sample).letters();
    }

    @Override
    public int first(Sample sample) {
        return ((Word) sample).first();
    }

    @Override
    public Sample changed(Sample sample, String id, String sequence) {
        return new Word(id, sequence, first(sample));
    }

    @Override
    public boolean hides() {
        return hides;
    }

    @Override
    public NDList hide(NDList inputs, int[][] places) {
        NDArray tokens = inputs.get(0);
        long[] all = tokens.toLongArray();
        for (int s = 0; s < places.length; s++) {
            for (int place : places[s]) {
                all[s * all.length / places.length + 1 + place] = MASK;
            }
        }
        return new NDList(tokens.getManager().create(all, tokens.getShape()));
    }

    @Override
    public int row(int place) {
        return place + 1;
    }

    @Override
    public int predictor(int place) {
        return hides ? place + 1 : place;
    }

    @Override
    public String fingerprint() {
        return "0".repeat(64);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public List<HookPoint> hookPoints() {
        return List.of(HOOK);
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new TensorSpec("tokens", List.of(-1L, -1L), "int64"));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new TensorSpec("residue-logits", List.of(-1L, -1L, 5L), "logits"));
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return new ToyLetters(hides, seed);
    }

    @Override
    public void close() {}
}
