package org.echelle.vision.shapes;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
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
import org.echelle.vision.VisionDomain;

/** The embedded transformer on generated pictures against the contract. */
class ShapesConformanceTest extends DomainConformance {
    @Override
    protected Domain domain() {
        return new VisionDomain();
    }

    @Override
    protected NDManager newManager() {
        return Torch.newManager(Device.cpu());
    }

    @Override
    protected Subject openSubject(OpenContext context) {
        return new ShapesVitKind().open(new ShapesVitOptions(Optional.empty()), context);
    }

    @Override
    protected SampleSource openSamples(OpenContext context) {
        return new ShapesKind().open(new ShapesOptions(4, 1), context);
    }

    @Override
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        return List.of(new FactorsKind().open(new FactorsOptions(true, true, 0.5), subject, samples, context));
    }

    @Override
    protected List<BadInput> badInput() {
        return List.of(
                new BadInput("a world without pictures", "0", context -> new ShapesKind()
                        .open(new ShapesOptions(0, 1), context)),
                new BadInput("a folder as weights", "weights", context -> new ShapesVitKind()
                        .open(new ShapesVitOptions(Optional.of(Path.of("/", "weights"))), context)));
    }
}
