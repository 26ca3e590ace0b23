package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.PictureMaker;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.runs.pictures.Picture;

/**
 * A subject that makes pictures, and another one that says what they show: its outputs are the judge's, the pictures behind them. All else
 * is the maker's. A judge that tells several things of a picture (groups of outputs) is asked for some: the first one's logits are the
 * first output, the others' stand behind the maker's. Pictures reach the judge as they would from files: 8 bits a value, through its own preprocessing.
 */
final class JudgedSubject implements Subject {
    private final Subject maker;
    private final Subject judge;
    private final boolean ownsJudge;
    private final PictureMaker pictures;
    private final PictureReader reader;
    private final List<JudgedGroup> groups;

    /** A judge whose outputs are all one group of classes. */
    JudgedSubject(Subject maker, Subject judge) {
        this(maker, judge, Map.of());
    }

    /**
     * @param maker owned from now on
     * @param judge owned from now on
     * @param groups of the judge's outputs, see {@link JudgedGroup#of}
     * @throws RunException when the one makes no pictures or the other looks at none or knows no such groups
     */
    JudgedSubject(Subject maker, Subject judge, Map<String, List<String>> groups) {
        this(maker, judge, groups, true);
    }

    private JudgedSubject(Subject maker, Subject judge, Map<String, List<String>> wanted, boolean ownsJudge) {
        this.maker = maker;
        this.judge = judge;
        this.ownsJudge = ownsJudge;
        pictures = maker.makesPictures()
                .orElseThrow(
                        () -> new RunException("judge: this run's subject makes no pictures, so there is nothing to"
                                + " judge; leave the section out."));
        reader = judge.readsPictures()
                .orElseThrow(() -> new RunException(
                        "judge: that subject does not look at pictures; use a classifier of" + " the domain vision."));
        TensorSpec first = judge.outputs().get(0);
        if (!first.name().equals("logits")) {
            throw new RunException("judge: that subject gives '" + first.name()
                    + "', not logits of classes; use one with a classification head.");
        }
        int classes = Math.toIntExact(first.shape().get(first.shape().size() - 1));
        List<String> names = judge.outputNames().isEmpty()
                ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
                : judge.outputNames();
        groups = JudgedGroup.of(names, wanted);
    }

    /** The subject that makes the pictures, for those that it must be shown to as it is. */
    Subject maker() {
        return maker;
    }

    /** Who judges. */
    Subject judge() {
        return judge;
    }

    /** What the judge tells; the first is what counts. */
    List<JudgedGroup> groups() {
        return groups;
    }

    /** Number of the output that holds a group's logits. */
    int output(int group) {
        return group == 0 ? 0 : maker.outputs().size() + group;
    }

    @Override
    public String fingerprint() {
        return maker.fingerprint();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>(maker.facts());
        judge.facts().forEach((key, value) -> facts.put("judge's " + key, value));
        return facts;
    }

    @Override
    public List<HookPoint> hookPoints() {
        return maker.hookPoints();
    }

    @Override
    public List<TensorSpec> inputs() {
        return maker.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        List<TensorSpec> all = new ArrayList<>();
        all.add(logits(groups.get(0)));
        all.addAll(maker.outputs());
        groups.stream().skip(1).forEach(group -> all.add(logits(group)));
        return all;
    }

    private TensorSpec logits(JudgedGroup group) {
        TensorSpec whole = judge.outputs().get(0);
        if (group.name().isEmpty()) {
            return whole;
        }
        List<Long> shape = new ArrayList<>(whole.shape());
        shape.set(shape.size() - 1, (long) group.classes().size());
        return new TensorSpec(whole.name() + " of " + group.name(), shape, whole.description());
    }

    @Override
    public List<String> outputNames() {
        return groups.get(0).classes();
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        return maker.prepare(batch, manager);
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        return forward(inputs, tap, Tap.NONE);
    }

    /** The same, and the judge's pass is shown to a tap of its own. */
    NDList forward(NDList inputs, Tap tap, Tap judges) {
        NDList made = maker.forward(inputs, tap);
        NDArray seen = made.get(pictures.output());
        NDManager owner = seen.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray logits =
                    judge.forward(judge.prepare(samples(seen), scope), judges).get(0);
            NDList told = new NDList();
            groups.forEach(group -> told.add(group.name().isEmpty() ? logits : group.of(logits)));
            told.attach(owner);
            NDList all = new NDList(told.get(0));
            all.addAll(made);
            all.addAll(told.subNDList(1));
            return all;
        }
    }

    /** The pictures of a batch as the judge's samples. */
    private List<Sample> samples(NDArray batch) {
        List<Sample> samples = new ArrayList<>();
        int channels = (int) batch.getShape().get(1);
        for (Picture picture : Picture.all(batch)) {
            String id = Integer.toString(samples.size());
            samples.add(reader.picture(id, picture.width(), picture.height(), channels, picture.bytes(channels)));
        }
        return samples;
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return maker.sites(hook, inputs);
    }

    @Override
    public Optional<PictureMaker> makesPictures() {
        return Optional.of(new Behind(pictures));
    }

    /** The same pictures, one output further. */
    private record Behind(PictureMaker maker) implements PictureMaker {
        @Override
        public int output() {
            return maker.output() + 1;
        }

        @Override
        public List<String> conditions() {
            return maker.conditions();
        }

        @Override
        public boolean takesText() {
            return maker.takesText();
        }

        @Override
        public Sample sample(String id, String condition, long seed) {
            return maker.sample(id, condition, seed);
        }

        @Override
        public String condition(Sample sample) {
            return maker.condition(sample);
        }

        @Override
        public Sample avoiding(Sample sample, String unwanted) {
            return maker.avoiding(sample, unwanted);
        }

        @Override
        public Map<Integer, NDArray> course(NDList inputs, Tap tap, int most) {
            return maker.course(inputs, tap, most);
        }
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        groups.stream().filter(group -> !group.name().isEmpty()).forEach(g -> wanted.put(g.name(), g.classes()));
        return new JudgedSubject(maker.randomTwin(seed, context), judge, wanted, false);
    }

    @Override
    public void close() {
        maker.close();
        if (ownsJudge) {
            judge.close();
        }
    }
}
