package org.echelle.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A whole little domain that misbehaves in the way that a system property asks for, and not at all without it. */
public final class RudePlugin implements BundleActivator {
    static final String MANNER = "echelle.test.rude";

    @Override
    public void start(BundleContext context) {
        context.registerService(Domain.class, new RudeDomain(), null);
    }

    @Override
    public void stop(BundleContext context) {}

    private static boolean does(String manner) {
        return manner.equals(System.getProperty(MANNER));
    }

    /** Until the property changes; hears of no interrupt. */
    private static void hangWhile(String manner) {
        while (does(manner)) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                // as a library does that swallows it
            }
        }
    }

    /** Numbers, and a network that doubles them. */
    static final class RudeDomain extends ToyPlugin.ToyDomain {
        @Override
        public String name() {
            return "rude";
        }

        @Override
        public List<SubjectKind<?>> subjects() {
            return List.of(new RudeSubjects());
        }

        @Override
        public List<SampleKind<?>> samples() {
            return List.of(new RudeSamples());
        }

        @Override
        public List<ConceptKind<?>> concepts() {
            return List.of();
        }

        @Override
        public SampleView view(Subject subject) {
            throw new UnsupportedOperationException("only extractions are tested");
        }
    }

    /** No options. */
    public record NoOptions() {}

    /** How many. */
    public record SampleOptions(
            @Option(value = "how many", fallback = "32") int count) {}

    static final class RudeSubjects implements SubjectKind<NoOptions> {
        @Override
        public String name() {
            return "doubler";
        }

        @Override
        public String description() {
            return "Doubles.";
        }

        @Override
        public Class<NoOptions> options() {
            return NoOptions.class;
        }

        @Override
        public Subject open(NoOptions options, OpenContext context) {
            flood(context.progress());
            if (does("thread")) {
                Thread worker = new Thread(() -> hangWhile("thread"), "rude-worker");
                worker.setDaemon(true);
                worker.start();
            }
            if (does("leak")) {
                context.manager().create(new float[256]); // 1 KiB of what was lent
                NDManager own = NDManager.newBaseManager("PyTorch");
                own.setName("forgotten-cache");
                own.create(new float[1024]);
                own.newSubManager().create(new float[1024]);
            }
            if (does("detach")) {
                detach(context.manager());
            }
            return new RudeSubject(context.manager().newSubManager());
        }

        private static void detach(NDManager lent) {
            NDArray table = lent.create(new float[12], new Shape(3, 4));
            table.setName("table");
            table.detach();
            List.of(lent.create(new long[2]), lent.create(new long[2])).forEach(NDArray::detach);
            NDList tidy = new NDList(lent.create(new float[100]));
            tidy.detach();
            tidy.close();
        }

        private static void flood(Progress progress) {
            String sentence = "x".repeat(10_000);
            for (int i = 0; does("flood") && i < 50_000; i++) {
                progress.note(i + sentence);
                progress.begin("stage " + i + sentence, 1, "things");
                progress.advance(1, sentence);
            }
        }
    }

    static final class RudeSamples implements SampleKind<SampleOptions> {
        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public String description() {
            return "Numbers.";
        }

        @Override
        public Class<SampleOptions> options() {
            return SampleOptions.class;
        }

        @Override
        public SampleSource open(SampleOptions options, OpenContext context) {
            return new RudeNumbers(options.count());
        }
    }

    record RudeNumber(String id, int value) implements Sample {}

    static final class RudeNumbers implements SampleSource {
        private final int count;

        RudeNumbers(int count) {
            this.count = count;
        }

        @Override
        public int size() {
            return count;
        }

        @Override
        public String id(int index) {
            return "number-" + index;
        }

        @Override
        public String fingerprint() {
            return String.format("%064x", count);
        }

        @Override
        public Sample load(int index) {
            if (index == 9) {
                hangWhile("hang-in-load");
            }
            return new RudeNumber(id(index), index);
        }
    }

    static final class RudeSubject implements Subject {
        private static final int WIDTH = 4;
        private final NDManager owner;
        private int passes;

        RudeSubject(NDManager owner) {
            this.owner = owner;
        }

        @Override
        public String fingerprint() {
            return "d".repeat(64);
        }

        @Override
        public Map<String, String> facts() {
            return Map.of("architecture", "doubler");
        }

        @Override
        public List<HookPoint> hookPoints() {
            return List.of(new HookPoint(
                    "doubled", WIDTH, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("place", 2)), "twice the input"));
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of(new TensorSpec("numbers", List.of(-1L, 2L, (long) WIDTH), "the numbers"));
        }

        @Override
        public List<TensorSpec> outputs() {
            return inputs();
        }

        @Override
        public NDList prepare(List<Sample> batch, NDManager manager) {
            float[] values = new float[batch.size() * 2 * WIDTH];
            for (int i = 0; i < values.length; i++) {
                values[i] = ((RudeNumber) batch.get(i / (2 * WIDTH))).value() + i % (2 * WIDTH);
            }
            return new NDList(manager.create(values, new Shape(batch.size(), 2, WIDTH)));
        }

        @Override
        public NDList forward(NDList inputs, Tap tap) {
            if (does("throw")) {
                throw new IllegalStateException("the doubler is broken");
            }
            if (++passes == 3) {
                hangWhile("hang-in-forward");
            }
            NDArray x = inputs.get(0);
            return new NDList(tap.at("doubled", x.add(x)));
        }

        @Override
        public Sites sites(HookPoint hook, NDList inputs) {
            return Sites.repeated((int) inputs.get(0).getShape().get(0), new int[][] {{0, 1}});
        }

        @Override
        public Subject randomTwin(long seed, OpenContext context) {
            return new RudeSubject(context.manager().newSubManager());
        }

        @Override
        public void close() {
            owner.close();
        }
    }
}
