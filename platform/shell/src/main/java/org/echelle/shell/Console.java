package org.echelle.shell;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where a verb reads from and writes to: results on {@link #out}, messages and progress on {@link #err}.
 *
 * <p>{@link #system} asks for the streams at each use, because Gogo gives every command of a pipe its own.
 */
public final class Console {
    private final Supplier<InputStream> in;
    private final Supplier<PrintStream> out;
    private final Supplier<PrintStream> err;
    private final boolean terminal;

    private Console(Supplier<InputStream> in, Supplier<PrintStream> out, Supplier<PrintStream> err, boolean terminal) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** The streams of this process; the launcher script says whether a person sees standard error. */
    public static Console system() {
        return new Console(() -> System.in, () -> System.out, () -> System.err, Boolean.getBoolean("echelle.terminal"));
    }

    /**
     * The streams of this process by their file descriptors. A Gogo session must have these: once Gogo runs, {@code System.out}
     * leads to the session of the thread, and a session that wrote to {@code System.out} would write to itself for ever.
     */
    static Console process() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, Charset.defaultCharset());
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        return new Console(() -> in, () -> out, () -> err, Boolean.getBoolean("echelle.terminal"));
    }

    /** Streams of somebody else, and no terminal. */
    public static Console of(InputStream in, PrintStream out, PrintStream err) {
        return new Console(() -> in, () -> out, () -> err, false);
    }

    /** Where a verb reads what a person types. */
    public InputStream in() {
        return in.get();
    }

    /** Where results go. */
    public PrintStream out() {
        return out.get();
    }

    /** Where messages and progress go. */
    public PrintStream err() {
        return err.get();
    }

    /** Asks whether to go on; anything but a yes is a no. */
    public boolean agrees() {
        err().print("Go on? [y/N] ");
        err().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in(), Charset.defaultCharset())).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            throw new ShellException("The answer cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Whether a person watches standard error on a terminal, so that a line may be redrawn. */
    public boolean terminal() {
        return terminal;
    }

    /** Whether a person types: standard input and output are a terminal. */
    public boolean interactive() {
        return terminal && Boolean.getBoolean("echelle.interactive");
    }

    /** Whether messages may hold more than ASCII, such as the dots of braille. */
    public boolean unicode() {
        String name = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
        Charset charset = name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
        return charset.canEncode() && charset.newEncoder().canEncode('\u28FF');
    }

    /** Prints a line of a result. */
    public void line(String text) {
        out().println(text);
    }

    /** Prints a formatted line of a result, numbers written alike everywhere. */
    public void format(String pattern, Object... values) {
        out().println(String.format(Locale.ROOT, pattern, values));
    }

    /** Tells the user something beside the result. */
    public void say(String sentence) {
        err().println(sentence);
    }
}
