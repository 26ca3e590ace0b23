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

/** A subject that answers something else than its own outputs and is the same in all the rest. Does not close what it wraps. */
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
    public final String fingerprint() {
        return subject.fingerprint();
    }

    @Override
    public final Map<String, String> facts() {
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
    public final List<TensorSpec> outputs() {
        return subject.outputs();
    }

    @Override
    public final NDList prepare(List<Sample> batch, NDManager manager) {
        return subject.prepare(batch, manager);
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return subject.sites(hook, inputs);
    }

    @Override
    public final Subject randomTwin(long seed, OpenContext context) {
        return subject.randomTwin(seed, context);
    }

    @Override
    public final void close() {}
}
