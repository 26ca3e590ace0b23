package org.echelle.shell;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.echelle.api.EchelleException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Carries out command lines: parsing, errors, exit codes. */
final class Front {
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final Logger LOG = Logger.getLogger(Front.class.getName());

    private final HostServices services;

    Front(HostServices services) {
        this.services = services;
    }

    /**
     * Carries out one command line.
     *
     * @return 0 done, 1 failed, 2 wrong usage
     */
    int run(Console console, String... arguments) {
        CommandThread thread = new CommandThread(services.domains(), console);
        try {
            return thread.run(() -> carryOut(console, thread, arguments));
        } finally {
            console.out().flush();
            console.err().flush();
        }
    }

    private int carryOut(Console console, CommandThread thread, String... arguments) {
        try {
            CommandLine line = commandLine(services.with(console, thread));
            // Told by the handler that was set there, unless somebody told already why this work is left behind.
            CommandLine.IExecutionExceptionHandler told = line.getExecutionExceptionHandler();
            line.setExecutionExceptionHandler((thrown, command, parsed) ->
                    thread.leftBehind() ? late(thrown) : told.handleExecutionException(thrown, command, parsed));
            return line.execute(arguments);
        } catch (Error e) {
            return thread.leftBehind() ? late(e) : failed(services, console, e);
        }
    }

    private static int late(Throwable thrown) {
        LOG.log(Level.INFO, "a command that was left behind has ended", thrown);
        return FAILED;
    }

    /** The tree of verbs, writing to the services' console. */
    static CommandLine commandLine(HostServices host) {
        CommandLine root = new CommandLine(new EchelleCommand());
        for (Verb verb : Verbs.all(host)) {
            CommandLine line = new CommandLine(verb);
            verb.parts().forEach(line::addSubcommand);
            root.addSubcommand(line);
        }
        CommandLine help = new CommandLine(new CommandLine.HelpCommand());
        help.getCommandSpec().usageMessage().hidden(true); // --help lists what does something
        root.addSubcommand(help);
        Console console = host.console();
        root.setOut(new PrintWriter(console.out(), true, Charset.defaultCharset()));
        root.setErr(new PrintWriter(console.err(), true, Charset.defaultCharset()));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpWidth(100);
        root.setAbbreviatedOptionsAllowed(false);
        root.setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (thrown instanceof ParameterException wrong) {
                return misused(console, wrong);
            }
            return failed(host, console, thrown);
        });
        root.setParameterExceptionHandler((wrong, arguments) -> misused(console, wrong));
        return root;
    }

    private static int misused(Console console, ParameterException wrong) {
        console.say("echelle: " + sentence(wrong));
        PrintWriter err = wrong.getCommandLine().getErr();
        Optional<String> meant = meant(wrong);
        if (meant.isPresent()) {
            console.say("Did you mean: " + meant.get() + "?");
        } else if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.flush();
        }
        console.say("Try `" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
        return USAGE;
    }

    private static String sentence(ParameterException wrong) {
        return noVerb(wrong).map(word -> "There is no verb \"" + word + "\".").orElse(wrong.getMessage());
    }

    /** The word that stands where a verb should, and is none. */
    private static Optional<String> noVerb(ParameterException wrong) {
        return wrong instanceof UnmatchedArgumentException unmatched
                        && wrong.getCommandLine().getParent() == null
                ? Optional.of(unmatched.getUnmatched().get(0)).filter(word -> !word.startsWith("-"))
                : Optional.empty();
    }

    /** The verb that does what somebody called by another word. */
    private static Optional<String> meant(ParameterException wrong) {
        return noVerb(wrong)
                .map(word -> word.toLowerCase(Locale.ROOT).replaceAll("[-_]", ""))
                .flatMap(word -> wrong.getCommandLine().getSubcommands().values().stream()
                        .filter(line -> line.getCommand() instanceof Verb verb
                                && verb.soughtAs().contains(word))
                        .map(line -> line.getCommandSpec().qualifiedName())
                        .findFirst());
    }

    private static int failed(HostServices host, Console console, Throwable thrown) {
        if (thrown instanceof EchelleException told) {
            LOG.log(Level.INFO, "the command failed", told);
            console.say("echelle: " + told.getMessage());
            return FAILED;
        }
        LOG.log(Level.SEVERE, "defect", thrown);
        if (thrown instanceof OutOfMemoryError) {
            console.say("echelle: The Java heap of " + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MiB is full; give more with ECHELLE_OPTS=-Xmx8g, or use a smaller batch.");
            return FAILED;
        }
        String log = System.getProperty("echelle.log", "the log");
        Optional<PluginFrames.Thrown> plugins = host.domains() == null
                ? Optional.empty()
                : new PluginFrames(host.domains().packages()).thrower(thrown);
        console.say(plugins.map(t -> "echelle: The plugin " + t.plugin() + " failed in " + t.method() + " with "
                        + t.what() + ". Tell its author; the details are in " + log + ".")
                .orElse("echelle: this is a defect of Echelle: " + thrown + "\nThe details are in " + log
                        + "; please report them."));
        return FAILED;
    }
}
