package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SampleVerbTest {
    @Test
    void seedsAreRangesAndLists() {
        assertThat(SampleVerb.seeds("0..3")).containsExactly(0L, 1L, 2L, 3L);
        assertThat(SampleVerb.seeds("7, 2..3")).containsExactly(7L, 2L, 3L);
        assertThatThrownBy(() -> SampleVerb.seeds("3..1")).hasMessageContaining("3..1 is no range");
        assertThatThrownBy(() -> SampleVerb.seeds("a")).hasMessageContaining("no whole numbers");
    }
}
