package org.echelle.nn.conformance;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.nn.conformance.ToyKinds.StripKind;
import org.echelle.nn.conformance.ToyKinds.StripOptions;
import org.echelle.testkit.conformance.BadInput;
import org.echelle.testkit.conformance.DomainConformance;
import org.echelle.torch.Torch;

/** The suite, pointed at the toy with one fault. */
final class ToyConformance extends DomainConformance {
    private static final String FAULT = "toy.fault";
    private final Fault fault;

    ToyConformance(Fault fault) {
        this.fault = fault;
        System.setProperty(FAULT, fault.name());
    }

    /** With the fault of the last one: the suite makes the test anew of classes loaded a second time, which know nothing of the first. */
    ToyConformance() {
        this(Fault.valueOf(System.getProperty(FAULT)));
    }

    @Override
    protected Domain domain() {
        return new Toy(fault);
    }

    @Override
    protected NDManager newManager() {
        return Torch.newManager(Device.cpu());
    }

    @Override
    protected Subject openSubject(OpenContext context) {
        return new ToyKinds.ToySubjectKind(fault).open(new ToyKinds.FileOptions(Optional.empty()), context);
    }

    @Override
    protected SampleSource openSamples(OpenContext context) {
        return strips(3, context);
    }

    private SampleSource strips(int count, OpenContext context) {
        return new StripKind<>(fault, StripOptions.class).open(new StripOptions(Path.of("/"), count), context);
    }

    @Override
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        return List.of(new ToyKinds.LabelKind(fault)
                .open(new ToyKinds.FileOptions(Optional.empty()), subject, samples, context));
    }

    @Override
    protected List<BadInput> badInput() {
        return List.of(new BadInput("a count of nothing", "0", context -> strips(0, context)));
    }

    private static final class Toy implements Domain {
        private final Fault fault;
        private int asked;

        Toy(Fault fault) {
            this.fault = fault;
        }

        @Override
        public String name() {
            return "toy";
        }

        @Override
        public String description() {
            return "Strips of numbers, squared.";
        }

        @Override
        public List<SubjectKind<?>> subjects() {
            return List.of(new ToyKinds.ToySubjectKind(fault));
        }

        @Override
        public List<SampleKind<?>> samples() {
            List<SampleKind<?>> kinds = new ArrayList<>();
            kinds.add(
                    switch (fault) {
                        case WORDLESS_OPTION -> new StripKind<>(fault, ToyKinds.WordlessOptions.class);
                        case STRANGE_OPTION -> new StripKind<>(fault, ToyKinds.StrangeOptions.class);
                        case BAD_FALLBACK -> new StripKind<>(fault, ToyKinds.BadFallback.class);
                        default -> new StripKind<>(fault, StripOptions.class);
                    });
            if (fault == Fault.TWO_OF_A_NAME || (fault == Fault.OTHER_ANSWERS && asked++ > 0)) {
                kinds.add(kinds.get(0));
            }
            return kinds;
        }

        @Override
        public List<ConceptKind<?>> concepts() {
            return List.of(new ToyKinds.LabelKind(fault));
        }

        @Override
        public SampleView view(Subject subject) {
            throw new UnsupportedOperationException();
        }
    }
}
