package org.echelle.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The interactive shell: JLine edits, completes and remembers the line, Gogo carries it out. */
final class Prompt {
    private final HostServices host;
    private final Console console;

    Prompt(HostServices host, Console console) {
        this.host = host;
        this.console = console;
    }

    int run() {
        try (Terminal terminal = terminal();
                CommandSession session = host.gogo().session(console)) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("echelle")
                    .completer(completer())
                    .variable(LineReader.HISTORY_FILE, host.state().resolve("history"))
                    .build();
            // While a verb runs, ctrl-C asks its job to stop and leaves the shell open.
            terminal.handle(Signal.INT, signal -> host.stopJobs());
            while (true) {
                String line;
                try {
                    line = reader.readLine("echelle> ");
                } catch (UserInterruptException e) {
                    continue;
                } catch (EndOfFileException e) {
                    return 0;
                }
                if (Gogo.leaves(line)) {
                    return 0;
                }
                Gogo.execute(session, line, console);
            }
        } catch (IOException e) {
            throw new ShellException("The terminal cannot be used: " + e.getMessage() + ".", e);
        }
    }

    /** JLine finds its ways to the terminal by the context class loader; only its own bundle has them. */
    private static Terminal terminal() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(TerminalBuilder.class.getClassLoader());
        try {
            return TerminalBuilder.builder().system(true).dumb(true).build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Completer completer() {
        CommandLine tree = Front.commandLine(host);
        return (reader, line, candidates) -> {
            String[] words = line.words().toArray(new String[0]);
            List<CharSequence> found = new ArrayList<>();
            AutoComplete.complete(
                    tree.getCommandSpec(), words, line.wordIndex(), line.wordCursor(), line.cursor(), found);
            for (CharSequence rest : found) {
                candidates.add(new Candidate(line.word().substring(0, line.wordCursor()) + rest));
            }
        };
    }
}
