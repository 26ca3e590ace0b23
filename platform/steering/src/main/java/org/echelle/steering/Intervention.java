package org.echelle.steering;

import java.util.List;
import java.util.Optional;

/**
 * A rule that edits feature activations at a hook point during a forward pass.
 *
 * <p>With strength {@code s} an operation {@code f} gives {@code z' = z + s (f(z) - z)}: 0 leaves the pass untouched to the bit,
 * whatever the other choices are, 1 does what is asked, more overshoots.
 *
 * @param hook name of the hook point
 * @param edits features and operations; of several on one feature the last counts
 * @param pushes vectors added to every edited row, times the strength
 * @param projection where given, part of every edited row is scaled, whatever its features are
 * @param where which rows
 * @param gate which samples
 * @param error what becomes of what the dictionary does not explain
 * @param strength 0 for nothing
 * @param along where given, a row's change is written along this unit vector in place of its own direction, with the same norm: the
 *     control that tells a feature's direction from the mere size of an edit
 */
public record Intervention(
        String hook,
        List<FeatureEdit> edits,
        List<Push> pushes,
        Optional<Projection> projection,
        Where where,
        Gate gate,
        ErrorTerm error,
        double strength,
        Optional<float[]> along) {
    public Intervention {
        edits = List.copyOf(edits);
        pushes = List.copyOf(pushes);
        if (!Double.isFinite(strength)) {
            throw new SteeringException("The strength of an edit must be a finite number, not " + strength + ".");
        }
    }

    /** The same operation on some features, everywhere, the error term kept, strength 1. */
    public static Intervention of(String hook, Operation operation, int... features) {
        return of(
                hook,
                java.util.Arrays.stream(features)
                        .mapToObj(j -> new FeatureEdit(j, operation))
                        .toList());
    }

    /** Some edits, everywhere, the error term kept, strength 1. */
    public static Intervention of(String hook, List<FeatureEdit> edits) {
        return new Intervention(
                hook,
                edits,
                List.of(),
                Optional.empty(),
                Where.everywhere(),
                Gate.open(),
                ErrorTerm.KEPT,
                1,
                Optional.empty());
    }

    /** A vector added to every row. */
    public static Intervention push(String hook, float[] vector) {
        return of(hook, List.of()).withPushes(List.of(new Push(vector)));
    }

    /** No edit, but the subject sees the dictionary's reconstruction: the control of every edit without error term. */
    public static Intervention reconstruction(String hook) {
        return of(hook, List.of()).withError(ErrorTerm.DROPPED);
    }

    public Intervention withPushes(List<Push> vectors) {
        return new Intervention(hook, edits, vectors, projection, where, gate, error, strength, along);
    }

    public Intervention withProjection(Projection span) {
        return new Intervention(hook, edits, pushes, Optional.of(span), where, gate, error, strength, along);
    }

    public Intervention withWhere(Where rows) {
        return new Intervention(hook, edits, pushes, projection, rows, gate, error, strength, along);
    }

    public Intervention withGate(Gate samples) {
        return new Intervention(hook, edits, pushes, projection, where, samples, error, strength, along);
    }

    public Intervention withError(ErrorTerm term) {
        return new Intervention(hook, edits, pushes, projection, where, gate, term, strength, along);
    }

    public Intervention withStrength(double s) {
        return new Intervention(hook, edits, pushes, projection, where, gate, error, s, along);
    }

    /** @param unit a vector of norm 1, {@code [d]} */
    public Intervention withDirection(float[] unit) {
        return new Intervention(
                hook, edits, pushes, projection, where, gate, error, strength, Optional.of(unit.clone()));
    }

    /** The features that are edited or whose atoms are scaled, each once. */
    public int[] features() {
        return java.util.stream.IntStream.concat(
                        edits.stream().mapToInt(FeatureEdit::feature),
                        projection.stream().flatMapToInt(p -> java.util.Arrays.stream(p.features())))
                .distinct()
                .toArray();
    }

    /** Whether nothing can change. */
    boolean idle() {
        return strength == 0
                || (edits.isEmpty() && pushes.isEmpty() && projection.isEmpty() && error == ErrorTerm.KEPT);
    }
}
