package org.echelle.testkit.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.echelle.api.ConceptKind;
import org.echelle.api.EchelleException;
import org.echelle.api.Kind;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SubjectKind;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.DynamicTest;

/** Whether what cannot work is refused with a sentence for the user. */
final class RefusalRules {
    /** A name that nobody has. */
    private static final String NOWHERE = "no-such-file-7f3a";

    private RefusalRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        List<DynamicTest> rules = new ArrayList<>();
        rules.add(Rule.named("a subject's file that is not there is refused by name", () -> {
            for (SubjectKind<?> kind : author.domain().subjects()) {
                missing(author, kind, context -> open(kind, context));
            }
        }));
        rules.add(Rule.named("a file of samples that is not there is refused by name", () -> {
            for (SampleKind<?> kind : author.domain().samples()) {
                missing(author, kind, context -> open(kind, context));
            }
        }));
        rules.add(Rule.named("a file of concepts that is not there is refused by name", () -> {
            try (Bench bench = new Bench(author)) {
                for (ConceptKind<?> kind : author.domain().concepts()) {
                    missing(author, kind, context -> open(kind, bench, context));
                }
            }
        }));
        for (BadInput bad : author.badInput()) {
            rules.add(Rule.named(bad.what() + " is refused", () -> refused(author, bad)));
        }
        return rules;
    }

    private static <O extends Record> void open(SubjectKind<O> kind, OpenContext context) {
        kind.open(OptionValues.record(kind.options(), file(kind)), context).close();
    }

    private static <O extends Record> void open(SampleKind<O> kind, OpenContext context) {
        kind.open(OptionValues.record(kind.options(), file(kind)), context).close();
    }

    private static <O extends Record> void open(ConceptKind<O> kind, Bench bench, OpenContext context) {
        kind.open(OptionValues.record(kind.options(), file(kind)), bench.subject, bench.source, context)
                .close();
    }

    private static Path file(Kind<?> kind) {
        return Path.of(System.getProperty("java.io.tmpdir"), NOWHERE, kind.name());
    }

    private static void missing(DomainConformance author, Kind<?> kind, Consumer<OpenContext> opening) {
        boolean files = Stream.of(kind.options().getRecordComponents()).anyMatch(OptionValues::files);
        if (files) {
            refused(author, new BadInput("a missing file of '" + kind.name() + "'", NOWHERE, opening));
        }
    }

    private static void refused(DomainConformance author, BadInput bad) {
        String contract =
                "bad input is answered with an EchelleException, whose message is a sentence: what is wrong, where, what to do.";
        try (OpenedContext context = new OpenedContext(author.newManager())) {
            try {
                bad.opening().accept(context);
            } catch (EchelleException e) {
                sentence(contract, bad, e.getMessage());
                int left = MemoryRules.count(context.manager());
                Rule.expect(
                        left == 0,
                        "what refuses while it opens frees what it has made so far.",
                        bad.what() + " left " + left + " arrays in the manager.",
                        "close the sub-manager when opening fails.");
                return;
            } catch (RuntimeException e) {
                throw Rule.broken(
                        contract,
                        bad.what() + " was answered with " + e + ".",
                        "catch it where it arises and throw the plugin's own EchelleException, with this one as cause.",
                        e);
            }
            throw Rule.broken(contract, bad.what() + " was taken.", "look at what is given before work begins.", null);
        }
    }

    private static void sentence(String contract, BadInput bad, String said) {
        Rule.expect(
                said != null && said.strip().endsWith("."),
                contract,
                bad.what() + " was answered with '" + said + "', which ends without a point.",
                "write a whole sentence.");
        Rule.expect(
                said.contains(bad.named()),
                contract,
                bad.what() + " was answered with '" + said + "', which does not name '" + bad.named() + "'.",
                "name the file or the word that was given.");
    }
}
