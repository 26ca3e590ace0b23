package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/** Measures at one hook point how much an edit would change, and ends the pass. */
final class ChangeTap implements Tap {
    private final HookPoint hook;
    private final RowEditor editor;
    private final Subject subject;
    private final NDList inputs;
    private double[] changes;

    ChangeTap(HookPoint hook, RowEditor editor, Subject subject, NDList inputs) {
        this.hook = hook;
        this.editor = editor;
        this.subject = subject;
        this.inputs = inputs;
    }

    @Override
    public boolean wants(String name) {
        return hook.name().equals(name);
    }

    @Override
    public NDArray at(String name, NDArray x) {
        if (!wants(name)) {
            return x;
        }
        Activation.requireReadable(hook, x);
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray rows = Activation.rows(hook, x, scope);
            changes = editor.measure(rows, rows.toFloatArray(), subject.sites(hook, inputs));
        }
        throw ForwardComplete.SIGNAL;
    }

    @Override
    public Tap with(String axis, int value) {
        return this;
    }

    double[] changes() {
        return changes.clone();
    }
}
