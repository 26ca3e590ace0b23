package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.echelle.runs.TrainingWatch;
import org.echelle.web.LivePage;

/** The live pages of this process. A page outlives the verb that opened it and shows the trainings of later ones too. */
final class LivePages implements AutoCloseable {
    private final List<LivePage> open = new ArrayList<>();

    /**
     * A page to show trainings on, opened where there is none.
     *
     * @param port where it must be; empty or 0 for any
     * @param tell hears its address
     */
    synchronized TrainingWatch page(OptionalInt port, Consumer<String> tell) {
        int wanted = port.orElse(0);
        LivePage page = open.stream()
                .filter(p -> wanted == 0 || p.address().getPort() == wanted)
                .findFirst()
                .orElse(null);
        if (page == null) {
            page = LivePage.open(wanted);
            open.add(page);
        }
        tell.accept("live: " + page.address());
        return page;
    }

    @Override
    public synchronized void close() {
        open.forEach(LivePage::close);
        open.clear();
    }
}
