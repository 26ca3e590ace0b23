package org.echelle.shell;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the plugin whose code a command is in, by looking at its threads' stacks, or in whose code something was thrown. It is asked only
 * after a command was silent for long, or failed: calls of plugins cost nothing more for being watched.
 */
final class PluginFrames {
    private static final String OURS = "org.echelle.";

    private final Map<String, String> owners;

    /** @param owners packages, and the plugin that each belongs to */
    PluginFrames(Map<String, String> owners) {
        this.owners = owners;
    }

    /**
     * The call that keeps a command: its own thread's, else, while that thread only waits, a helper's (samples are read ahead by one).
     *
     * @param stacks of all threads
     * @param own the command's thread
     * @param others threads of other commands and of earlier days, which are not looked at
     * @param helpers whether the command may have any: one without a job has none
     */
    Optional<PluginCall> holding(
            Map<Thread, StackTraceElement[]> stacks, Thread own, Set<Thread> others, boolean helpers) {
        Optional<PluginCall> mine = entry(own, stacks.getOrDefault(own, new StackTraceElement[0]), false);
        if (mine.isPresent() || !helpers || !waits(own)) {
            return mine;
        }
        return stacks.entrySet().stream()
                .filter(s -> s.getKey() != own && !others.contains(s.getKey()))
                .flatMap(s -> entry(s.getKey(), s.getValue(), true).stream())
                .findFirst();
    }

    /**
     * What a plugin threw.
     *
     * @param plugin whose code it is
     * @param method where it was thrown, such as {@code ToySubject.forward}
     * @param what was thrown there, perhaps as the cause of what arrived
     */
    record Thrown(String plugin, String method, Throwable what) {}

    /** Finds the plugin in whose code something was thrown; empty where it was in ours, which a plugin may have called. */
    Optional<Thrown> thrower(Throwable thrown) {
        Optional<Thrown> found = Optional.empty();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            Optional<Thrown> here = thrownIn(t);
            found = here.isPresent() ? here : found;
        }
        return found;
    }

    private Optional<Thrown> thrownIn(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            String plugin = owners.get(packageOf(name));
            if (plugin != null) {
                return Optional.of(new Thrown(plugin, method(frame), thrown));
            }
            if (name.startsWith(OURS)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String method(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.substring(name.lastIndexOf('.') + 1) + "." + frame.getMethodName();
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** Threads that plugins made themselves never came from us, and hold nobody who does not wait for them in a plugin's code. */
    private Optional<PluginCall> entry(Thread thread, StackTraceElement[] stack, boolean fromUs) {
        boolean ours = !fromUs;
        for (int i = stack.length - 1; i >= 0; i--) {
            String name = stack[i].getClassName();
            String plugin = owners.get(packageOf(name));
            if (plugin != null) {
                return ours ? Optional.of(new PluginCall(thread, plugin, method(stack[i]), fromUs)) : Optional.empty();
            }
            ours |= name.startsWith(OURS);
        }
        return Optional.empty();
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }
}
