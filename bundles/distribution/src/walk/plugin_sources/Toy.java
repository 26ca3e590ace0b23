package walk;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Packed into a jar of its own and dropped into a running host. */
public final class Toy implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        context.registerService(Domain.class, new ToyDomain(), null);
    }

    @Override
    public void stop(BundleContext context) {}

    /** A domain with nothing in it. */
    static class ToyDomain implements Domain {
        @Override
        public String name() {
            return "toy";
        }

        @Override
        public String description() {
            // A class of DJL, so that the test sees it come from the launcher.
            return "Nothing of " + NDArray.class.getSimpleName();
        }

        @Override
        public List<SubjectKind<?>> subjects() {
            return List.of();
        }

        @Override
        public List<SampleKind<?>> samples() {
            return List.of();
        }

        @Override
        public List<ConceptKind<?>> concepts() {
            return List.of();
        }

        @Override
        public SampleView view(Subject subject) {
            throw new UnsupportedOperationException("the toy has no samples");
        }
    }
}
