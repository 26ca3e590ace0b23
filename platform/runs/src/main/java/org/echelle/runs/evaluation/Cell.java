package org.echelle.runs.evaluation;

import org.echelle.analysis.Measure;

/** One cell of a {@link Sheet}: a text, a count or a measure. */
public sealed interface Cell {
    /** Words. */
    record Words(String text) implements Cell {}

    /** A whole number. */
    record Count(long count) implements Cell {}

    /** A figure, or the reason why there is none. */
    record Figure(Measure measure) implements Cell {}

    static Cell of(String text) {
        return new Words(text);
    }

    static Cell of(long count) {
        return new Count(count);
    }

    static Cell of(Measure measure) {
        return new Figure(measure);
    }
}
