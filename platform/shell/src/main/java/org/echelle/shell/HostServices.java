package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.echelle.analysis.naming.Describer;
import org.echelle.analysis.naming.PlainDescriber;

/** What a verb may use. One for each command line that is carried out. */
public final class HostServices {
    private final Console console;
    private final DomainRegistry domains;
    private final Jobs jobs;
    private final Supplier<List<Map<String, Object>>> plugins;
    private final Supplier<Gogo> gogo;
    private final LivePages live;
    private final Supplier<List<Describer>> describers;
    private final CommandThread command;

    /** Without describers of others. */
    HostServices(
            Console console,
            DomainRegistry domains,
            Jobs jobs,
            Supplier<List<Map<String, Object>>> plugins,
            Supplier<Gogo> gogo,
            LivePages live) {
        this(console, domains, jobs, plugins, gogo, live, List::of);
    }

    HostServices(
            Console console,
            DomainRegistry domains,
            Jobs jobs,
            Supplier<List<Map<String, Object>>> plugins,
            Supplier<Gogo> gogo,
            LivePages live,
            Supplier<List<Describer>> describers) {
        this(console, domains, jobs, plugins, gogo, live, describers, null);
    }

    private HostServices(
            Console console,
            DomainRegistry domains,
            Jobs jobs,
            Supplier<List<Map<String, Object>>> plugins,
            Supplier<Gogo> gogo,
            LivePages live,
            Supplier<List<Describer>> describers,
            CommandThread command) {
        this.console = console;
        this.domains = domains;
        this.jobs = jobs;
        this.plugins = plugins;
        this.gogo = gogo;
        this.live = live;
        this.describers = describers;
        this.command = command;
    }

    /** For one command line, carried out by a thread of its own. */
    HostServices with(Console other, CommandThread thread) {
        return new HostServices(other, domains, jobs, plugins, gogo, live, describers, thread);
    }

    /** Where to read and write. */
    public Console console() {
        return console;
    }

    /** The domains that are installed now. */
    public DomainRegistry domains() {
        return domains;
    }

    /**
     * Begins long work that ctrl-C and leaving plugins can stop.
     *
     * @param quiet shows notes only, no progress
     * @return the caller closes it
     */
    public Job begin(boolean quiet) {
        return new Job(jobs, domains, console, quiet, command);
    }

    /** Asks every running job to stop, and says whether there are any. */
    boolean stopJobs() {
        return jobs.stopAll();
    }

    /** Whether the program is to end. */
    boolean stopping() {
        return jobs.stopping();
    }

    /** The files in the plugin folders, as the host's list says. */
    public List<Map<String, Object>> plugins() {
        return plugins.get();
    }

    Gogo gogo() {
        return gogo.get();
    }

    /** Whoever describes features: our own sentence first, then every service of that type, by name. */
    List<Describer> describers() {
        List<Describer> all = new ArrayList<>(List.of(new PlainDescriber()));
        describers.get().stream().sorted(Comparator.comparing(Describer::name)).forEach(all::add);
        return all;
    }

    /** The pages that show trainings while they go on. */
    LivePages live() {
        return live;
    }

    /** The distribution's folder, with {@code sample-configs} and {@code plugins} in it. */
    public Path home() {
        return Path.of(System.getProperty("echelle.home", "."));
    }

    /** What outlives a process: logs, the engine's choice. */
    public Path state() {
        return Path.of(System.getProperty(
                "echelle.state",
                Path.of(System.getProperty("user.home"), ".echelle").toString()));
    }

    /** The log file of this process, as text for the user. */
    public String log() {
        return System.getProperty("echelle.log", "the log");
    }

    /** The version of Echelle. */
    public static String version() {
        return System.getProperty("echelle.version", "unknown");
    }
}
