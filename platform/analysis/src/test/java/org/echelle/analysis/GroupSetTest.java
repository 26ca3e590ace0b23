package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupSetTest {
    @Test
    void everyGroupIsCountedOnceAndFoundAgain() {
        GroupSet set = new GroupSet();
        for (int i = 0; i < 20_000; i++) {
            assertThat(set.add("patient " + i)).isTrue();
            assertThat(set.add("patient " + i / 2)).isFalse();
        }
        assertThat(set.size()).isEqualTo(20_000);
        assertThat(set.contains("patient 19999")).isTrue();
        assertThat(set.contains("patient 20000")).isFalse();
    }
}
