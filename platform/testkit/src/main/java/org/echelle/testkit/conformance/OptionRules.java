package org.echelle.testkit.conformance;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import org.echelle.api.EchelleException;
import org.echelle.api.Kind;
import org.echelle.api.Option;
import org.junit.jupiter.api.DynamicTest;

/** The records that sections of a run config are bound to. */
final class OptionRules {
    private static final Path ANY = Path.of("any");

    private OptionRules() {}

    static List<DynamicTest> of(DomainConformance author) {
        return List.of(
                Rule.named(
                        "every option is described and of a type that a config can say",
                        () -> NameRules.kinds(author.domain()).forEach(kind -> described(kind, kind.options()))),
                Rule.named("the defaults of options bind", () -> NameRules.kinds(author.domain())
                        .forEach(kind -> bound(kind, kind.options()))));
    }

    private static void described(Kind<?> kind, Class<? extends Record> type) {
        Rule.expect(
                Modifier.isPublic(type.getModifiers()),
                "options are a public record.",
                type.getName() + " of '" + kind.name() + "' is not public.",
                "make it public.");
        for (RecordComponent component : type.getRecordComponents()) {
            String where = type.getSimpleName() + "." + component.getName() + " of '" + kind.name() + "'";
            Option option = component.getAnnotation(Option.class);
            Rule.expect(
                    option != null && !option.value().isBlank(),
                    "every component of an options record carries @Option with a sentence, from which --help is made.",
                    where + " has none.",
                    "write @Option(\"what it means, with its unit\") before it.");
            Rule.expect(
                    OptionValues.sayable(component.getGenericType()),
                    "a component is a String, int, long, double, boolean, Path, enum, record of these, or an Optional, List or"
                            + " Map<String, ...> of them.",
                    where + " is of type " + component.getGenericType().getTypeName() + ".",
                    "take one of those types and convert it in open().");
            if (component.getType().isRecord()) {
                described(kind, component.getType().asSubclass(Record.class));
            }
        }
    }

    private static void bound(Kind<?> kind, Class<? extends Record> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                OptionValues.of(component, ANY);
            } catch (IllegalArgumentException e) {
                throw Rule.broken(
                        "a fallback is written as its value would be in a config.",
                        type.getSimpleName() + "." + component.getName() + " of '" + kind.name() + "' is of type "
                                + component.getType().getSimpleName() + " and falls back to what that is not: "
                                + e.getMessage()
                                + ".",
                        "correct the fallback of its @Option.",
                        e);
            }
        }
        if (OptionValues.needsNothing(type)) {
            try {
                OptionValues.record(type, ANY);
            } catch (EchelleException e) {
                // a sentence for the user, as where one of two keys must be given
            } catch (RuntimeException e) {
                throw Rule.broken(
                        "what is built from fallbacks alone is a whole record.",
                        "new " + type.getSimpleName() + "(...) of '" + kind.name() + "' threw " + e + ".",
                        "let the constructor take the fallbacks, or refuse with an EchelleException.",
                        e);
            }
        }
    }
}
