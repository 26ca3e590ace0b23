package org.echelle.runs.erasure.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhraseTest {
    private static final List<String> SHAPES = List.of("circle", "ring", "cross");

    @Test
    void aPromptAsksForTheOneClassThatItNames() {
        assertThat(Phrase.classOf("a red circle", SHAPES)).isZero();
        assertThat(Phrase.classOf("Ring, in blue", SHAPES)).isEqualTo(1);
        assertThat(Phrase.classOf("cross", SHAPES)).isEqualTo(2);
    }

    @Test
    void withoutAClassOrWithTwoItAsksForNone() {
        assertThat(Phrase.classOf("a string of crosses", SHAPES)).isEqualTo(-1); // neither ring nor cross as words
        assertThat(Phrase.classOf("a circle beside a ring", SHAPES)).isEqualTo(-1);
        assertThat(Phrase.classOf("", SHAPES)).isEqualTo(-1);
    }

    @Test
    void aClassByItsWholeNameIsItself() {
        assertThat(Phrase.classOf("red circle", List.of("circle", "red circle")))
                .isEqualTo(1);
        assertThat(Phrase.classOf("1.5", List.of("1.5", "105"))).isZero();
        assertThat(Phrase.classOf("a 105", List.of("1.5", "105"))).isEqualTo(1); // names are no patterns
    }

    @Test
    void anotherClassTakesThePlaceOfSome() {
        assertThat(Phrase.with("a red Circle, circle", SHAPES.subList(0, 2), "$cross"))
                .isEqualTo("a red $cross, $cross");
        assertThat(Phrase.with("a red cross", List.of("ring"), "circle")).isEqualTo("a red cross");
    }

    @Test
    void aNameCanBeLeftOut() {
        assertThat(Phrase.without("a red circle on black", List.of("circle"))).isEqualTo("a red on black");
        assertThat(Phrase.without("3", List.of("3"))).isEmpty();
    }
}
