package org.echelle.testkit.conformance;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** How a rule is named, and how its failure teaches. */
final class Rule {
    private Rule() {}

    static DynamicTest named(String name, Executable check) {
        return DynamicTest.dynamicTest(name, check);
    }

    /**
     * Fails unless the rule holds.
     *
     * @param contract what the contract asks, as a sentence
     * @param seen what was there instead, as a sentence
     * @param change what to do, as a sentence
     */
    static void expect(boolean holds, String contract, String seen, String change) {
        if (!holds) {
            throw broken(contract, seen, change, null);
        }
    }

    static AssertionError broken(String contract, String seen, String change, Throwable cause) {
        return new AssertionError("The contract: " + contract + " Seen: " + seen + " To mend it: " + change, cause);
    }
}
