package org.echelle.shell;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that run now, so that all of them can be asked to stop. */
final class Jobs {
    private final Set<Job> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    void add(Job job) {
        running.add(job);
    }

    void remove(Job job) {
        running.remove(job);
    }

    /** Asks all jobs to stop, as the program is to end, and says whether there are any. */
    boolean stopAll() {
        stopping = true;
        running.forEach(Job::stop);
        return !running.isEmpty();
    }

    /** Whether the program is to end, so that nothing new may begin. */
    boolean stopping() {
        return stopping;
    }
}
