package org.echelle.testkit.conformance;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds a domain against the contract: a test class of the plugin extends this, opens one small subject with a few samples, and gets a
 * named test for each rule. A failure says what the contract asks, what was seen, and what to change.
 *
 * <pre>{@code
 * class ShapesConformanceTest extends DomainConformance {
 *     protected Domain domain() { return new VisionDomain(); }
 *     protected NDManager newManager() { return Torch.newManager(Device.cpu()); }
 *     protected Subject openSubject(OpenContext context) { return new ShapesVitKind().open(NO_OPTIONS, context); }
 *     protected SampleSource openSamples(OpenContext context) { return new ShapesKind().open(FOUR, context); }
 * }
 * }</pre>
 *
 * <p>A plugin of several subjects has a class for each. Subject and samples are opened anew for every rule, so small ones are best; they
 * must open without anything that the test does not bring. The test class needs a constructor without arguments: one rule makes it anew of
 * classes loaded a second time, to see whether they can go. Paths, words and numbers in its fields go along, such as a {@code @TempDir}.
 */
public abstract class DomainConformance {
    private static final double TOLERANCE = 1e-5;

    /** The domain, as the host's service would be. */
    protected abstract Domain domain();

    /** A new manager on the CPU, closed by the rule that asked, such as {@code Torch.newManager(Device.cpu())}. */
    protected abstract NDManager newManager();

    /** Opens the subject that is looked at; the rule closes it. */
    protected abstract Subject openSubject(OpenContext context);

    /** Opens at least two samples that the subject takes, of unlike lengths where it takes any; the rule closes them. */
    protected abstract SampleSource openSamples(OpenContext context);

    /** Opens annotations of those samples, each closed by the rule; none unless overridden. */
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        return List.of();
    }

    /**
     * Input that must be refused, such as a word that an option does not know; none unless overridden. Files that are not there need not be
     * listed: every kind is asked for one by itself.
     */
    protected List<BadInput> badInput() {
        return List.of();
    }

    /**
     * Names of hook points that no output depends on, such as an attention map that is computed for readers only. An edit there changes
     * nothing, and no gradient comes back.
     */
    protected Set<String> readByNobody() {
        return Set.of();
    }

    /** Whether a gradient can be taken by every hook point; true unless overridden, as for a sampler whose steps are not recorded. */
    protected boolean recordsGradients() {
        return true;
    }

    /** How far a row of a batch may lie from the row of its sample alone, relative to the hook point's largest value: 1e-5. */
    protected double tolerance() {
        return TOLERANCE;
    }

    /** One test for each rule. */
    @TestFactory
    public final Stream<DynamicTest> conforms() {
        return Stream.of(
                        NameRules.of(this),
                        OptionRules.of(this),
                        SubjectRules.of(this),
                        ShapeRules.of(this),
                        PassRules.of(this),
                        MemoryRules.of(this),
                        ReleaseRules.of(this),
                        CancelRules.of(this),
                        RefusalRules.of(this),
                        LabelRules.of(this))
                .flatMap(List::stream);
    }
}
