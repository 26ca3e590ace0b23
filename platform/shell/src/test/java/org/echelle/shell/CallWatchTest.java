package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallWatchTest {
    private static final Duration NOTICE = Duration.ofMinutes(5);
    private static final PluginCall CALL =
            new PluginCall(Thread.currentThread(), "org.example.slow 1.0.0", "SlowSubject.forward", false);

    private final Work work = new Work();
    private final CallWatch watch = new CallWatch(work, NOTICE, () -> work.now.toNanos());

    /** Work at a moment that the test chooses. */
    private static final class Work implements CallWatch.Watched {
        private Duration now = Duration.ZERO;
        private long reports;
        private long checks;
        private Optional<String> cancelled = Optional.empty();
        private Optional<Duration> limit = Optional.empty();
        private Optional<PluginCall> call = Optional.of(CALL);
        private int asked;
        private final List<String> told = new ArrayList<>();

        @Override
        public long reports() {
            return reports;
        }

        @Override
        public long signs() {
            return reports + checks;
        }

        @Override
        public Optional<String> cancelled() {
            return cancelled;
        }

        @Override
        public Optional<Duration> limit() {
            return limit;
        }

        @Override
        public Optional<PluginCall> call() {
            asked++;
            return call;
        }

        @Override
        public boolean resumes() {
            return true;
        }

        @Override
        public void tell(String sentence) {
            told.add(sentence);
        }
    }

    private Optional<CallWatch.End> at(Duration moment) {
        work.now = moment;
        return watch.look();
    }

    @Test
    void aCallIsToldOfAfterTheNoticeAndThenAfterTwiceAsLong() {
        for (int minute = 0; minute <= 21; minute++) {
            assertThat(at(Duration.ofMinutes(minute))).isEmpty();
        }
        assertThat(work.told).hasSize(3);
        assertThat(work.told.get(0))
                .isEqualTo(
                        "Plugin org.example.slow 1.0.0 has been in SlowSubject.forward for 5 min. It may only be slow; "
                                + "ctrl-C stops the job within 10 s, and limits: {call: 10m} in a config would after ten minutes of "
                                + "one call.");
        assertThat(work.told.get(1)).contains("for 10 min");
        assertThat(work.told.get(2)).contains("for 20 min");
    }

    @Test
    void nobodyLooksAtStacksWhileTheWorkGivesSignsOfLife() {
        work.limit = Optional.of(Duration.ofMinutes(1));
        for (int second = 0; second < 3600; second += 59) {
            work.reports++;
            assertThat(at(Duration.ofSeconds(second))).isEmpty();
        }
        assertThat(work.asked).isZero();
        assertThat(work.told).isEmpty();
    }

    @Test
    void theWorksOwnCallsHaveAnEndWhereItLooksWhetherItIsToStop() {
        work.limit = Optional.of(Duration.ofMinutes(1));
        for (int second = 0; second < 3600; second += 59) {
            work.checks++;
            assertThat(at(Duration.ofSeconds(second))).isEmpty();
        }
        assertThat(work.told).isEmpty();
    }

    @Test
    void aHelpersCallHasNoneWhileTheWorkOnlyLooksAndReportsNothing() {
        work.limit = Optional.of(Duration.ofMinutes(1));
        work.call = Optional.of(new PluginCall(CALL.thread(), CALL.plugin(), CALL.method(), true));
        for (int second = 0; second < 60; second++) {
            work.checks++;
            assertThat(at(Duration.ofSeconds(second))).isEmpty();
        }
        assertThat(at(Duration.ofSeconds(60))).isPresent();
    }

    @Test
    void withALimitTheWorkIsLeftOnceACallReachesIt() {
        work.limit = Optional.of(Duration.ofMinutes(2));
        work.reports++;
        assertThat(at(Duration.ofSeconds(30))).isEmpty();
        assertThat(at(Duration.ofSeconds(149))).isEmpty();

        CallWatch.End end = at(Duration.ofSeconds(150)).orElseThrow();

        assertThat(end.call()).isSameAs(CALL);
        assertThat(end.sentence())
                .isEqualTo(
                        "Plugin org.example.slow 1.0.0 has not come back from SlowSubject.forward for 2 min, the limit "
                                + "that limits.call sets, so the job was stopped. What was written is whole, and the same command "
                                + "with --resume goes on; where the plugin is only slow, a longer limits.call in the config lets "
                                + "it finish.");
    }

    @Test
    void ourOwnSlowWorkIsNeverEndedByALimit() {
        work.limit = Optional.of(Duration.ofSeconds(1));
        work.call = Optional.empty();
        assertThat(at(Duration.ofHours(5))).isEmpty();
        assertThat(work.told).isEmpty();
    }

    @Test
    void aPluginThatDoesNotHearOfACancelIsLeftAfterTheGraceWhateverItReports() {
        work.cancelled = Optional.of("Stopped on request.");
        assertThat(at(Duration.ofSeconds(1))).isEmpty();
        work.reports++;
        assertThat(at(Duration.ofSeconds(10))).isEmpty();
        work.reports++;

        assertThat(at(Duration.ofSeconds(11)).orElseThrow().sentence())
                .isEqualTo(
                        "Stopped on request. Plugin org.example.slow 1.0.0 did not come back from SlowSubject.forward "
                                + "within 10 s, so its thread was left behind.");
    }

    @Test
    void ourOwnWorkMayTakeItsTimeToStop() {
        work.cancelled = Optional.of("Stopped on request.");
        work.call = Optional.empty();
        assertThat(at(Duration.ofSeconds(1))).isEmpty();
        assertThat(at(Duration.ofMinutes(10))).isEmpty();
    }
}
