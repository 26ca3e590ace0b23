package org.echelle.report;

import java.util.Arrays;
import java.util.Optional;

/** Finds {@linkplain Term terms}. */
final class Glossary {
    private Glossary() {}

    /** The term of that anchor. */
    static Term at(String anchor) {
        return Arrays.stream(Term.values())
                .filter(t -> t.anchor().equals(anchor))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the glossary has no entry '" + anchor + "'"));
    }

    /** The term that is written so, whatever its case. */
    static Optional<Term> named(String text) {
        return Arrays.stream(Term.values())
                .filter(t -> t.word().equalsIgnoreCase(text))
                .findFirst();
    }
}
