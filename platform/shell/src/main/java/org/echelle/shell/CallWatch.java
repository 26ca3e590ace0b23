package org.echelle.shell;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides when a command has been in a plugin's call for too long. A sign of life is whatever the work reports or asks for
 * ({@link org.echelle.api.Progress}, between batches): while signs come, nothing is looked at. Without one it speaks first; it ends the
 * work only where the user set a limit, or asked the job to stop and the plugin does not come back.
 */
final class CallWatch {
    /** What a plugin may take to come back from a call once the job is asked to stop. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** What is watched. */
    interface Watched {
        /** Changes with everything that the work reports. */
        long reports();

        /** Changes with those, and with every look whether the job is to stop: who only waits for a helper looks, too. */
        long signs();

        /** Why the job is to stop; empty while it is not. */
        Optional<String> cancelled();

        /** How long a call may take. */
        Optional<Duration> limit();

        /** The plugin's call that the work is in now. */
        Optional<PluginCall> call();

        /** Whether {@code --resume} goes on where the job is stopped. */
        boolean resumes();

        /** Tells the user something that does not stop the work. */
        void tell(String sentence);
    }

    /**
     * A call that the work is to be left behind in.
     *
     * @param sentence for the user
     */
    record End(PluginCall call, String sentence) {}

    /** Threads' stacks are looked at no more often. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final Watched watched;
    private final Duration notice;
    private final LongSupplier nanos;
    private final Silence ofReports = new Silence();
    private final Silence ofSigns = new Silence();
    private long nextNotice;
    private long nextLook;
    private long cancelledAt;
    private boolean cancelled;

    /** Since when a number has not changed. */
    private static final class Silence {
        private long value = -1;
        private long since;

        Duration until(long now, long current) {
            if (current != value) {
                value = current;
                since = now;
            }
            return Duration.ofNanos(now - since);
        }
    }

    /** @param notice after how long it speaks; the next time after twice as long, and so on */
    CallWatch(Watched watched, Duration notice, LongSupplier nanos) {
        this.watched = watched;
        this.notice = notice;
        this.nanos = nanos;
        this.nextNotice = notice.toNanos();
    }

    /** Looks; to be asked some times a second. Says when the work is to be left behind. */
    Optional<End> look() {
        long now = nanos.getAsLong();
        Optional<String> wish = watched.cancelled();
        if (wish.isPresent()) {
            if (!cancelled) {
                cancelled = true;
                cancelledAt = now;
            }
            if (now - cancelledAt < GRACE.toNanos() || now < nextLook) {
                return Optional.empty();
            }
            nextLook = now + LOOK_NANOS;
            return stuck(wish.get());
        }
        Duration unreported = ofReports.until(now, watched.reports());
        Duration silent = ofSigns.until(now, watched.signs());
        if (unreported.compareTo(notice) < 0) {
            nextNotice = notice.toNanos();
        }
        Optional<Duration> limit = watched.limit();
        boolean late = limit.isPresent() && unreported.compareTo(limit.get()) >= 0;
        boolean slow = unreported.toNanos() >= nextNotice;
        if (now < nextLook || (!late && !slow)) {
            return Optional.empty();
        }
        nextLook = now + LOOK_NANOS;
        Optional<PluginCall> call = watched.call();
        // A helper's call keeps the work although that looks about while it waits; its own call has to be a silent one.
        Duration lasts = call.isPresent() && call.get().helper() ? unreported : silent;
        if (call.isPresent() && late && lasts.compareTo(limit.get()) >= 0) {
            return Optional.of(new End(call.get(), late(call.get(), limit.get())));
        }
        if (slow) {
            nextNotice *= 2;
            if (call.isPresent() && lasts.compareTo(notice) >= 0) {
                watched.tell(slow(call.get(), lasts, limit));
            }
        }
        return Optional.empty();
    }

    private Optional<End> stuck(String wish) {
        return watched.call()
                .map(call -> new End(
                        call,
                        wish + " Plugin " + call.plugin() + " did not come back from " + call.method() + " within "
                                + words(GRACE) + ", so its thread was left behind."));
    }

    private String late(PluginCall call, Duration limit) {
        return "Plugin " + call.plugin() + " has not come back from " + call.method() + " for " + words(limit)
                + ", the limit that limits.call sets, so the job was stopped. What was written is whole"
                + (watched.resumes() ? ", and the same command with --resume goes on" : "")
                + "; where the plugin is only slow, a longer limits.call in the config lets it finish.";
    }

    private static String slow(PluginCall call, Duration silent, Optional<Duration> limit) {
        long minutes = silent.toMinutes();
        return "Plugin " + call.plugin() + " has been in " + call.method() + " for "
                + words(minutes > 0 ? Duration.ofMinutes(minutes) : silent)
                + ". It may only be slow; ctrl-C stops the job within "
                + words(GRACE)
                + (limit.isPresent()
                        ? "."
                        : ", and limits: {call: 10m} in a config would after ten minutes of one call.");
    }

    private static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds > 0 && seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
