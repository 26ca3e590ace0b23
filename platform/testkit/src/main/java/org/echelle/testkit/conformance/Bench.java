package org.echelle.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.testkit.OpenedContext;

/** The author's subject and samples, opened for one rule. */
final class Bench implements AutoCloseable {
    private static final int MOST = 3;

    final OpenedContext context;
    final Subject subject;
    final SampleSource source;

    /** The first samples that can be read, with their places in the source. */
    final List<Sample> samples = new ArrayList<>();

    final List<Integer> places = new ArrayList<>();

    Bench(DomainConformance author) {
        context = new OpenedContext(author.newManager());
        try {
            subject = author.openSubject(context);
            source = author.openSamples(context);
            for (int i = 0; i < source.size() && samples.size() < MOST; i++) {
                try {
                    samples.add(source.load(i));
                    places.add(i);
                } catch (BadSampleException e) {
                    // the host leaves it out as well
                }
            }
            Rule.expect(
                    samples.size() > 1,
                    "a conformance test needs at least two samples that can be read.",
                    "there is " + samples.size() + " of " + source.size() + ".",
                    "let openSamples give more.");
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    Pass pass(Tap tap) {
        return Pass.of(subject, samples, tap, context.manager());
    }

    @Override
    public void close() {
        source.close();
        subject.close();
        context.close();
    }
}
