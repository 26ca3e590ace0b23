package org.echelle.testkit.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.echelle.api.Domain;
import org.echelle.api.Kind;
import org.junit.jupiter.api.DynamicTest;

/** What a run config calls things by. */
final class NameRules {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private NameRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named(
                        "the names of the domain and of its kinds are lower-case words", () -> words(author.domain())),
                Rule.named("no two kinds of a sort share a name", () -> unique(author.domain())),
                Rule.named("the domain answers the same every time", () -> same(author.domain())));
    }

    /** All kinds of a domain. */
    static List<Kind<?>> kinds(Domain domain) {
        return Stream.of(domain.subjects(), domain.samples(), domain.concepts(), domain.trainers())
                .<Kind<?>>flatMap(List::stream)
                .toList();
    }

    private static void words(Domain domain) {
        word("The domain", domain.name(), domain.description());
        for (Kind<?> kind : kinds(domain)) {
            word(kind.getClass().getSimpleName(), kind.name(), kind.description());
        }
    }

    private static void word(String who, String name, String description) {
        Rule.expect(
                NAME.matcher(name).matches(),
                "a name is of lower-case letters and digits, with dashes between words, for people write it in a run config.",
                who + " is called '" + name + "'.",
                "let name() return a word such as 'shapes-vit'.");
        Rule.expect(
                !description.isBlank(),
                "a description is one sentence, for --help and the documentation.",
                who + " ('" + name + "') describes itself with nothing.",
                "say in description() what it opens.");
    }

    private static void unique(Domain domain) {
        unique("subjects", domain.subjects());
        unique("samples", domain.samples());
        unique("concepts", domain.concepts());
        unique("trainers", domain.trainers());
        Rule.expect(
                !domain.subjects().isEmpty() && !domain.samples().isEmpty(),
                "the first kind of subjects and of samples is the default.",
                "'" + domain.name() + "' has " + domain.subjects().size() + " kinds of subjects and "
                        + domain.samples().size() + " of samples.",
                "offer at least one of each.");
    }

    private static void unique(String sort, List<? extends Kind<?>> kinds) {
        Set<String> names = new HashSet<>();
        for (Kind<?> kind : kinds) {
            Rule.expect(
                    names.add(kind.name()),
                    "a kind's name is unique among its siblings, for a run config asks by name.",
                    "two kinds of " + sort + " are called '" + kind.name() + "'.",
                    "rename " + kind.getClass().getSimpleName() + ".");
        }
    }

    private static void same(Domain domain) {
        List<String> once = names(domain);
        List<String> again = names(domain);
        Rule.expect(
                once.equals(again),
                "a domain gives equal answers for the life of the service.",
                "first it offered " + once + ", then " + again + ".",
                "do not let the lists depend on what was asked before.");
    }

    private static List<String> names(Domain domain) {
        return Stream.concat(Stream.of(domain.name()), kinds(domain).stream().map(Kind::name))
                .toList();
    }
}
