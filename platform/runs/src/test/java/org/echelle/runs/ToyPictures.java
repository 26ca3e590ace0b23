package org.echelle.runs;

import java.util.List;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.Sample;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.ViewAssets;

/**
 * The smallest subject that makes pictures, and the smallest that says what they show. A picture is one pixel a class; at each of three
 * timesteps, in both guidance branches, a row says which class is asked for along a direction of its own, and what is left of that
 * direction is added to the class's pixel. Where nothing can be asked for, the seed decides the class.
 */
public final class ToyPictures implements Domain {
    /** One a class. */
    public static final List<String> CLASSES = List.of("ant", "bee", "cat", "dog");

    /** What the judge tells apart: these, or a dark picture. */
    public static final List<String> SEEN = List.of("ant", "bee", "cat", "dog", "blank");

    /** A sample to be made. */
    record Made(String id, String condition, String unwanted, long seed) implements Sample {}

    /** A picture as the judge is shown it. */
    record Seen(String id, byte[] pixels) implements Sample {}

    /** Options of the maker. */
    public record WorldOptions(
            @Option(value = "whether classes can be asked for", fallback = "true")
            boolean ask,

            @Option(value = "whether they are asked for by texts", fallback = "false")
            boolean text) {}

    /** No options. */
    public record EyeOptions() {}

    /** Options of the samples. */
    public record AskOptions(
            @Option(value = "of each class", fallback = "24")
            int each,

            @Option(value = "whether classes are asked for", fallback = "true")
            boolean ask,

            @Option(value = "whether by texts", fallback = "false")
            boolean text) {}

    @Override
    public String name() {
        return "toy-pictures";
    }

    @Override
    public String description() {
        return "Pictures of a pixel a class.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(
                new SubjectKind<WorldOptions>() {
                    @Override
                    public String name() {
                        return "world";
                    }

                    @Override
                    public String description() {
                        return "Makes pictures.";
                    }

                    @Override
                    public Class<WorldOptions> options() {
                        return WorldOptions.class;
                    }

                    @Override
                    public Subject open(WorldOptions options, OpenContext context) {
                        return new ToyMaker(options.ask(), options.text());
                    }
                },
                new SubjectKind<EyeOptions>() {
                    @Override
                    public String name() {
                        return "eye";
                    }

                    @Override
                    public String description() {
                        return "Looks at pictures.";
                    }

                    @Override
                    public Class<EyeOptions> options() {
                        return EyeOptions.class;
                    }

                    @Override
                    public Subject open(EyeOptions options, OpenContext context) {
                        return new ToyEye();
                    }
                });
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new SampleKind<AskOptions>() {
            @Override
            public String name() {
                return "asks";
            }

            @Override
            public String description() {
                return "Some of each class.";
            }

            @Override
            public Class<AskOptions> options() {
                return AskOptions.class;
            }

            @Override
            public SampleSource open(AskOptions options, OpenContext context) {
                return new Asks(options);
            }
        });
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of();
    }

    @Override
    public SampleView view(Subject subject) {
        return new SampleView() {
            @Override
            public String draw(Sample sample, ViewAssets assets) {
                return "<pre>" + sample.id() + "</pre>";
            }

            @Override
            public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
                return draw(sample, assets);
            }
        };
    }

    private record Asks(AskOptions options) implements SampleSource {
        @Override
        public int size() {
            return options.each() * CLASSES.size();
        }

        @Override
        public String id(int index) {
            return "made-" + index;
        }

        @Override
        public String fingerprint() {
            return Keys.of("asks", options);
        }

        @Override
        public Made load(int index) {
            String asked = CLASSES.get(index % CLASSES.size());
            String text = (index % 3 == 0 ? "a red " : index % 3 == 1 ? "a blue " : "one ") + asked;
            return new Made(id(index), options.text() ? text : options.ask() ? asked : "", "", index);
        }
    }
}
