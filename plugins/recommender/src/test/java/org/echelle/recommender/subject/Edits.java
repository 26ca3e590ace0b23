package org.echelle.recommender.subject;

import org.echelle.api.Tap;
import org.echelle.testkit.EditAt;

/** Edits for tests. */
final class Edits {
    private Edits() {}

    /** Replaces one activation with zeros. */
    static Tap zeros(String hook) {
        return new EditAt(hook, x -> x.mul(0));
    }
}
