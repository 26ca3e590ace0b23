package org.echelle.runs;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers with units of bytes ({@code 10GB}, {@code 512 MiB}), and the way back for people. */
public final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("([0-9][0-9_]*(?:\\.[0-9]+)?)\\s*([kmgt]i?b?|b)?", Pattern.CASE_INSENSITIVE);

    private Quantity() {}

    /**
     * Reads a whole number, optionally with a unit: k, M, G, T (powers of 1000), Ki, Mi, Gi, Ti (powers of 1024), each with or
     * without B.
     *
     * @throws NumberFormatException when the text is something else
     */
    public static long parseLong(String text) {
        String trimmed = text.trim();
        if (trimmed.startsWith("-")) {
            return Long.parseLong(trimmed.replace("_", ""));
        }
        Matcher m = FORM.matcher(trimmed);
        if (!m.matches()) {
            throw new NumberFormatException("not a whole number: " + text);
        }
        String digits = m.group(1).replace("_", "");
        String unit =
                m.group(2) == null ? "" : m.group(2).toLowerCase(Locale.ROOT).replace("b", "");
        if (unit.isEmpty()) {
            return Long.parseLong(digits);
        }
        double step = unit.endsWith("i") ? 1024 : 1000;
        int power = "kmgt".indexOf(unit.charAt(0)) + 1;
        return (long) (Double.parseDouble(digits) * Math.pow(step, power));
    }

    /** Bytes for people: {@code 1.4 GB} (powers of 1000). */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = -1;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** A count with thin groups: {@code 1 234 567}. */
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n).replace(',', ' ');
    }

    /** Seconds for people: {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 05 min}. */
    public static String seconds(double seconds) {
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 90) {
            return whole + " s";
        }
        return whole < 5400
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }
}
