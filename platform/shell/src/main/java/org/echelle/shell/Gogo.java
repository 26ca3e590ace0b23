package org.echelle.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.function.BooleanSupplier;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;

/** A session of the Gogo shell on the running host. */
final class Gogo {
    static final String SCOPE = "echelle";

    private final CommandProcessor processor;

    Gogo(CommandProcessor processor) {
        this.processor = processor;
    }

    /** A session in which the verbs need no scope. */
    CommandSession session(Console console) {
        CommandSession session = processor.createSession(console.in(), console.out(), console.err());
        session.put("SCOPE", SCOPE + ":gogo:felix:*");
        return session;
    }

    /**
     * Carries out commands from the console's input, one a line; empty lines and those that begin with {@code #} are passed over.
     *
     * @param stopping whether the program is to end: then the rest is left out
     * @return 0 when all went well, else 1
     */
    int script(Console console, BooleanSupplier stopping) {
        int worst = 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(console.in(), Charset.defaultCharset()));
        try (CommandSession session = session(console)) {
            for (String line = lines.readLine();
                    line != null && !leaves(line) && !stopping.getAsBoolean();
                    line = lines.readLine()) {
                worst = Math.max(worst, execute(session, line, console));
            }
        } catch (IOException e) {
            throw new ShellException("The commands cannot be read: " + e.getMessage() + ".", e);
        }
        return worst;
    }

    static boolean leaves(String line) {
        String word = line.strip();
        return word.equals("exit") || word.equals("quit");
    }

    /** Carries out one line; an error is told, not thrown. */
    @SuppressWarnings("CatchingUnchecked") // Gogo's execute declares Exception, and any command may throw anything
    static int execute(CommandSession session, String line, Console console) {
        String command = line.strip();
        if (command.isEmpty() || command.startsWith("#")) {
            return 0;
        }
        session.put(VerbFunction.EXIT, 0);
        try {
            Object result = session.execute(command);
            if (result != null) {
                console.line(session.format(result, org.apache.felix.service.command.Converter.INSPECT)
                        .toString());
            }
            return session.get(VerbFunction.EXIT) instanceof Integer code && code != 0 ? 1 : 0;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            String text = e.getMessage() == null ? e.toString() : e.getMessage();
            console.say(
                    e.getClass().getSimpleName().equals("CommandNotFoundException")
                            ? text + "; `help` lists the commands."
                            : text);
            return 1;
        }
    }
}
