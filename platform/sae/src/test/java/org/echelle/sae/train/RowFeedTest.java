package org.echelle.sae.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RowFeedTest {
    /** A source whose reading fails as a plugin's code can: with an error, too. */
    private record Failing(Throwable how) implements RowSource {
        @Override
        public int width() {
            return 2;
        }

        @Override
        public long rows() {
            return -1;
        }

        @Override
        public List<String> axes() {
            return List.of("sample");
        }

        @Override
        public RowReader read(ReadOrder order, long skipRows) {
            if (how instanceof Error e) {
                throw e;
            }
            throw (RuntimeException) how;
        }

        @Override
        public String fingerprint() {
            return "failing";
        }

        @Override
        public String describe() {
            return "failing";
        }
    }

    @Test
    @Timeout(60)
    void whateverReadingDiesOfReachesTheTrainingThatWaitsForRows() {
        for (Throwable how : List.of(new IllegalStateException("exception"), new NoClassDefFoundError("error"))) {
            try (RowFeed feed = new RowFeed(new Failing(how), ReadOrder.sequential(), 4, 0, 0)) {
                assertThatThrownBy(() -> feed.next(Progress.SILENT)).isSameAs(how);
            }
        }
    }
}
