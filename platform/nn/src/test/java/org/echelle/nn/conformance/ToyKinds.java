package org.echelle.nn.conformance;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.Optional;
import org.echelle.api.CancelledException;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.Option;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;

/** The toy's kinds, and how each goes wrong. */
final class ToyKinds {
    private static final int MANY = 1000;

    private ToyKinds() {}

    /** An optional file. */
    public record FileOptions(
            @Option("A file of weights or notes") Optional<Path> path) {}

    /** A required file and a count. */
    public record StripOptions(
            @Option("The folder") Path path,

            @Option(value = "Number of strips", fallback = "3")
            int count) {}

    /** Fault: no words. */
    public record WordlessOptions(int depth) {}

    /** Fault: a type that no config can say. */
    public record StrangeOptions(@Option("When") Date day) {}

    /** Fault: three is no number here. */
    public record BadFallback(
            @Option(value = "How deep", fallback = "three") int depth) {}

    private static void there(Path path) {
        if (!Files.exists(path)) {
            throw new EchelleException("There is no file " + path + ".");
        }
    }

    /** Opens the toy. */
    record ToySubjectKind(Fault fault) implements SubjectKind<FileOptions> {
        @Override
        public String name() {
            return fault == Fault.CAPITALS ? "Toy Net" : "toy";
        }

        @Override
        public String description() {
            return "Squares and sums.";
        }

        @Override
        public Class<FileOptions> options() {
            return FileOptions.class;
        }

        @Override
        public Subject open(FileOptions options, OpenContext context) {
            if (fault != Fault.WEIGHTS_NOT_LOOKED_AT) {
                options.path().ifPresent(ToyKinds::there);
            }
            if (fault == Fault.LEFT_BY_STOPPED) {
                context.manager().zeros(new Shape(1));
            }
            try {
                context.progress().check();
            } catch (CancelledException e) {
                if (fault != Fault.SUBJECT_GOES_ON) {
                    throw e;
                }
            }
            return new ToySubject(fault, context);
        }
    }

    /** Opens the strips. */
    record StripKind<O extends Record>(Fault fault, Class<O> options) implements SampleKind<O> {
        @Override
        public String name() {
            return "strips";
        }

        @Override
        public String description() {
            return "Strips of numbers.";
        }

        @Override
        public SampleSource open(O options, OpenContext context) {
            StripOptions strips = (StripOptions) options;
            look(strips.path());
            if (strips.count() < 1 && fault != Fault.COUNT_NOT_LOOKED_AT) {
                throw new EchelleException("There must be at least one strip, not " + strips.count() + ".");
            }
            RuntimeException stopped = null;
            for (int i = 0; i < (fault == Fault.SAMPLES_GO_ON ? MANY : 1); i++) {
                try {
                    context.progress().check();
                } catch (CancelledException e) {
                    stopped = fault == Fault.SAMPLES_WRAP ? new IllegalStateException(e) : e;
                }
            }
            if (stopped != null) {
                throw stopped;
            }
            return new ToyStrips.Source(strips.count());
        }

        private void look(Path path) {
            if (!Files.exists(path) && fault == Fault.BARE_EXCEPTION) {
                throw new UncheckedIOException(new IOException(path.toString()));
            }
            if (!Files.exists(path) && fault == Fault.NO_POINT) {
                throw new EchelleException("missing " + path);
            }
            there(path);
        }
    }

    /** Opens what is known of the strips. */
    record LabelKind(Fault fault) implements ConceptKind<FileOptions> {
        @Override
        public String name() {
            return "known";
        }

        @Override
        public String description() {
            return "What is known of strips.";
        }

        @Override
        public Class<FileOptions> options() {
            return FileOptions.class;
        }

        @Override
        public ConceptSource open(FileOptions options, Subject subject, SampleSource samples, OpenContext context) {
            if (fault == Fault.NAMELESS && options.path().isPresent()) {
                throw new EchelleException("A file is missing.");
            }
            options.path().ifPresent(ToyKinds::there);
            try {
                context.progress().check();
            } catch (CancelledException e) {
                if (fault != Fault.CONCEPTS_GO_ON) {
                    throw e;
                }
            }
            return new ToyStrips.Labels(fault);
        }
    }
}
