package org.echelle.testkit.conformance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.testkit.EditAt;
import org.echelle.testkit.RecordingTap;
import org.echelle.testkit.SubjectGradients;
import org.junit.jupiter.api.DynamicTest;

/** How forward passes agree with each other. */
final class PassRules {
    private PassRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named("two passes give the same bytes", () -> repeated(author)),
                Rule.named("a batch gives what its samples give alone", () -> batched(author)),
                Rule.named("a pass leaves its inputs as they were", () -> inputs(author)),
                Rule.named("a tap that only reads changes no byte of the output", () -> read(author)),
                Rule.named("an edit at a hook point changes the output", () -> edited(author)),
                Rule.named("gradients outlive Java's memory", () -> gradients(author)));
    }

    private static void repeated(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            RecordingTap one = new RecordingTap();
            RecordingTap two = new RecordingTap();
            Pass first = bench.pass(one);
            Pass second = bench.pass(two);
            Rule.expect(
                    first.before().equals(second.before()),
                    "prepare makes the same inputs of the same samples.",
                    "a second call made others.",
                    "draw nothing at random there, or draw it from a seed and the sample's id.");
            for (Map.Entry<String, float[]> activation : one.values().entrySet()) {
                Rule.expect(
                        Arrays.equals(activation.getValue(), two.values().get(activation.getKey())),
                        "a run can be repeated: the same inputs give the same activations.",
                        "a second pass gave others at '" + activation.getKey() + "'.",
                        "switch off dropout and whatever else is random, and keep nothing from one pass to the next.");
            }
            Rule.expect(
                    first.outputs().equals(second.outputs()),
                    "a run can be repeated: the same inputs give the same outputs.",
                    "a second pass gave others.",
                    "switch off dropout and whatever else is random, and keep nothing from one pass to the next.");
        }
    }

    private static void batched(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            RecordingTap together = new RecordingTap();
            Pass batch = bench.pass(together);
            for (int s = 0; s < bench.samples.size(); s++) {
                RecordingTap alone = new RecordingTap();
                Pass single = Pass.of(bench.subject, List.of(bench.samples.get(s)), alone, bench.context.manager());
                for (HookPoint hook : bench.subject.hookPoints()) {
                    float[] wide = together.values().get(hook.name());
                    compared(
                            hook,
                            bench.source.id(bench.places.get(s)),
                            KeptRows.of(hook, batch.sites().get(hook.name()), wide, s),
                            KeptRows.of(
                                    hook,
                                    single.sites().get(hook.name()),
                                    alone.values().get(hook.name()),
                                    0),
                            author.tolerance() * Math.max(1, largest(wide)));
                }
            }
        }
    }

    private static double largest(float[] values) {
        double most = 0;
        for (float v : values) {
            most = Math.max(most, Math.abs(v));
        }
        return most;
    }

    private static void compared(HookPoint hook, String id, KeptRows batch, KeptRows alone, double tolerance) {
        String contract = "what a sample's rows are does not depend on its neighbours in the batch.";
        Rule.expect(
                Arrays.deepEquals(
                        batch.coordinates().toArray(), alone.coordinates().toArray()),
                contract,
                "at '" + hook.name() + "' sample '" + id + "' keeps other places in a batch ("
                        + batch.coordinates().size() + " rows) than alone ("
                        + alone.coordinates().size() + ").",
                "mark padding in Sites.dropped, and count coordinates within the sample.");
        double worst = 0;
        for (int row = 0; row < batch.values().size(); row++) {
            for (int c = 0; c < hook.width(); c++) {
                double difference = Math.abs(
                        (double) batch.values().get(row)[c] - alone.values().get(row)[c]);
                worst = Math.max(worst, difference); // NaN stays, and is no agreement
            }
        }
        Rule.expect(
                worst <= tolerance,
                contract,
                String.format(
                        Locale.ROOT,
                        "at '%s' the rows of sample '%s' differ by up to %.2g between batch and alone (allowed %.2g).",
                        hook.name(),
                        id,
                        worst,
                        tolerance),
                "keep padding out of attention and means, and normalise over a sample, not over the batch.");
    }

    private static void inputs(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            Pass pass = bench.pass(Tap.NONE);
            Rule.expect(
                    pass.before().equals(pass.after()),
                    "forward does not change its inputs, for the host runs them again with another edit.",
                    "an input had other bytes after the pass.",
                    "work on a new array instead of in place (no addi, muli, set).");
        }
    }

    private static void read(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            Pass untapped = bench.pass(Tap.NONE);
            Pass tapped = bench.pass(new RecordingTap());
            Rule.expect(
                    untapped.outputs().equals(tapped.outputs()),
                    "a tap that gives back what it was given changes nothing.",
                    "with a tap that listens everywhere the output has other bytes than with none.",
                    "let tap.wants choose only between ways that compute the same, and go on with what tap.at returns.");
        }
    }

    private static void edited(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            Pass plain = bench.pass(Tap.NONE);
            for (HookPoint hook : bench.subject.hookPoints()) {
                Pass edited = bench.pass(new EditAt(hook.name(), PassRules::halved));
                boolean unread = author.readByNobody().contains(hook.name());
                boolean changed = !edited.outputs().equals(plain.outputs());
                Rule.expect(
                        changed || unread,
                        "the pass goes on with what tap.at returns.",
                        "0.5 y + 1 at '" + hook.name()
                                + "' left every output as it was: nothing behind it reads the activation.",
                        "write x = tap.at(\"" + hook.name()
                                + "\", x) and use that x, or, where it is computed for readers only, name"
                                + " it in the test's readByNobody.");
                Rule.expect(
                        !changed || !unread,
                        "readByNobody lists hook points on which no output depends.",
                        "0.5 y + 1 at '" + hook.name() + "' changed the output.",
                        "take it out of the test's readByNobody.");
            }
        }
    }

    private static NDArray halved(NDArray y) {
        try (NDArray half = y.getManager().full(new Shape(), 0.5f, y.getDataType())) {
            return y.mul(half).add(1);
        }
    }

    private static void gradients(DomainConformance author) {
        if (!author.recordsGradients()) {
            return;
        }
        try (Bench bench = new Bench(author);
                NDManager batch = bench.context.manager().newSubManager()) {
            NDList inputs = bench.subject.prepare(bench.samples, batch);
            for (HookPoint hook : bench.subject.hookPoints()) {
                if (author.readByNobody().contains(hook.name())) {
                    continue;
                }
                try {
                    SubjectGradients.outliveJavasMemory(bench.subject, inputs, hook.name());
                } catch (AssertionError e) {
                    throw Rule.broken(
                            "a pass keeps every number that it multiplies, divides or looks up with in libtorch's own memory.",
                            "the gradient by '" + hook.name()
                                    + "' is another one when Java's collector runs between the passes.",
                            "write Scalars.times(x, 0.5), not x.mul(0.5), and make constants with HostView.array.",
                            e);
                } catch (RuntimeException e) {
                    throw Rule.broken(
                            "gradients may be recorded through a pass.",
                            "none came by '" + hook.name() + "': " + e.getMessage(),
                            "keep to differentiable operations, or, where no gradients are recorded, override recordsGradients.",
                            e);
                }
            }
        }
    }
}
