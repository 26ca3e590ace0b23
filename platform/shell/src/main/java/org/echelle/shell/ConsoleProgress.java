package org.echelle.shell;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.echelle.api.Progress;

/**
 * Progress for a person: a bar that redraws itself on a terminal, a plain line now and then elsewhere, nothing but notes when
 * quiet.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final int BAR = 24;
    /** Wipes the line that the cursor is on, in every terminal since the VT100. */
    private static final String WIPE = "\033[2K";

    private final PrintStream to;
    private final boolean terminal;
    private final boolean quiet;
    private final CancelToken token;
    private final LongSupplier nanos;
    private final int columns;

    private String stage;
    private String unit = "";
    private String detail = "";
    private long total;
    private long done;
    private long started;
    private long shown;
    private int drawn;
    private List<String> below = List.of();
    private int drawnBelow;
    private final LongAdder reports = new LongAdder();
    private final LongAdder checks = new LongAdder();
    private volatile boolean silenced;

    /**
     * @param console where it is shown
     * @param quiet shows notes only
     * @param token makes {@link #check} throw once it is cancelled
     */
    public ConsoleProgress(Console console, boolean quiet, CancelToken token) {
        this(console.err(), console.terminal(), quiet, token, System::nanoTime);
    }

    ConsoleProgress(PrintStream to, boolean terminal, boolean quiet, CancelToken token, LongSupplier nanos) {
        this.to = to;
        this.terminal = terminal;
        this.quiet = quiet;
        this.token = token;
        this.nanos = nanos;
        this.columns = Math.max(40, Integer.getInteger("echelle.columns", 100));
    }

    @Override
    public synchronized void begin(String newStage, long newTotal, String newUnit) {
        reports.increment();
        finish();
        stage = newStage;
        total = newTotal;
        unit = newUnit;
        detail = "";
        done = 0;
        started = nanos.getAsLong();
        shown = started;
        if (quiet || silenced) {
            return;
        }
        if (terminal) {
            draw();
        } else {
            to.println(total < 0 ? stage : stage + ": " + count(total) + " " + unit);
        }
    }

    @Override
    public synchronized void advance(long newDone, String newDetail) {
        reports.increment();
        done = newDone;
        detail = newDetail == null ? "" : newDetail;
        long now = nanos.getAsLong();
        if (quiet || silenced || stage == null || now - shown < (terminal ? REDRAW_NANOS : PLAIN_NANOS)) {
            return;
        }
        shown = now;
        if (terminal) {
            draw();
        } else {
            to.println(stage + ": " + figures());
        }
    }

    @Override
    public synchronized void note(String sentence) {
        reports.increment();
        tell(sentence);
    }

    /** As {@link #note}, by somebody else than the work. */
    synchronized void tell(String sentence) {
        if (silenced) {
            return;
        }
        erase();
        to.println(terminal ? folded(sentence) : sentence);
        if (terminal && stage != null && !quiet) {
            draw();
        }
    }

    /** Lines that are kept under the bar on a terminal that can move its cursor; the rest is as if they were not there. */
    synchronized void below(List<String> lines) {
        below = terminal && !quiet && !"dumb".equals(System.getenv("TERM")) ? List.copyOf(lines) : List.of();
    }

    /** Prints lines, above the bar if there is one; nothing when quiet. */
    synchronized void lines(List<String> lines) {
        if (!quiet && !silenced) {
            erase();
            lines.forEach(to::println);
            if (terminal && stage != null) {
                draw();
            }
        }
    }

    /** How wide a line may be. */
    int columns() {
        return columns;
    }

    @Override
    public void check() {
        checks.increment();
        token.check();
    }

    /** Grows with everything that the work reports. */
    long reports() {
        return reports.sum();
    }

    /** Grows with every look whether the job is to stop. */
    long checks() {
        return checks.sum();
    }

    /** Shows nothing any more: whoever asked for the work does not wait for it. Does not wait for a thread that is at it. */
    void silence() {
        silenced = true;
    }

    /** Ends the last stage. */
    @Override
    public synchronized void close() {
        finish();
    }

    private void finish() {
        if (stage == null) {
            return;
        }
        if (!quiet && !silenced) {
            erase();
            Duration took = Duration.ofNanos(nanos.getAsLong() - started);
            String amount = done > 0 ? ": " + count(done) + " " + unit + " in " + time(took) : " in " + time(took);
            to.println(stage + amount + (detail.isEmpty() ? "" : "  " + detail));
        }
        stage = null;
        below = List.of();
    }

    private void draw() {
        StringBuilder line = new StringBuilder(stage).append(' ');
        if (total > 0) {
            int full = (int) Math.min(BAR, BAR * done / total);
            line.append('[')
                    .append("=".repeat(full))
                    .append(" ".repeat(BAR - full))
                    .append("] ");
        }
        line.append(figures());
        if (line.length() > columns - 1) {
            line.setLength(columns - 1);
        }
        int length = line.length();
        to.print("\r" + line + " ".repeat(Math.max(0, drawn - length)));
        drawBelow();
        to.flush();
        drawn = length;
    }

    /** The lines under the bar, and the cursor back to the bar. Lines that are gone are wiped. */
    private void drawBelow() {
        int lines = Math.max(below.size(), drawnBelow);
        for (int i = 0; i < lines; i++) {
            String line = i < below.size() ? below.get(i) : "";
            to.print("\n\r" + WIPE + line.substring(0, Math.min(line.length(), columns - 1)));
        }
        if (lines > 0) {
            to.print("\033[" + lines + "A\r");
        }
        drawnBelow = below.size();
    }

    private void erase() {
        if (drawnBelow > 0) {
            List<String> kept = below;
            below = List.of();
            drawBelow();
            below = kept;
        }
        if (drawn > 0) {
            to.print("\r" + " ".repeat(drawn) + "\r");
            drawn = 0;
        }
    }

    /** The same in lines that a terminal need not break within a word. */
    private String folded(String sentence) {
        StringBuilder text = new StringBuilder();
        int line = 0;
        for (String word : sentence.split(" ", -1)) {
            if (line > 0 && line + 1 + word.length() >= columns) {
                text.append(System.lineSeparator()).append("  ");
                line = 2;
            } else if (text.length() > 0) {
                text.append(' ');
                line++;
            }
            text.append(word);
            line += word.length();
        }
        return text.toString();
    }

    private String figures() {
        double seconds = (nanos.getAsLong() - started) / 1e9;
        StringBuilder text = new StringBuilder();
        if (total > 0) {
            text.append(100 * done / total).append(" %  ");
        }
        text.append(count(done)).append(' ').append(unit);
        if (done > 0 && seconds > 0.2) {
            double rate = done / seconds;
            text.append("  ").append(rate(rate)).append(' ').append(unit).append("/s");
            if (total > done) {
                text.append("  ")
                        .append(time(Duration.ofMillis((long) (1000 * (total - done) / rate))))
                        .append(" left");
            }
        }
        return detail.isEmpty() ? text.toString() : text + "  " + detail;
    }

    private static String rate(double perSecond) {
        return perSecond < 100 ? String.format(Locale.ROOT, "%.1f", perSecond) : count((long) perSecond);
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    static String time(Duration d) {
        long s = d.toSeconds();
        if (s >= 3600) {
            return s / 3600 + " h " + s % 3600 / 60 + " min";
        }
        if (s >= 60) {
            return s / 60 + " min " + s % 60 + " s";
        }
        return s >= 10 ? s + " s" : String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
    }
}
