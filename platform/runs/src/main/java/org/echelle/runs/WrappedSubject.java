package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.TensorSpec;

/**
 * A subject around another one. Of what every subject must answer, {@link #forward} is its own and all else is the other's where it is not
 * overridden. Does not close what it wraps.
 */
abstract class WrappedSubject implements Subject {
    private final Subject subject;

    WrappedSubject(Subject subject) {
        this.subject = subject;
    }

    /** The subject as it is. */
    final Subject subject() {
        return subject;
    }

    @Override
    public String fingerprint() {
        return subject.fingerprint();
    }

    @Override
    public Map<String, String> facts() {
        return subject.facts();
    }

    @Override
    public final List<HookPoint> hookPoints() {
        return subject.hookPoints();
    }

    @Override
    public final List<TensorSpec> inputs() {
        return subject.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        return subject.outputs();
    }

    @Override
    public NDList prepare(List<Sample> batch, NDManager manager) {
        return subject.prepare(batch, manager);
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return subject.sites(hook, inputs);
    }

    @Override
    public Subject randomTwin(long seed, OpenContext context) {
        return subject.randomTwin(seed, context);
    }

    @Override
    public void close() {}
}
