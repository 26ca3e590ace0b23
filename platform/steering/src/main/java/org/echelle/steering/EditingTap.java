package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.torch.HostView;

/** Puts interventions into a forward pass; for one set of inputs. */
final class EditingTap implements Tap {
    /** One hook point, edited in the order in which interventions were added. */
    record Edited(HookPoint hook, List<RowEditor> editors) {}

    private final Subject subject;
    private final NDList inputs;
    private final Map<String, Edited> hooks;
    private final Map<String, Integer> stamps;
    /** Shared by all stamped parts of one pass. */
    private final Map<String, Sites> sites;

    private final Set<String> met;
    /** Rows on the host, of the pass's last call at a hook point: a sampler calls a hundred times. */
    private final Map<String, float[]> memory;

    EditingTap(Subject subject, NDList inputs, Map<String, Edited> hooks) {
        this(subject, inputs, hooks, Map.of(), new HashMap<>(), new HashSet<>(), new HashMap<>());
    }

    private EditingTap(
            Subject subject,
            NDList inputs,
            Map<String, Edited> hooks,
            Map<String, Integer> stamps,
            Map<String, Sites> sites,
            Set<String> met,
            Map<String, float[]> memory) {
        this.subject = subject;
        this.inputs = inputs;
        this.hooks = hooks;
        this.stamps = stamps;
        this.sites = sites;
        this.met = met;
        this.memory = memory;
    }

    @Override
    public boolean wants(String hook) {
        return hooks.containsKey(hook);
    }

    @Override
    public Tap with(String axis, int value) {
        Map<String, Integer> more = new HashMap<>(stamps);
        more.put(axis, value);
        return new EditingTap(subject, inputs, hooks, more, sites, met, memory);
    }

    @Override
    public NDArray at(String name, NDArray x) {
        Edited edited = hooks.get(name);
        if (edited == null) {
            return x;
        }
        met.add(name);
        HookPoint hook = edited.hook();
        Activation.requireReadable(hook, x);
        Sites places = sites.computeIfAbsent(name, n -> subject.sites(hook, inputs));
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray rows = Activation.rows(hook, x, scope);
            if (rows.getShape().get(0) != places.rows()) {
                throw new SteeringException("The plugin says that hook point " + name + " has " + places.rows()
                        + " rows for these inputs, but its activation holds "
                        + rows.getShape().get(0) + ": this is a defect of the plugin.");
            }
            float[] host = HostView.floats(rows, memory.get(name));
            memory.put(name, host);
            boolean changed = false;
            for (RowEditor editor : edited.editors()) {
                if (editor.edit(rows, host, places, stamps)) {
                    changed = true;
                    rows = HostView.array(scope, host, new Shape(places.rows(), hook.width()));
                }
            }
            return changed ? Activation.of(hook, rows, x) : x;
        }
    }

    /** Whether the pass came by a hook point. */
    boolean met(String hook) {
        return met.contains(hook);
    }
}
