package org.echelle.steering;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.ForwardComplete;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;

/**
 * A subject with interventions put into its forward pass. The one call for every subject that offers its activations to a
 * {@link Tap}, whatever it is made of:
 *
 * <pre>{@code
 * NDList out = Steering.of(subject)
 *         .with(dictionary, Intervention.of("blocks.3", Operation.ablate(), 17, 41))
 *         .forward(inputs);
 * }</pre>
 *
 * <p>A value but for what it remembers of the last rows; for one thread at a time. It closes neither subject nor dictionaries.
 */
public final class Steering {
    private record Entry(HookPoint hook, Intervention intervention, Decoding decoding, Codes codes) {}

    private final Subject subject;
    private final List<Entry> entries;
    private final int remembered;
    private final Map<Dictionary, Decoding> decodings;
    private final Map<String, Codes> memory;

    private Steering(
            Subject subject,
            List<Entry> entries,
            int remembered,
            Map<Dictionary, Decoding> decodings,
            Map<String, Codes> memory) {
        this.subject = subject;
        this.entries = List.copyOf(entries);
        this.remembered = remembered;
        this.decodings = decodings;
        this.memory = memory;
    }

    /** Nothing edited yet. */
    public static Steering of(Subject subject) {
        return new Steering(subject, List.of(), 0, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /**
     * The same, remembering the codes of the last activations, so that many edits of the same inputs encode them once. What is
     * remembered is used only for rows that are equal to the bit.
     *
     * @param activations how many; each costs its rows on the heap
     */
    public Steering remembering(int activations) {
        return new Steering(subject, entries, activations, decodings, new LinkedHashMap<>());
    }

    /**
     * The same with one more intervention, after those that are there.
     *
     * @param dictionary of the hook point's rows
     * @throws SteeringException when hook point, feature or dictionary do not fit together
     */
    public Steering with(Dictionary dictionary, Intervention intervention) {
        HookPoint hook = hook(subject, intervention.hook());
        Decoding decoding = decodings.computeIfAbsent(dictionary, Decoding::new);
        // An activation that an earlier edit of the same hook point changed has codes of its own.
        long before = entries.stream()
                .filter(e -> e.hook().name().equals(hook.name()))
                .count();
        String place = hook.name() + "\n" + before + "\n" + System.identityHashCode(dictionary);
        Codes codes = memory.computeIfAbsent(place, p -> new Codes(decoding, remembered));
        Entry entry = new Entry(hook, intervention, decoding, codes);
        editor(entry); // refuses here what does not fit
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new Steering(subject, more, remembered, decodings, memory);
    }

    /** A hook point by name; an unknown one is answered with those that exist. */
    public static HookPoint hook(Subject subject, String name) {
        return subject.hookPoints().stream()
                .filter(h -> h.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SteeringException("This subject has no hook point '" + name + "'; it has: "
                        + String.join(
                                ", ",
                                subject.hookPoints().stream()
                                        .map(HookPoint::name)
                                        .toList())
                        + "."));
    }

    private static RowEditor editor(Entry e) {
        return new RowEditor(e.hook(), e.intervention(), e.decoding(), e.codes());
    }

    /**
     * The interventions as a tap, for those who run a subject's passes themselves.
     *
     * @param inputs of the pass that the tap is for
     */
    public Tap tap(NDList inputs) {
        return editing(inputs);
    }

    private EditingTap editing(NDList inputs) {
        Map<String, EditingTap.Edited> hooks = new LinkedHashMap<>();
        for (Entry e : entries) {
            if (!e.intervention().idle()) {
                hooks.computeIfAbsent(e.hook().name(), n -> new EditingTap.Edited(e.hook(), new ArrayList<>()))
                        .editors()
                        .add(editor(e));
            }
        }
        return new EditingTap(subject, inputs, hooks);
    }

    /**
     * By how much the last intervention, without error term, would change each sample: the mean over rows and width of
     * {@code (decode(z') - x)^2}, what {@link Gate.Change} compares. The pass ends at the hook point. With {@link Gate.FirstChange} as its
     * gate only rows that may be edited count, as they do there.
     *
     * @return {@code [sample]}
     */
    public double[] change(NDList inputs) {
        Entry last = entries.get(entries.size() - 1);
        ChangeTap tap = new ChangeTap(last.hook(), editor(last), subject, inputs);
        try {
            subject.forward(inputs, tap);
        } catch (ForwardComplete e) {
            return tap.changes();
        }
        throw new SteeringException("The subject's forward pass never met rows to edit at hook point "
                + last.hook().name() + ".");
    }

    /**
     * Runs the subject with its interventions.
     *
     * @param inputs as {@link Subject#prepare} gives them
     * @return the subject's outputs, as {@link Subject#forward}
     * @throws SteeringException when the pass never came by an edited hook point
     */
    public NDList forward(NDList inputs) {
        EditingTap tap = editing(inputs);
        NDList out = subject.forward(inputs, tap);
        for (Entry e : entries) {
            if (!e.intervention().idle() && !tap.met(e.hook().name())) {
                throw new SteeringException("The subject's forward pass never met hook point "
                        + e.hook().name() + ": this is a defect of the plugin.");
            }
        }
        return out;
    }
}
