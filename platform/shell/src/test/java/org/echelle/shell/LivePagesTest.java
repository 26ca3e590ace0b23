package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.echelle.runs.TrainingWatch;
import org.junit.jupiter.api.Test;

class LivePagesTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void aLaterVerbUsesThePageThatIsOpen() {
        try (LivePages pages = new LivePages()) {
            TrainingWatch first = pages.page(OptionalInt.empty(), told::add);
            assertThat(pages.page(OptionalInt.empty(), told::add)).isSameAs(first);
            assertThat(told).hasSize(2).containsOnly(told.get(0));
            int port = URI.create(told.get(0).substring("live: ".length())).getPort();
            assertThat(pages.page(OptionalInt.of(port), told::add)).isSameAs(first);
            assertThat(pages.page(OptionalInt.of(0), told::add)).as("any").isSameAs(first);
        }
    }

    @Test
    void aPortThatSomebodyElseHasIsToldWithTheOptionThatMendsIt() {
        try (LivePages pages = new LivePages();
                LivePages others = new LivePages()) {
            others.page(OptionalInt.empty(), told::add);
            int port = URI.create(told.get(0).substring("live: ".length())).getPort();
            assertThatThrownBy(() -> pages.page(OptionalInt.of(port), told::add))
                    .hasMessageContaining("--live-port");
        }
    }
}
