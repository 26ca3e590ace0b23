package org.echelle.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.testkit.conformance.DomainConformance;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What of the contract can be seen before a subject is opened: names and options. */
class OptionsConformanceTest {
    @TestFactory
    Stream<DynamicTest> namesAndOptions() {
        List<String> rules = List.of(
                "the names of the domain and of its kinds are lower-case words",
                "no two kinds of a sort share a name",
                "every option is described and of a type that a config can say",
                "the defaults of options bind",
                "a subject's file that is not there is refused by name",
                "a file of samples that is not there is refused by name");
        List<DynamicTest> chosen = new Unopened()
                .conforms()
                .filter(rule -> rules.contains(rule.getDisplayName()))
                .toList();
        assertThat(chosen).hasSameSizeAs(rules);
        return chosen.stream();
    }

    /** Subjects of this domain are heavy, and nothing is opened for these rules. */
    private static final class Unopened extends DomainConformance {
        @Override
        protected Domain domain() {
            return new DiffusionDomain();
        }

        @Override
        protected NDManager newManager() {
            return Torch.newManager(Device.cpu());
        }

        @Override
        protected Subject openSubject(OpenContext context) {
            throw new IllegalStateException();
        }

        @Override
        protected SampleSource openSamples(OpenContext context) {
            throw new IllegalStateException();
        }
    }
}
