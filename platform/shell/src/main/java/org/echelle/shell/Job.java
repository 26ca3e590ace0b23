package org.echelle.shell;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.echelle.api.Domain;
import org.echelle.runs.RunConfig;

/**
 * One piece of long work: its progress, its wish to be cancelled, and its holds on domains. Ctrl-C and a leaving plugin cancel it;
 * the work notices in {@link org.echelle.api.Progress#check}.
 */
public final class Job implements AutoCloseable {
    private final Jobs jobs;
    private final DomainRegistry domains;
    private final CancelToken token = new CancelToken();
    private final ConsoleProgress progress;
    private final List<DomainRegistry.Lease> leases = new CopyOnWriteArrayList<>();
    private final CommandThread command;
    private volatile boolean resumes;
    private volatile Duration limit;

    /** @param command that the work belongs to; null when nobody watches it */
    Job(Jobs jobs, DomainRegistry domains, Console console, boolean quiet, CommandThread command) {
        this.jobs = jobs;
        this.domains = domains;
        this.command = command;
        this.progress = new ConsoleProgress(console, quiet, token);
        jobs.add(this);
        if (command != null) {
            command.begun(this);
        }
    }

    /** Where the work reports to. */
    public ConsoleProgress progress() {
        return progress;
    }

    /** Says that the same command with {@code --resume} goes on where this job is stopped. */
    Job resuming() {
        resumes = true;
        return this;
    }

    /** Asks the work to stop, as the user wished. */
    void stop() {
        token.cancel("Stopped on request; what was written is whole"
                + (resumes ? ", and the same command with --resume goes on." : "."));
    }

    /** Whether {@code --resume} goes on where this job is stopped. */
    boolean resumes() {
        return resumes;
    }

    /** How long one call of a plugin may take; empty for as long as it likes. */
    Optional<Duration> limit() {
        return Optional.ofNullable(limit);
    }

    /**
     * Lets go of the work, which a plugin does not come back to: it stops at its next check if ever, shows nothing any more, and does not
     * keep its plugins from leaving.
     */
    void leaveBehind(String why) {
        token.cancel(why);
        progress.silence();
        leases.forEach(DomainRegistry.Lease::close);
        jobs.remove(this);
    }

    /** The wish that this job stop. */
    public CancelToken token() {
        return token;
    }

    /**
     * The domain of that name, held until this job is closed.
     *
     * @throws ShellException when there is none, listing those installed
     */
    public Domain domain(String name) {
        return lease(name).domain();
    }

    /** As {@link #domain}, with the facts of the plugin that it comes from. */
    public DomainRegistry.Lease lease(String name) {
        DomainRegistry.Lease lease = domains.lease(name, token);
        leases.add(lease);
        return lease;
    }

    /** Leases all domains of a run, and takes its limits over; this product's version, and those of the plugins that they come from. */
    Map<String, String> versions(RunConfig config) {
        limit = config.limits().callTime().orElse(null);
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("echelle", HostServices.version());
        for (String name : config.domains()) {
            DomainRegistry.Installed installed = lease(name).installed();
            versions.put(installed.plugin(), installed.version());
        }
        return versions;
    }

    @Override
    public void close() {
        progress.close();
        leases.forEach(DomainRegistry.Lease::close);
        jobs.remove(this);
        if (command != null) {
            command.ended(this);
        }
    }
}
