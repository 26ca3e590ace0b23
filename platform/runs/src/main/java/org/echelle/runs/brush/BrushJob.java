package org.echelle.runs.brush;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;
import org.echelle.api.Sample;
import org.echelle.runs.ExperimentFacts;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.Reopened;
import org.echelle.runs.RunException;
import org.echelle.runs.pictures.Course;
import org.echelle.runs.pictures.Picture;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;
import org.echelle.store.FeatureIndex;
import org.echelle.torch.Torch;

/**
 * Paints features onto pictures while they are made: {@code x' = x + strength mean_i d_i} on every wanted row, {@code mean_i} being the
 * feature's mean activation where it fires and {@code d_i} its atom; nothing else of the row changes. Beside each strength stand the same
 * samples unedited; the control writes a change of the same norm along a random direction.
 */
public final class BrushJob {
    private final JudgedRun run;
    private final BrushOptions options;
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> seeds = new ArrayList<>();

    private BrushJob(JudgedRun run, BrushOptions options) {
        this.run = run;
        this.options = options;
        List<String> asks = options.asks().isEmpty() ? run.maker().conditions() : options.asks();
        for (String ask : asks.isEmpty() ? List.of("") : asks) {
            for (long seed : options.seeds()) {
                samples.add(run.maker().sample((ask.isEmpty() ? "" : ask + ", ") + "seed " + seed, ask, seed));
                seeds.add(Long.toString(seed));
            }
        }
    }

    /**
     * Paints.
     *
     * @param again a run that was carried as far as its index
     * @return the folder for its page, and what it says
     */
    public static Map.Entry<Path, BrushOutcome> go(Reopened again, BrushOptions options) {
        JudgedRun run = JudgedRun.openUnjudged(again, options.hook());
        BrushOutcome outcome = new BrushJob(run, options).paint(again.versions());
        String name = options.name().isEmpty()
                ? run.hookName() + "-"
                        + String.join(
                                "-",
                                options.features().stream().map(String::valueOf).toList())
                : options.name();
        return Map.entry(again.folder().experiment("brush", name), outcome);
    }

    private BrushOutcome paint(Map<String, String> versions) {
        try (Dictionary dictionary =
                        Dictionaries.load(run.dictionary(), run.opened().manager());
                FeatureIndex index = FeatureIndex.open(run.index())) {
            List<Double> means = means(index);
            Painted painted = new Painted(run.hook(), run.where(options.where()));
            Made before = made(Steering.of(run.opened().subject()), "unedited");
            List<Stroke> strokes = new ArrayList<>();
            for (double strength : options.strengths()) {
                Steering steering = Steering.of(run.opened().subject())
                        .with(dictionary, edit(means, strength).withWhere(painted));
                strokes.add(stroke("strength " + shown(strength), strength, steering, before, painted));
            }
            double last = options.strengths().get(options.strengths().size() - 1);
            Intervention stroke = edit(means, last).withWhere(painted);
            int width = run.hook().width();
            Intervention random =
                    stroke.withDirection(direction(width, run.opened().config().seed()));
            strokes.add(stroke(
                    "random direction",
                    last,
                    Steering.of(run.opened().subject()).with(dictionary, random),
                    before,
                    painted));
            return new BrushOutcome(
                    ExperimentFacts.ofSubject(run.opened(), versions),
                    run.hookName(),
                    options.features(),
                    means,
                    options.where().isEmpty() ? "all" : options.where(),
                    painted.words(),
                    samples.stream().map(Sample::id).toList(),
                    options.seeds().size(),
                    before.pictures(),
                    before.seen(),
                    strokes,
                    courses(dictionary, stroke, "strength " + shown(last)));
        }
    }

    private List<Double> means(FeatureIndex index) {
        List<Double> means = new ArrayList<>();
        for (int feature : options.features()) {
            if (feature < 0 || feature >= index.features()) {
                throw new RunException("There is no feature " + feature + " at " + run.hookName()
                        + "; they are numbered 0 to " + (index.features() - 1) + ".");
            }
            if (index.count(feature) == 0) {
                throw new RunException(
                        "Feature " + feature + " never fired on this run's samples, so that its strength has no unit;"
                                + " choose one that does.");
            }
            means.add(index.sum(feature) / index.count(feature));
        }
        return means;
    }

    /** Strength 0 leaves everything untouched to the bit. */
    private Intervention edit(List<Double> means, double strength) {
        return Intervention.of(
                        run.hook().name(),
                        IntStream.range(0, means.size())
                                .mapToObj(i -> new FeatureEdit(
                                        options.features().get(i),
                                        new Operation.Add(means.get(i).floatValue())))
                                .toList())
                .withStrength(strength);
    }

    /** A random vector of norm 1, uniform over directions. */
    private static float[] direction(int width, long seed) {
        Random random = new Random(seed);
        double[] v = new double[width];
        double square = 0;
        for (int i = 0; i < width; i++) {
            v[i] = random.nextGaussian();
            square += v[i] * v[i];
        }
        float[] unit = new float[width];
        for (int i = 0; i < width; i++) {
            unit[i] = (float) (v[i] / Math.sqrt(square));
        }
        return unit;
    }

    private Stroke stroke(String name, double strength, Steering steering, Made before, Painted painted) {
        Made after = made(steering, name);
        if (strength != 0 && !painted.any()) {
            throw new RunException(
                    "'" + options.where() + "' holds no row that " + run.hookName() + " has on its way from noise to"
                            + " picture, so that nothing would be painted; look at the hook point's axes with `echelle inspect`.");
        }
        Stroke stroke = new Stroke(
                name,
                strength,
                changed(before, after, painted, true),
                changed(before, after, painted, false),
                otherClass(before, after),
                after.pictures(),
                after.seen());
        run.progress()
                .note(name + ": a pixel changed by " + shown(stroke.inside()) + " inside, " + shown(stroke.outside())
                        + " outside.");
        return stroke;
    }

    private static String shown(Measure m) {
        return m.defined() ? shown(m.value()) : "(not defined)";
    }

    private static String shown(double value) {
        return new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    /** Mean absolute change of a pixel, from 0 to 1, over one part of all pictures. */
    private Measure changed(Made before, Made after, Painted painted, boolean inside) {
        List<Double> changes = new ArrayList<>();
        List<String> of = new ArrayList<>();
        for (int s = 0; s < samples.size(); s++) {
            Picture a = before.pictures().get(s);
            Picture b = after.pictures().get(s);
            double sum = 0;
            int pixels = 0;
            for (int y = 0; y < a.height(); y++) {
                for (int x = 0; x < a.width(); x++) {
                    if (!painted.region() ? inside : painted.inside(y, x, a.height(), a.width()) == inside) {
                        sum += difference(a.rgb()[y * a.width() + x], b.rgb()[y * a.width() + x]);
                        pixels++;
                    }
                }
            }
            if (pixels > 0) {
                changes.add(sum / pixels);
                of.add(seeds.get(s));
            }
        }
        return changes.isEmpty()
                ? Measure.undefined("everything is painted")
                : SeedMeans.change(
                        changes.stream().mapToDouble(Double::doubleValue).toArray(), of.toArray(new String[0]));
    }

    /** Mean over colours, from 0 to 1. */
    private static double difference(int a, int b) {
        int sum = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            sum += Math.abs((a >> shift & 0xff) - (b >> shift & 0xff));
        }
        return sum / (3 * 255.0);
    }

    private Measure otherClass(Made before, Made after) {
        if (before.seen().isEmpty()) {
            return Measure.undefined("this run names no judge");
        }
        double[] other = new double[samples.size()];
        for (int s = 0; s < other.length; s++) {
            other[s] =
                    before.seen().get().get(s).equals(after.seen().orElseThrow().get(s)) ? 0 : 1;
        }
        return SeedMeans.share(other, seeds.toArray(new String[0]));
    }

    private record Made(List<Picture> pictures, Optional<List<String>> seen) {}

    private Made made(Steering steering, String what) {
        List<Picture> pictures = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        int batch = run.opened().config().extract().batch();
        run.progress().begin(what, samples.size(), "samples");
        for (int first = 0; first < samples.size(); first += batch) {
            run.progress().check();
            List<Sample> some = samples.subList(first, Math.min(samples.size(), first + batch));
            try (NDManager scope = run.opened().manager().newSubManager()) {
                NDList inputs = run.opened().subject().prepare(some, scope);
                NDList out = Torch.withoutGradients(() -> steering.forward(inputs));
                pictures.addAll(Picture.all(out.get(run.maker().output())));
                if (!run.classes().isEmpty()) {
                    try (NDArray best = out.get(0).argMax(1)) {
                        for (long c : best.toLongArray()) {
                            seen.add(run.classes().get((int) c));
                        }
                    }
                }
            }
            run.progress().advance(pictures.size(), "");
        }
        return new Made(pictures, run.classes().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(seen)));
    }

    /** The first sample's course, unedited and painted; empty where the subject does not tell. */
    private List<Course> courses(Dictionary dictionary, Intervention stroke, String name) {
        Steering plain = Steering.of(run.opened().subject());
        List<Course> both = new ArrayList<>();
        both.add(course("unedited", plain));
        both.add(course(name, plain.with(dictionary, stroke)));
        return both.stream().anyMatch(c -> c.pictures().isEmpty()) ? List.of() : both;
    }

    private Course course(String name, Steering steering) {
        return run.course(name, steering, samples.get(0), options.frames());
    }
}
