package org.echelle.testkit.conformance;

import java.util.Arrays;
import java.util.List;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.testkit.RecordingTap;
import org.junit.jupiter.api.DynamicTest;

/** Whether what passes at a hook point is what the hook point and its sites say. */
final class ShapeRules {
    private ShapeRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named("every hook point is passed, and none that is not listed", () -> passed(author)),
                Rule.named("activations have their width where the layout says", () -> widths(author)),
                Rule.named("activations have a row for every site", () -> rows(author)),
                Rule.named("coordinates are one column an axis, within its size", () -> coordinates(author)),
                Rule.named("dropped rows are told by row, and none of a sample is all dropped", () -> dropped(author)));
    }

    private interface Look {
        void at(HookPoint hook, long[] shape, Sites sites, int samples);
    }

    private static void each(DomainConformance author, Look look) {
        try (Bench bench = new Bench(author)) {
            RecordingTap tap = new RecordingTap();
            Pass pass = bench.pass(tap);
            for (HookPoint hook : bench.subject.hookPoints()) {
                if (tap.shapes().containsKey(hook.name())) {
                    look.at(hook, tap.shapes().get(hook.name()), pass.sites().get(hook.name()), bench.samples.size());
                }
            }
        }
    }

    private static void passed(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            RecordingTap tap = new RecordingTap();
            bench.pass(tap);
            List<String> listed =
                    bench.subject.hookPoints().stream().map(HookPoint::name).toList();
            for (String name : listed) {
                Rule.expect(
                        tap.shapes().containsKey(name),
                        "forward offers every activation at hookPoints().",
                        "'" + name + "' is listed and never came by.",
                        "write x = tap.at(\"" + name + "\", x) where it is computed, or take it off the list.");
            }
            for (String name : tap.shapes().keySet()) {
                Rule.expect(
                        listed.contains(name),
                        "tap.at is called with a name of hookPoints().",
                        "'" + name + "' came by and is not listed.",
                        "list it in hookPoints(), with its width and axes.");
            }
            Rule.expect(
                    List.copyOf(tap.shapes().keySet()).equals(listed),
                    "hookPoints() stand in the order in which a forward pass meets them.",
                    "listed are " + listed + ", met were " + tap.shapes().keySet() + ".",
                    "list them in the order of the pass; the host ends a pass after the last one that it wants.");
        }
    }

    private static void widths(DomainConformance author) {
        each(author, (hook, shape, sites, samples) -> {
            int at = hook.layout() == HookPoint.Layout.WIDTH_LAST ? shape.length - 1 : 1;
            Rule.expect(
                    shape.length > 1 && shape[at] == hook.width(),
                    "an activation is [batch, positions..., width] with WIDTH_LAST and [batch, width, positions...] with WIDTH_SECOND.",
                    "at '" + hook.name() + "' (" + hook.layout() + ", width " + hook.width() + ") came "
                            + Arrays.toString(shape) + ".",
                    "correct width or layout of the hook point, or offer the activation before it is turned.");
        });
    }

    private static void rows(DomainConformance author) {
        each(author, (hook, shape, sites, samples) -> {
            long rows = Arrays.stream(shape).reduce(1, (a, b) -> a * b) / Math.max(1, hook.width());
            Rule.expect(
                    sites.samples() == samples && sites.rows() == rows,
                    "sites(hook, inputs) tells where each row of the activation comes from, dropped ones included.",
                    "at '" + hook.name() + "' came " + Arrays.toString(shape) + ", which is " + rows + " rows of "
                            + samples + " samples; the sites are " + sites.rows() + " rows of " + sites.samples()
                            + " samples.",
                    "let Sites have samples of the batch, and the product of the activation's other dimensions as positions.");
        });
    }

    private static void coordinates(DomainConformance author) {
        each(author, (hook, shape, sites, samples) -> {
            Rule.expect(
                    sites.coordinates().length == hook.axes().size(),
                    "sites have one column of coordinates for each axis of the hook point.",
                    "'" + hook.name() + "' has " + hook.axes().size() + " axes and " + sites.coordinates().length
                            + " columns.",
                    "bring HookPoint.axes and Sites.coordinates together.");
            for (int a = 0; a < hook.axes().size(); a++) {
                Axis axis = hook.axes().get(a);
                for (int row = 0; row < sites.rows(); row++) {
                    int value = sites.coordinates()[a][row];
                    Rule.expect(
                            (axis.size() < 0 || value < axis.size()) && value >= -sites.positions(),
                            "a coordinate runs from 0 to the axis' size less one; rows without a place have -1, -2, ...",
                            "'" + hook.name() + "', axis '" + axis.name() + "' of size " + axis.size() + ", row " + row
                                    + ": " + value + ".",
                            "count from 0, or correct the axis' size (-1 when it differs between samples).");
                }
            }
        });
    }

    private static void dropped(DomainConformance author) {
        each(author, (hook, shape, sites, samples) -> {
            boolean[] dropped = sites.dropped();
            if (dropped == null) {
                return;
            }
            Rule.expect(
                    dropped.length == sites.rows(),
                    "Sites.dropped has a word for each row, or is null when all are kept.",
                    "'" + hook.name() + "' has " + sites.rows() + " rows and " + dropped.length + " words.",
                    "mark padding in an array of samples * positions.");
            for (int s = 0; s < sites.samples(); s++) {
                boolean kept = false;
                for (int p = 0; p < sites.positions(); p++) {
                    kept |= !dropped[s * sites.positions() + p];
                }
                Rule.expect(
                        kept,
                        "dropped are rows that stand for nothing (padding).",
                        "at '" + hook.name() + "' every row of sample " + s + " is dropped.",
                        "keep what stands for something, or refuse the sample in prepare with a BadSampleException.");
            }
        });
    }
}
