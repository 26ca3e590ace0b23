package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;

/** Makes pictures. */
final class ToyMaker implements Subject {
    private static final int[] TIMES = {300, 200, 100};
    private static final int WIDTH = 12;
    private static final int TOKENS = 5;
    private static final String CLASS = "class";
    private static final String TEXT = "text_encoder.last";
    private static final double GUIDANCE = 2;

    private final boolean ask;
    private final boolean text;

    ToyMaker(boolean ask) {
        this(ask, false);
    }

    ToyMaker(boolean ask, boolean text) {
        this.ask = ask;
        this.text = text;
    }

    @Override
    public String fingerprint() {
        return Keys.of("world", List.of(ask, text));
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("architecture", "a sum");
    }

    @Override
    public List<HookPoint> hookPoints() {
        List<Axis> axes = List.of(new Axis("timestep", 1000), new Axis("branch", 2), new Axis("token", 2));
        List<HookPoint> hooks = new ArrayList<>();
        if (!text) {
            hooks.add(new HookPoint(
                    CLASS,
                    ToyPictures.CLASSES.size(),
                    HookPoint.Layout.WIDTH_LAST,
                    List.of(new Axis("branch", 2)),
                    "condition: 3 in the place of the class"));
        }
        if (text) {
            List<Axis> words = List.of(new Axis("branch", 2), new Axis("token", TOKENS));
            hooks.add(new HookPoint(TEXT, WIDTH, HookPoint.Layout.WIDTH_LAST, words, "text: what the network reads"));
        }
        hooks.add(new HookPoint("block", WIDTH, HookPoint.Layout.WIDTH_LAST, axes, "residual stream after the block"));
        return hooks;
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(
                new TensorSpec("asked", List.of(-1L, 2L), "class and what is unwanted"),
                new TensorSpec("noise", List.of(-1L, (long) WIDTH), "noise"));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new TensorSpec("pictures", List.of(-1L, 1L, 1L, (long) ToyPictures.CLASSES.size()), "pictures"));
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        if (text) {
            return texts(batch, manager);
        }
        float[] asked = new float[batch.size() * 2];
        float[] noise = new float[batch.size() * WIDTH];
        for (int s = 0; s < batch.size(); s++) {
            ToyPictures.Made made = (ToyPictures.Made) batch.get(s);
            asked[2 * s] =
                    ask ? ToyPictures.CLASSES.indexOf(made.condition()) : made.seed() % ToyPictures.CLASSES.size();
            asked[2 * s + 1] = ToyPictures.CLASSES.indexOf(made.unwanted());
            Random random = new Random(made.seed());
            for (int i = 0; i < WIDTH; i++) {
                noise[s * WIDTH + i] = 0.005f * (float) random.nextGaussian();
            }
        }
        return new NDList(
                manager.create(asked, new Shape(batch.size(), 2)),
                manager.create(noise, new Shape(batch.size(), WIDTH)));
    }

    /** Rows of words: a class's direction, or one of the others; the end and padding behind it know the class, too. */
    private static NDList texts(List<Sample> batch, NDManager manager) {
        NDList inputs = new NDList();
        float[] noise = new float[batch.size() * WIDTH];
        for (int s = 0; s < batch.size(); s++) {
            Random random = new Random(((ToyPictures.Made) batch.get(s)).seed());
            for (int i = 0; i < WIDTH; i++) {
                noise[s * WIDTH + i] = 0.005f * (float) random.nextGaussian();
            }
        }
        for (int branch = 0; branch < 2; branch++) {
            float[] rows = new float[batch.size() * TOKENS * WIDTH];
            for (int s = 0; s < batch.size(); s++) {
                ToyPictures.Made made = (ToyPictures.Made) batch.get(s);
                String[] words = (branch == 1 ? made.condition() : made.unwanted()).split(" ");
                int at = s * TOKENS * WIDTH;
                for (int t = 0; t < TOKENS; t++) {
                    String word = t < words.length ? words[t] : "";
                    int shown = ToyPictures.CLASSES.indexOf(t < words.length ? word : words[words.length - 1]);
                    if (shown >= 0) {
                        rows[at + t * WIDTH + shown] = t < words.length ? 3 : 1.5f;
                    } else if (!word.isEmpty()) {
                        rows[at + t * WIDTH + ToyPictures.CLASSES.size() + word.length()] = 2;
                    }
                    rows[at + t * WIDTH + WIDTH - 1] += 1; // a direction that all rows have
                }
            }
            inputs.add(manager.create(rows, new Shape(batch.size(), TOKENS, WIDTH)));
        }
        return new NDList(inputs.get(1), manager.create(noise, new Shape(batch.size(), WIDTH)), inputs.get(0));
    }

    /** {@code [branch][sample][class]}: how much of each class the network is told, 3 for one that is asked for. */
    private double[][][] told(NDList inputs, Tap tap, int n) {
        double[][][] told = new double[2][n][ToyPictures.CLASSES.size()];
        for (int branch = 1; branch >= 0; branch--) {
            float[] rows = !text
                    ? classes(inputs, tap, n, branch)
                    : tap.with("branch", branch)
                            .at(TEXT, inputs.get(branch == 1 ? 0 : 2).mul(1))
                            .toFloatArray();
            for (int s = 0; s < n; s++) {
                for (int c = 0; c < ToyPictures.CLASSES.size(); c++) {
                    if (!text) {
                        told[branch][s][c] = rows[s * ToyPictures.CLASSES.size() + c];
                    }
                    for (int t = 0; text && t < TOKENS; t++) {
                        told[branch][s][c] = Math.max(told[branch][s][c], rows[(s * TOKENS + t) * WIDTH + c]);
                    }
                }
            }
        }
        return told;
    }

    private static float[] classes(NDList inputs, Tap tap, int n, int branch) {
        float[] asked = inputs.get(0).toFloatArray();
        float[] rows = new float[n * ToyPictures.CLASSES.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) asked[2 * (i / ToyPictures.CLASSES.size()) + 1 - branch] == i % ToyPictures.CLASSES.size()
                    ? 3
                    : 0;
        }
        NDArray told = inputs.get(0).getManager().create(rows, new Shape(n, ToyPictures.CLASSES.size()));
        return tap.with("branch", branch).at(CLASS, told).toFloatArray();
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        float[] noise = inputs.get(1).toFloatArray();
        int n = noise.length / WIDTH;
        double[][][] told = told(inputs, tap, n);
        double[] sum = new double[n * ToyPictures.CLASSES.size()];
        for (int t = 0; t < TIMES.length; t++) {
            for (int branch = 0; branch < 2; branch++) {
                float[] values = new float[n * 2 * WIDTH];
                for (int s = 0; s < n; s++) {
                    for (int i = 0; i < WIDTH; i++) {
                        float noisy = noise[s * WIDTH + (i + t) % WIDTH];
                        double of = i < ToyPictures.CLASSES.size() ? told[branch][s][i] : 0;
                        values[(2 * s) * WIDTH + i] = noisy + (float) of; // the token of the class
                        values[(2 * s + 1) * WIDTH + i] = noisy + (i == ToyPictures.CLASSES.size() + t ? 2 : 0);
                    }
                }
                NDArray x = inputs.get(0).getManager().create(values, new Shape(n, 2, WIDTH));
                NDArray y =
                        tap.with("timestep", TIMES[t]).with("branch", branch).at("block", x);
                add(sum, y.toFloatArray(), branch == 1 ? GUIDANCE : 1 - GUIDANCE);
            }
        }
        float[] pixels = new float[sum.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.min(1, Math.max(0, sum[i] / (3 * TIMES.length * GUIDANCE) + 0.02));
        }
        Shape shape = new Shape(n, 1, 1, ToyPictures.CLASSES.size());
        return new NDList(inputs.get(0).getManager().create(pixels, shape));
    }

    private static void add(double[] sum, float[] rows, double weight) {
        for (int i = 0; i < sum.length; i++) {
            int sample = i / ToyPictures.CLASSES.size();
            sum[i] += weight * rows[2 * sample * WIDTH + i % ToyPictures.CLASSES.size()];
        }
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        if (hook.name().equals(CLASS)) {
            return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[1][1]);
        }
        if (hook.name().equals(TEXT)) {
            return words(inputs.get(0));
        }
        return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[][] {new int[2], new int[2], {0, 1}});
    }

    /** What stands behind three words is padding here. */
    private static Sites words(NDArray rows) {
        int n = (int) rows.getShape().get(0);
        int[][] coordinates = new int[2][n * TOKENS];
        boolean[] dropped = new boolean[n * TOKENS];
        for (int i = 0; i < dropped.length; i++) {
            coordinates[1][i] = i % TOKENS;
            dropped[i] = i % TOKENS >= 3;
        }
        return new Sites(n, TOKENS, coordinates, dropped);
    }

    @Override
    public Optional<PictureMaker> makesPictures() {
        return Optional.of(new Asking(this, ask, text));
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return new ToyMaker(ask, text);
    }

    @Override
    public void close() {}

    private record Asking(ToyMaker world, boolean ask, boolean text) implements PictureMaker {
        @Override
        public int output() {
            return 0;
        }

        @Override
        public List<String> conditions() {
            return ask && !text ? ToyPictures.CLASSES : List.of();
        }

        @Override
        public boolean takesText() {
            return text;
        }

        @Override
        public Sample sample(String id, String condition, long seed) {
            return new ToyPictures.Made(id, condition, "", seed);
        }

        @Override
        public String condition(Sample sample) {
            return ((ToyPictures.Made) sample).condition();
        }

        @Override
        public Sample avoiding(Sample sample, String unwanted) {
            ToyPictures.Made made = (ToyPictures.Made) sample;
            return new ToyPictures.Made(made.id(), made.condition(), unwanted, made.seed());
        }

        /** The last step alone. */
        @Override
        public Map<Integer, NDArray> course(NDList inputs, Tap tap, int most) {
            return Map.of(TIMES[TIMES.length - 1], world.forward(inputs, tap).get(0));
        }
    }
}
