package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

/** A scan of one word of {@link ToyLetters}: all single changes and some double ones, measured by how many C and E they have. */
final class ToyScan implements Domain {
    static final String WILD = "ACDEACCDAEDA";

    /** Options of the subject. */
    public record SubjectOptions(
            @Option(value = "reads both sides", fallback = "true")
            boolean hides) {}

    /** Options of the scan. */
    public record ScanOptions(
            @Option(value = "double changes", fallback = "120")
            int doubles) {}

    /** Twice the C less the E: the mean over places tells it. */
    static double fitness(String letters) {
        return letters.chars().map(c -> c == 'C' ? 2 : c == 'E' ? -1 : 0).sum();
    }

    static List<String> variants(int doubles) {
        List<String> all = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < WILD.length(); i++) {
            for (char letter : ToyLetters.LETTERS.toCharArray()) {
                if (letter != WILD.charAt(i)) {
                    all.add(WILD.substring(0, i) + letter + WILD.substring(i + 1));
                }
            }
        }
        int singles = all.size();
        for (int d = 0; d < doubles; d++) {
            StringBuilder text = new StringBuilder(all.get(random.nextInt(singles)));
            text.setCharAt(random.nextInt(WILD.length()), ToyLetters.LETTERS.charAt(random.nextInt(4)));
            all.add(text.toString());
        }
        return all;
    }

    private record Scan(List<String> letters) implements SampleSource {
        @Override
        public int size() {
            return letters.size();
        }

        @Override
        public String id(int index) {
            return "v" + index;
        }

        @Override
        public String fingerprint() {
            return Keys.of(letters);
        }

        @Override
        public Sample load(int index) {
            return new ToyLetters.Word(id(index), letters.get(index), 0);
        }

        @Override
        public List<String> measures() {
            return List.of("fitness");
        }

        @Override
        public double measure(String measure, int index) {
            return fitness(letters.get(index));
        }

        @Override
        public Optional<Sample> original() {
            return Optional.of(new ToyLetters.Word("wild", WILD, 0));
        }
    }

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public String description() {
        return "A scan.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(new SubjectKind<SubjectOptions>() {
            @Override
            public String name() {
                return "letters";
            }

            @Override
            public String description() {
                return "Letters.";
            }

            @Override
            public Class<SubjectOptions> options() {
                return SubjectOptions.class;
            }

            @Override
            public Subject open(SubjectOptions options, OpenContext context) {
                return new ToyLetters(options.hides(), 3);
            }
        });
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new SampleKind<ScanOptions>() {
            @Override
            public String name() {
                return "scan";
            }

            @Override
            public String description() {
                return "Changed words.";
            }

            @Override
            public Class<ScanOptions> options() {
                return ScanOptions.class;
            }

            @Override
            public SampleSource open(ScanOptions options, OpenContext context) {
                return new Scan(variants(options.doubles()));
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
                return "<pre>" + ((ToyLetters.Word) sample).letters() + "</pre>";
            }

            @Override
            public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
                return draw(sample, assets);
            }
        };
    }
}
