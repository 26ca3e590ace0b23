package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.echelle.api.Axis;
import org.echelle.api.BadSampleException;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.api.ViewAssets;

/**
 * The smallest domain: a sample is a strip of eight cells, each carrying one of six symbols; the subject writes each symbol as a
 * fixed direction of length 16 plus a little noise, then doubles it. A dictionary should find the six directions.
 */
final class ToyDomain implements Domain {
    static final int CELLS = 8;
    static final int SYMBOLS = 6;
    static final int WIDTH = 16;

    /** Counts forward passes that ran to their end. */
    final AtomicInteger wholePasses = new AtomicInteger();

    /** A strip of symbols. */
    record Strip(String id, int[] symbols) implements Sample {}

    /** No options. */
    public record SubjectOptions(
            @Option(value = "scale", fallback = "1") double scale) {}

    /** Options of the samples. */
    public record StripOptions(
            @Option(value = "how many", fallback = "120") int count,

            @Option(value = "every so many samples one is broken, 0 for none", fallback = "0")
            int brokenEvery) {}

    /** A file of strips. */
    public record WrittenOptions(
            @Option("a line of eight digits for each strip") Path path) {}

    /** What stands beside the symbols. */
    public record SymbolOptions(
            @Option("a table that nobody reads") Optional<Path> legend) {}

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public String description() {
        return "Strips of symbols.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(new SubjectKind<SubjectOptions>() {
            @Override
            public String name() {
                return "directions";
            }

            @Override
            public String description() {
                return "Writes symbols as directions.";
            }

            @Override
            public Class<SubjectOptions> options() {
                return SubjectOptions.class;
            }

            @Override
            public Subject open(SubjectOptions options, OpenContext context) {
                return new Directions(1, (float) options.scale(), context.manager());
            }
        });
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(
                new SampleKind<StripOptions>() {
                    @Override
                    public String name() {
                        return "strips";
                    }

                    @Override
                    public String description() {
                        return "Random strips.";
                    }

                    @Override
                    public Class<StripOptions> options() {
                        return StripOptions.class;
                    }

                    @Override
                    public SampleSource open(StripOptions options, OpenContext context) {
                        context.progress().note("Strips are drawn, not read.");
                        return new Strips(options);
                    }
                },
                new SampleKind<WrittenOptions>() {
                    @Override
                    public String name() {
                        return "written";
                    }

                    @Override
                    public String description() {
                        return "Strips of a file.";
                    }

                    @Override
                    public Class<WrittenOptions> options() {
                        return WrittenOptions.class;
                    }

                    @Override
                    public Optional<String> typed(String text) {
                        return text.matches("[0-5]{8}") ? Optional.of(text + "\n") : Optional.empty();
                    }

                    @Override
                    public SampleSource open(WrittenOptions options, OpenContext context) {
                        return new Written(options.path());
                    }
                });
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(new ConceptKind<SymbolOptions>() {
            @Override
            public String name() {
                return "symbols";
            }

            @Override
            public String description() {
                return "Which symbol stands where.";
            }

            @Override
            public Class<SymbolOptions> options() {
                return SymbolOptions.class;
            }

            @Override
            public ConceptSource open(
                    SymbolOptions options, Subject subject, SampleSource samples, OpenContext context) {
                return new Symbols(samples);
            }
        });
    }

    @Override
    public SampleView view(Subject subject) {
        return new SampleView() {
            @Override
            public String draw(Sample sample, ViewAssets assets) {
                return "<pre>" + java.util.Arrays.toString(((Strip) sample).symbols()) + "</pre>";
            }

            @Override
            public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
                return draw(sample, assets);
            }
        };
    }

    /** The symbol's number, which tells the first and the last symbol without any network. */
    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return Optional.of(new PlainFeatures() {
            @Override
            public List<String> names() {
                return List.of("number");
            }

            @Override
            public float[] of(Sample sample, SampleSites sites) {
                int[] cell = sites.along("cell");
                float[] numbers = new float[cell.length];
                for (int row = 0; row < cell.length; row++) {
                    numbers[row] = ((Strip) sample).symbols()[cell[row]];
                }
                return numbers;
            }
        });
    }

    /** Random strips; the same options give the same strips. */
    static final class Strips implements SampleSource {
        private final StripOptions options;

        Strips(StripOptions options) {
            this.options = options;
        }

        @Override
        public int size() {
            return options.count();
        }

        @Override
        public String id(int index) {
            return "strip-" + index;
        }

        @Override
        public String fingerprint() {
            return Keys.of("strips", options);
        }

        @Override
        public Strip load(int index) {
            if (options.brokenEvery() > 0 && index % options.brokenEvery() == options.brokenEvery() - 1) {
                throw new BadSampleException("strip " + index + " is torn");
            }
            Random random = new Random(index);
            return new Strip(id(index), random.ints(CELLS, 0, SYMBOLS).toArray());
        }
    }

    /** Strips as a file has them. */
    private static final class Written implements SampleSource {
        private final List<String> lines;

        Written(Path path) {
            try {
                lines = Files.readAllLines(path);
            } catch (IOException e) {
                throw new EchelleException("cannot read " + path + ".", e);
            }
            if (!lines.stream().allMatch(l -> l.matches("[0-5]{8}"))) {
                throw new EchelleException("The file " + path + " holds no strips.");
            }
        }

        @Override
        public int size() {
            return lines.size();
        }

        @Override
        public String id(int index) {
            return "line-" + (index + 1);
        }

        @Override
        public String fingerprint() {
            return Keys.of("written", lines);
        }

        @Override
        public Strip load(int index) {
            return new Strip(
                    id(index), lines.get(index).chars().map(c -> c - '0').toArray());
        }
    }

    private static final class Symbols implements ConceptSource {
        private final SampleSource samples;

        Symbols(SampleSource samples) {
            this.samples = samples;
        }

        @Override
        public List<Concept> concepts() {
            return java.util.stream.IntStream.range(0, SYMBOLS)
                    .mapToObj(s -> new Concept(
                            "symbol/" + s, "symbol " + s, "symbol", Concept.Level.SITE, Concept.Scale.BOOLEAN, "toy"))
                    .toList();
        }

        @Override
        public void annotate(int sample, SampleSites sites, LabelSink sink) {
            int[] symbols = ((Strip) samples.load(sample)).symbols();
            int[] cell = sites.along("cell");
            for (int row = 0; row < cell.length; row++) {
                sink.site(symbols[cell[row]], row, 1, 0);
            }
        }
    }

    private final class Directions implements Subject {
        private final NDManager owner;
        private final NDArray table; // [symbols, width]
        private final long seed;

        Directions(long seed, float scale, NDManager parent) {
            this.seed = seed;
            owner = parent.newSubManager();
            Random random = new Random(seed);
            float[] values = new float[SYMBOLS * WIDTH];
            for (int i = 0; i < values.length; i++) {
                values[i] = scale * (float) random.nextGaussian();
            }
            table = owner.create(values, new Shape(SYMBOLS, WIDTH));
        }

        @Override
        public String fingerprint() {
            return Keys.of("directions", seed);
        }

        @Override
        public Map<String, String> facts() {
            return Map.of("architecture", "lookup");
        }

        @Override
        public List<HookPoint> hookPoints() {
            List<Axis> axes = List.of(new Axis("cell", CELLS));
            return List.of(
                    new HookPoint("embed", WIDTH, HookPoint.Layout.WIDTH_LAST, axes, "residual stream after the table"),
                    new HookPoint("channels", WIDTH, HookPoint.Layout.WIDTH_SECOND, axes, "the same, width second"),
                    new HookPoint("pooled", WIDTH, HookPoint.Layout.WIDTH_LAST, List.of(), "mean over cells"));
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of(new TensorSpec("symbols", List.of(-1L, (long) CELLS), "symbol numbers"));
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of(new TensorSpec("sum", List.of(-1L), "sum of all"));
        }

        @Override
        public NDList prepare(List<Sample> batch, NDManager manager) {
            float[] values = new float[batch.size() * CELLS];
            for (int s = 0; s < batch.size(); s++) {
                for (int c = 0; c < CELLS; c++) {
                    values[s * CELLS + c] = ((Strip) batch.get(s)).symbols()[c];
                }
            }
            return new NDList(manager.create(values, new Shape(batch.size(), CELLS)));
        }

        @Override
        public NDList forward(NDList inputs, Tap tap) {
            NDArray ids = inputs.get(0).toType(ai.djl.ndarray.types.DataType.INT64, false);
            NDArray x;
            try (NDArray picked = table.get(ids)) { // results belong to the table's manager unless moved
                x = picked.reshape(ids.getShape().get(0), CELLS, WIDTH);
                x.attach(inputs.get(0).getManager());
            }
            x = tap.at("embed", x);
            NDArray second = tap.at("channels", x.transpose(0, 2, 1));
            NDArray pooled = tap.at("pooled", second.mean(new int[] {2}));
            wholePasses.incrementAndGet();
            return new NDList(pooled.sum(new int[] {1}));
        }

        @Override
        public Sites sites(HookPoint hook, NDList inputs) {
            int samples = (int) inputs.get(0).getShape().get(0);
            if (hook.axes().isEmpty()) {
                return new Sites(samples, 1, new int[0][], null);
            }
            return Sites.repeated(
                    samples,
                    new int[][] {java.util.stream.IntStream.range(0, CELLS).toArray()});
        }

        @Override
        public Subject randomTwin(long twinSeed, OpenContext context) {
            return new Directions(1000 + twinSeed, 1, context.manager());
        }

        @Override
        public void close() {
            owner.close();
        }
    }
}
