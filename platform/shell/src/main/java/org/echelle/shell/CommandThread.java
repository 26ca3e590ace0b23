package org.echelle.shell;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.echelle.torch.Torch;

/**
 * Carries a command out on a thread of its own, and watches it: whoever asked need not wait for a plugin that never comes back. Java
 * cannot end such a thread; it stays, as a daemon with a name that tells, and the host goes on. Should the plugin come back after all, the
 * work ends at its next check.
 */
final class CommandThread {
    private static final Logger LOG = Logger.getLogger(CommandThread.class.getName());
    private static final long LOOK_MILLIS = 250;
    /** What a plugin that was interrupted may take to come back. */
    private static final long LAST_MILLIS = 1_000;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Set<Thread> RUNNING = ConcurrentHashMap.newKeySet();

    private final DomainRegistry domains;
    private final Console console;
    private final List<Job> jobs = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean leftBehind;
    private volatile int code;
    private volatile Throwable thrown;
    private Thread thread;
    /** Threads that were there before: what keeps one of those, such as a start that never ended, does not keep this command. */
    private Set<Thread> earlier = Set.of();

    /**
     * Prepares.
     *
     * @param domains tells which code is whose plugin's; null when there are no plugins
     * @param console hears of calls that take long
     */
    CommandThread(DomainRegistry domains, Console console) {
        this.domains = domains;
        this.console = console;
    }

    /** A job of this command begins. */
    void begun(Job job) {
        jobs.add(job);
    }

    /** A job of this command has ended. */
    void ended(Job job) {
        jobs.remove(job);
    }

    /** Whether somebody was told that this command did not come back: it has no more to say. */
    boolean leftBehind() {
        return leftBehind;
    }

    /** Carries out; the exit code, that of a failure when the command had to be left behind. */
    int run(IntSupplier work) {
        thread = new Thread(() -> carryOut(work), "echelle-command-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        CallWatch watch = new CallWatch(
                new Signs(), Duration.ofSeconds(Long.getLong("echelle.call.notice.seconds", 300)), System::nanoTime);
        earlier = Set.copyOf(Thread.getAllStackTraces().keySet());
        RUNNING.add(thread);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        return result();
                    }
                    Optional<CallWatch.End> end = watch.look();
                    if (end.isPresent()) {
                        return leave(end.get());
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } finally {
            RUNNING.remove(thread);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void carryOut(IntSupplier work) {
        try {
            Torch.settleThread();
            code = work.getAsInt();
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            done.countDown();
        }
    }

    private int result() {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return code;
    }

    private int leave(CallWatch.End end) throws InterruptedException {
        leftBehind = true;
        jobs.forEach(job -> job.token().cancel(end.sentence()));
        if (end.call().thread() == thread) {
            thread.interrupt(); // one that sleeps or waits wakes up, and ends in order
        }
        boolean ended = done.await(LAST_MILLIS, TimeUnit.MILLISECONDS);
        if (!ended) {
            jobs.forEach(job -> job.leaveBehind(end.sentence()));
            end.call()
                    .thread()
                    .setName(end.call().thread().getName() + ", left behind in plugin "
                            + end.call().plugin());
            LOG.log(
                    Level.WARNING,
                    () -> "the thread \"" + end.call().thread().getName() + "\" did not come back from "
                            + end.call().method() + "; it ends with this program");
        }
        console.say("echelle: " + end.sentence());
        return Front.FAILED;
    }

    /** What can be seen of the command from outside. */
    private final class Signs implements CallWatch.Watched {
        @Override
        public long reports() {
            return jobs.stream().mapToLong(j -> 1 + j.progress().reports()).sum();
        }

        @Override
        public long signs() {
            return jobs.stream()
                    .mapToLong(j -> 1 + j.progress().reports() + j.progress().checks())
                    .sum();
        }

        @Override
        public Optional<String> cancelled() {
            return jobs.stream().flatMap(j -> j.token().reason().stream()).findFirst();
        }

        @Override
        public Optional<Duration> limit() {
            return jobs.stream().flatMap(j -> j.limit().stream()).findFirst();
        }

        @Override
        public Optional<PluginCall> call() {
            if (domains == null) {
                return Optional.empty();
            }
            Set<Thread> others = new HashSet<>(earlier);
            others.addAll(RUNNING);
            return new PluginFrames(domains.packages())
                    .holding(Thread.getAllStackTraces(), thread, others, !jobs.isEmpty());
        }

        @Override
        public boolean resumes() {
            return jobs.stream().anyMatch(Job::resumes);
        }

        @Override
        public void tell(String sentence) {
            if (jobs.isEmpty()) {
                console.say(sentence);
            } else {
                jobs.get(0).progress().tell(sentence);
            }
        }
    }
}
