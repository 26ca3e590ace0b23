package org.echelle.diffusion.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.text.ClipTextEncoder;
import org.echelle.diffusion.network.text.ClipTokenizer;
import org.echelle.diffusion.network.text.Prompt;
import org.echelle.diffusion.network.text.TextStates;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.sampling.Sampling;

/**
 * Prompts through one text encoder (Stable Diffusion 1.x and 2.x: hidden states behind the last norm) or two (XL: those before the last
 * layer side by side, and the second one's projected vector). Both branches are encoded where guidance acts; the text of the branch
 * without condition is what a sample leads away from.
 *
 * <p>Hook points are the encoders', under the names of diffusers' folders. Their axes are the branch and the token's position in the text,
 * start and end included; a sample's rows behind the end of its prompt are padding and dropped, in both branches.
 */
final class TextConditioner implements Conditioner {
    private static final int TWO = 2;

    private final List<Reader> readers;
    private final boolean guided;
    private final boolean zeros;
    private final Sizes sizes;
    private final LongPrompts longPrompts;

    /**
     * A text encoder and what it reads.
     *
     * @param name of its folder, which stands before its hook points' names
     */
    record Reader(String name, ClipTokenizer tokenizer, ClipTextEncoder encoder) {
        private NDArray ids(List<String> prompts, LongPrompts told, NDManager manager) {
            List<Prompt> read = prompts.stream().map(tokenizer::encode).toList();
            for (int i = 0; i < read.size(); i++) {
                told.hear(prompts.get(i), read.get(i));
            }
            return tokenizer.encode(read, manager);
        }
    }

    /** Height and width of pictures in pixels. */
    record Sizes(long height, long width) {
        /** Of what a network makes through a decoder. */
        static Sizes of(Denoiser network, PictureDecoder decoder) {
            return new Sizes((long) network.height() * decoder.scale(), (long) network.width() * decoder.scale());
        }
    }

    private TextConditioner(List<Reader> readers, boolean guided, boolean zeros, Sizes sizes, LongPrompts longPrompts) {
        this.readers = List.copyOf(readers);
        this.guided = guided;
        this.zeros = zeros;
        this.sizes = sizes;
        this.longPrompts = longPrompts;
    }

    /**
     * Puts encoders before a network.
     *
     * @param told what the network wants to be told
     * @param guided whether the branch without condition is asked for at all
     * @param zeros whether an empty text in that branch is all zeros in place of its hidden states (XL's model_index.json)
     * @param progress hears of prompts that are too long
     * @throws DiffusionException where they do not fit each other
     */
    static TextConditioner of(
            List<Reader> readers, Conditioning told, boolean guided, boolean zeros, Sizes sizes, Progress progress) {
        int width = readers.stream().mapToInt(r -> r.encoder().config().width()).sum();
        if (width != told.textWidth()) {
            throw new DiffusionException("The network reads texts of width " + told.textWidth()
                    + ", but the text encoder" + (readers.size() > 1 ? "s give " : " gives ") + width
                    + "; they belong to different models.");
        }
        for (Reader reader : readers) {
            int positions = reader.encoder().config().positions();
            int tokens = reader.encoder().config().tokens();
            if (reader.tokenizer().length() > positions || reader.tokenizer().size() > tokens) {
                throw new DiffusionException("The tokenizer of " + reader.name() + " gives "
                        + reader.tokenizer().length()
                        + " of " + reader.tokenizer().size() + " tokens, but the encoder reads " + positions + " of "
                        + tokens + "; they belong to different models.");
            }
        }
        int pooled = readers.get(readers.size() - 1).encoder().config().projection();
        if (told.pooledWidth() > 0 && told.pooledWidth() != pooled) {
            throw new DiffusionException("The network reads a pooled text of width " + told.pooledWidth()
                    + ", but the second text encoder projects to " + pooled + "; they belong to different models.");
        }
        return new TextConditioner(readers, guided, zeros, sizes, new LongPrompts(progress));
    }

    @Override
    public List<TensorSpec> inputs() {
        List<TensorSpec> inputs = new ArrayList<>();
        for (Reader reader : readers) {
            String suffix = reader.name().substring("text_encoder".length());
            List<Long> shape = List.of(-1L, (long) reader.tokenizer().length());
            inputs.add(new TensorSpec("tokens" + suffix, shape, "prompt"));
            inputs.add(new TensorSpec("unwanted_tokens" + suffix, shape, "what guidance leads away from"));
        }
        return inputs;
    }

    @Override
    public NDList prepare(List<MadeSample> batch, NDManager manager) {
        NDList inputs = new NDList();
        for (Reader reader : readers) {
            for (Function<MadeSample, String> asked :
                    List.<Function<MadeSample, String>>of(MadeSample::condition, MadeSample::unwanted)) {
                inputs.add(reader.ids(batch.stream().map(asked).toList(), longPrompts, manager));
            }
        }
        return inputs;
    }

    @Override
    public Both conditions(NDList inputs, Tap tap) {
        Condition with = condition(inputs, 0, tap.with(Sampling.BRANCH, 1));
        return new Both(
                with, guided ? Optional.of(condition(inputs, 1, tap.with(Sampling.BRANCH, 0))) : Optional.empty());
    }

    /** @param which 0 for the prompts, 1 for what is unwanted */
    private Condition condition(NDList inputs, int which, Tap tap) {
        NDArray all = null;
        TextStates states = null;
        for (int r = 0; r < readers.size(); r++) {
            Reader reader = readers.get(r);
            states = reader.encoder().forward(inputs.get(TWO * r + which), new PrefixTap(tap, reader.name() + "."));
            NDArray read = readers.size() == 1 ? states.last() : states.penultimate();
            all = all == null ? read : all.concat(read, 2);
        }
        if (readers.size() == 1) {
            return Condition.text(all);
        }
        NDManager owner = inputs.get(0).getManager();
        NDArray pooled = states.projected()
                .orElseThrow(
                        () -> new DiffusionException("The second text encoder has no projection, which XL reads."));
        long batch = all.getShape().get(0);
        if (which == 1 && zeros) {
            NDArray counts = written(inputs.get(1), owner);
            all = all.mul(counts.reshape(batch, 1, 1));
            pooled = pooled.mul(counts.reshape(batch, 1));
        }
        return new Condition(
                Optional.empty(),
                Optional.of(all),
                Optional.empty(),
                Optional.of(pooled),
                Optional.of(ids(batch, owner)));
    }

    /** 1 for texts with a token between start and end, 0 for empty ones. */
    private NDArray written(NDArray tokens, NDManager owner) {
        int[] used = used(tokens, readers.get(0));
        float[] counts = new float[used.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = used[i] > TWO ? 1 : 0;
        }
        return owner.create(counts);
    }

    /** XL's time ids: original size, crop from the corner, target size. */
    private NDArray ids(long batch, NDManager owner) {
        float[] one = {sizes.height(), sizes.width(), 0, 0, sizes.height(), sizes.width()};
        float[] all = new float[Math.toIntExact(batch * one.length)];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length];
        }
        return owner.create(all, new Shape(batch, one.length));
    }

    private static int[] used(NDArray tokens, Reader reader) {
        long[] ids = tokens.toType(DataType.INT64, false).toLongArray();
        int length = (int) tokens.getShape().get(1);
        int[] used = new int[ids.length / length];
        long end = reader.tokenizer().end();
        for (int s = 0; s < used.length; s++) {
            int at = 1;
            while (at < length - 1 && ids[s * length + at] != end) {
                at++;
            }
            used[s] = at + 1;
        }
        return used;
    }

    @Override
    public List<HookPoint> hookPoints() {
        List<HookPoint> hooks = new ArrayList<>();
        for (Reader reader : readers) {
            for (HookPoint hook : reader.encoder().hookPoints()) {
                List<Axis> axes = new ArrayList<>();
                axes.add(new Axis(Sampling.BRANCH, TWO));
                axes.addAll(hook.axes());
                hooks.add(new HookPoint(
                        reader.name() + "." + hook.name(),
                        hook.width(),
                        hook.layout(),
                        axes,
                        "text: " + hook.description()));
            }
        }
        return hooks;
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        int r = 0;
        while (!hook.name().startsWith(readers.get(r).name() + ".")) {
            r++;
        }
        NDArray tokens = inputs.get(TWO * r);
        int[] used = used(tokens, readers.get(r));
        int length = (int) tokens.getShape().get(1);
        int[][] coordinates = new int[TWO][used.length * length];
        boolean[] dropped = new boolean[used.length * length];
        for (int i = 0; i < dropped.length; i++) {
            coordinates[1][i] = i % length; // the branch is stamped
            dropped[i] = i % length >= used[i / length];
        }
        return new Sites(used.length, length, coordinates, dropped);
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public boolean takesText() {
        return true;
    }

    @Override
    public Conditioner twin(long seed, NDManager manager) {
        List<Reader> twins = new ArrayList<>();
        for (int r = 0; r < readers.size(); r++) {
            Reader mine = readers.get(r);
            twins.add(new Reader(mine.name(), mine.tokenizer(), mine.encoder().twin(seed + r, manager)));
        }
        return new TextConditioner(twins, guided, zeros, sizes, longPrompts);
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("condition", "text");
        for (Reader reader : readers) {
            String suffix = reader.name().substring("text_encoder".length()).replace('_', ' ');
            reader.encoder().facts().forEach((key, value) -> facts.put(key + suffix, value));
        }
        return facts;
    }
}
