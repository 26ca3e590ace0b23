package ${package};

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.testkit.conformance.BadInput;
import org.echelle.testkit.conformance.DomainConformance;
import org.echelle.torch.Torch;

/** The plugin against the contract: a test for each rule, whose failure says what to change. */
class ${className}ConformanceTest extends DomainConformance {
    @Override
    protected Domain domain() {
        return new ${className}Domain();
    }

    @Override
    protected NDManager newManager() {
        return Torch.newManager(Device.cpu());
    }

    @Override
    protected Subject openSubject(OpenContext context) {
        return new NetworkKind().open(new NetworkKind.Options(Optional.empty()), context);
    }

    @Override
    protected SampleSource openSamples(OpenContext context) {
        return new MadeKind().open(new MadeKind.Options(4, 1), context);
    }

    @Override
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        return List.of(new LabelKind().open(new LabelKind.Options(), subject, samples, context));
    }

    @Override
    protected List<BadInput> badInput() {
        return List.of(new BadInput("a world without rows", "0", context -> new MadeKind()
                .open(new MadeKind.Options(0, 1), context)));
    }
}
