package org.echelle.testkit.conformance;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.junit.jupiter.api.DynamicTest;

/** What a subject says of itself. */
final class SubjectRules {
    private SubjectRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named("hook points have names of their own and widths", () -> hooks(author)),
                Rule.named("fingerprints are SHA-256 and stay", () -> fingerprints(author)),
                Rule.named("inputs and outputs are as announced", () -> tensors(author)));
    }

    private static void hooks(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            Set<String> names = new HashSet<>();
            for (HookPoint hook : bench.subject.hookPoints()) {
                Rule.expect(
                        names.add(hook.name()),
                        "a hook point's name is its own, for edits and files go by it.",
                        "two are called '" + hook.name() + "'.",
                        "give each the module path of what it taps.");
                Rule.expect(
                        hook.width() > 0,
                        "a hook point's width is the length of one activation row.",
                        "that of '" + hook.name() + "' is " + hook.width() + ".",
                        "tell the size of the dimension that a dictionary is to be trained on.");
            }
            Rule.expect(
                    !names.isEmpty(),
                    "a subject has a place where activations are read.",
                    "hookPoints() is empty.",
                    "list the places at which forward calls tap.at.");
            for (String unread : author.readByNobody()) {
                Rule.expect(
                        names.contains(unread),
                        "readByNobody lists hook points of the subject.",
                        "'" + unread + "' is none of " + names + ".",
                        "take it out of the test's readByNobody, or correct its name.");
            }
        }
    }

    private static void fingerprints(DomainConformance author) {
        String subject;
        String samples;
        try (Bench bench = new Bench(author)) {
            subject = bench.subject.fingerprint();
            samples = bench.source.fingerprint();
            hexadecimal("subject", subject);
            hexadecimal("sample source", samples);
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < bench.source.size(); i++) {
                Rule.expect(
                        ids.add(bench.source.id(i)),
                        "a sample's id is unique within its source.",
                        "two samples are called '" + bench.source.id(i) + "'.",
                        "number them, or take the relative path.");
            }
        }
        try (Bench again = new Bench(author)) {
            Rule.expect(
                    again.subject.fingerprint().equals(subject)
                            && again.source.fingerprint().equals(samples),
                    "a fingerprint is decided by what decides the outputs, so equal weights and samples have equal ones.",
                    "opened a second time, the subject's or the samples' is another one.",
                    "leave clocks, random numbers and the order of a hash map out of it.");
        }
    }

    private static void hexadecimal(String who, String fingerprint) {
        Rule.expect(
                fingerprint.matches("[0-9a-f]{64}"),
                "a fingerprint is a SHA-256 in 64 hexadecimal digits.",
                "the " + who + "'s is '" + fingerprint + "'.",
                "return the digest of weights and settings.");
    }

    private static void tensors(DomainConformance author) {
        try (Bench bench = new Bench(author)) {
            Pass pass = bench.pass(Tap.NONE);
            tensors("inputs()", "prepare", bench.subject.inputs(), pass.inputShapes());
            tensors("outputs()", "forward", bench.subject.outputs(), pass.shapes());
            int names = bench.subject.outputNames().size();
            long[] first = pass.shapes().get(0);
            Rule.expect(
                    names == 0 || names == first[first.length - 1],
                    "outputNames() names the values along the last dimension of the first output, or is empty.",
                    "there are " + names + " names for an output of " + Arrays.toString(first) + ".",
                    "name each value, or none.");
        }
    }

    private static void tensors(String told, String maker, List<TensorSpec> specs, List<long[]> shapes) {
        String contract =
                maker + " gives one array for each of " + told + ", in order, of the sizes told (-1 where they vary).";
        Rule.expect(
                specs.size() == shapes.size(),
                contract,
                shapes.size() + " came for " + specs.size() + " told.",
                "bring " + told + " and " + maker + " together.");
        for (int i = 0; i < shapes.size(); i++) {
            List<Long> wanted = specs.get(i).shape();
            long[] shape = shapes.get(i);
            boolean fits = wanted.size() == shape.length;
            for (int d = 0; fits && d < shape.length; d++) {
                fits = wanted.get(d) == -1 || wanted.get(d) == shape[d];
            }
            Rule.expect(
                    fits,
                    contract,
                    "'" + specs.get(i).name() + "' is told as " + wanted + " and came as " + Arrays.toString(shape)
                            + ".",
                    "correct the sizes in " + told + ".");
        }
    }
}
