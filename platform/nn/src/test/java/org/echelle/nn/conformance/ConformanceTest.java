package org.echelle.nn.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The conformance suite of the testkit, which knows no engine itself: it lets a whole toy pass and finds what is wrong with broken ones. */
class ConformanceTest {
    private static Map<String, DynamicTest> rules(Fault fault) {
        return new ToyConformance(fault)
                .conforms()
                .collect(Collectors.toMap(DynamicTest::getDisplayName, Function.identity()));
    }

    @AfterEach
    void clear() {
        Leftovers.clear();
    }

    @TestFactory
    Stream<DynamicTest> aWholeToyPasses() {
        return new ToyConformance(Fault.NONE).conforms();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void eachFaultIsFoundByItsRuleWhichNamesItAndSaysWhatToDo(Fault fault) {
        assertThatThrownBy(() -> rules(fault).get(fault.rule).getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The contract: ")
                .hasMessageContaining(" Seen: ")
                .hasMessageContaining(fault.said)
                .hasMessageContaining(" To mend it: ");
    }

    @Test
    void everyRuleFindsSomeFault() {
        assertThat(Stream.of(Fault.values()).filter(f -> f != Fault.NONE).map(f -> f.rule))
                .containsAll(rules(Fault.NONE).keySet());
    }
}
