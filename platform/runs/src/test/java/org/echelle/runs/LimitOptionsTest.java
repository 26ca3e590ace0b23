package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitOptionsTest {
    private static RunConfig config(String... assignments) {
        List<String> all = new java.util.ArrayList<>(List.of("domain=toy"));
        all.addAll(List.of(assignments));
        return RunConfig.of("test", all);
    }

    @Test
    void callsHaveNoLimitUnlessTheUserSetsOne() {
        assertThat(config().limits().callTime()).isEmpty();
        assertThat(config("limits.call=90s").limits().callTime()).contains(Duration.ofSeconds(90));
        assertThat(config("limits.call=10m").limits().callTime()).contains(Duration.ofMinutes(10));
        assertThat(config("limits.call=2h").limits().callTime()).contains(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0s", "-5m", "1.5h", "ten minutes", "9999999999h"})
    void whatIsNoTimeIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> config("limits.call=" + text))
                .hasMessageContaining("limits.call")
                .hasMessageContaining("90s, 10m or 2h");
    }
}
