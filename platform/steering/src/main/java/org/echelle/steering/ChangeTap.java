package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/** Measures at one hook point how much an edit would change, and ends the pass where that is known of every sample. */
final class ChangeTap implements Tap {
    private final HookPoint hook;
    private final RowEditor editor;
    private final Subject subject;
    private final NDList inputs;
    private final Map<String, Integer> stamps;
    /** Shared by all stamped parts of one pass. */
    private final FirstSizes sizes;

    ChangeTap(HookPoint hook, RowEditor editor, Subject subject, NDList inputs) {
        this(hook, editor, subject, inputs, Map.of(), new FirstSizes());
    }

    private ChangeTap(
            HookPoint hook,
            RowEditor editor,
            Subject subject,
            NDList inputs,
            Map<String, Integer> stamps,
            FirstSizes sizes) {
        this.hook = hook;
        this.editor = editor;
        this.subject = subject;
        this.inputs = inputs;
        this.stamps = stamps;
        this.sizes = sizes;
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
        Sites sites = subject.sites(hook, inputs);
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray rows = Activation.rows(hook, x, scope);
            sizes.of(sites.samples(), () -> editor.measure(rows, rows.toFloatArray(), sites, stamps));
        }
        if (sizes.complete()) {
            throw ForwardComplete.SIGNAL;
        }
        return x;
    }

    @Override
    public Tap with(String axis, int value) {
        Map<String, Integer> more = new HashMap<>(stamps);
        more.put(axis, value);
        return new ChangeTap(hook, editor, subject, inputs, more, sizes);
    }

    /** {@code [sample]}. */
    double[] changes() {
        return sizes.known();
    }
}
