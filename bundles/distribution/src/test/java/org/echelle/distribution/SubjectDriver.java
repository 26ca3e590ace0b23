package org.echelle.distribution;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.echelle.api.Domain;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunConfig;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/**
 * Packed into a bundle of its own, so that it sees the contract as the host's bundles do: each call takes the domain that is there
 * now, opens its embedded subject, carries a few generated samples through it, closes it, and lets the domain go.
 */
public final class SubjectDriver implements BundleActivator {
    static final String NAME = "org.example.driver";
    private static final int SAMPLES = 3;

    @Override
    public void start(BundleContext context) {
        Supplier<String> cycle = () -> cycle(context);
        context.registerService(
                Supplier.class, cycle, FrameworkUtil.asDictionary(java.util.Map.of("test.driver", true)));
    }

    @Override
    public void stop(BundleContext context) {}

    private static String cycle(BundleContext context) {
        ServiceReference<Domain> reference = context.getServiceReference(Domain.class);
        Domain domain = context.getService(reference);
        RunConfig config = RunConfig.of(
                "driver",
                List.of(
                        "domain=vision",
                        "subject.kind=shapes-vit",
                        "samples.kind=shapes",
                        "samples.count=" + SAMPLES,
                        "device=cpu"));
        try (OpenedDomain opened = OpenedDomain.subjectAndSamples(config, domain, Progress.SILENT);
                NDManager manager = opened.manager().newSubManager()) {
            List<Sample> batch = new ArrayList<>();
            for (int i = 0; i < SAMPLES; i++) {
                batch.add(opened.samples().load(i));
            }
            NDList inputs = opened.subject().prepare(batch, manager);
            NDList outputs = opened.subject().forward(inputs, Tap.NONE);
            return opened.subject().fingerprint() + " " + outputs.get(0).getShape();
        } finally {
            context.ungetService(reference);
        }
    }
}
