package org.echelle.report;

import java.util.Locale;
import org.echelle.analysis.Interval;

/** How numbers are written on a page: few digits, the same everywhere, whatever the reader's locale. */
final class Numbers {
    private static final String NONE = "–";

    private Numbers() {}

    /** A whole number with separators. */
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** A score from 0 to 1, two decimals. */
    static String score(double value) {
        return Double.isNaN(value) ? NONE : minus(String.format(Locale.ROOT, "%.2f", value));
    }

    /** A proper minus sign, and none before a zero. */
    private static String minus(String number) {
        return number.matches("-0[.]0*") ? number.substring(1) : number.replace('-', '−');
    }

    /** Three significant digits. */
    static String figure(double value) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        int decimals = size == 0 ? 0 : Math.max(0, Math.min(5, 2 - (int) Math.floor(Math.log10(size))));
        return trimmed(String.format(Locale.ROOT, "%,." + decimals + "f", value));
    }

    /** A whole number and what it counts: {@code 1 sample}, {@code 2 samples}. */
    static String count(long n, String one, String many) {
        return count(n) + " " + (n == 1 ? one : many);
    }

    /** An activation: always three significant digits, so that values in a row of cards line up. */
    static String activation(double value) {
        double size = Math.abs(value);
        if (size == 0 || size < 1e-3 || size >= 1e6) {
            return figure(value);
        }
        int decimals = Math.max(0, Math.min(5, 2 - (int) Math.floor(Math.log10(size))));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** A fraction of variance; what only rounding keeps from 0 is not spelt out. */
    static String fraction(double value) {
        return value > 0 && value < 1e-4 ? "< 0.0001" : figure(value);
    }

    /** A mean of many scores, three decimals. */
    static String mean(double value) {
        return Double.isNaN(value) ? NONE : minus(String.format(Locale.ROOT, "%.3f", value));
    }

    /** A share as per cent, three significant digits. */
    static String percent(double share) {
        return Double.isNaN(share) ? NONE : figure(share * 100) + " %";
    }

    /** An interval of scores, with a space before it; empty where none was computed. */
    static String interval(Interval interval) {
        return interval.known() ? " [" + score(interval.low()) + ", " + score(interval.high()) + "]" : "";
    }

    /** The same with three decimals, for means. */
    static String meanInterval(Interval interval) {
        return interval.known() ? " [" + mean(interval.low()) + ", " + mean(interval.high()) + "]" : "";
    }

    /** An interval of a count. */
    static String countInterval(Interval interval) {
        return interval.known() ? " [" + figure(interval.low()) + ", " + figure(interval.high()) + "]" : "";
    }

    /** A difference of scores, with its sign. */
    static String signed(double value) {
        String text = score(Math.abs(value));
        return text.equals("0.00") ? text : (value < 0 ? "−" : "+") + text;
    }

    /** A p- or q-value. */
    static String probability(double p) {
        if (Double.isNaN(p)) {
            return NONE;
        }
        return p < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, p < 0.01 ? "%.4f" : p < 0.1 ? "%.3f" : "%.2f", p);
    }

    /** A large count on an axis: 20k, 1.5M. */
    static String axis(double value) {
        double size = Math.abs(value);
        if (size >= 1e9) {
            return trimmed(String.format(Locale.ROOT, "%.2f", value / 1e9)) + "G";
        }
        if (size >= 1e6) {
            return trimmed(String.format(Locale.ROOT, "%.2f", value / 1e6)) + "M";
        }
        if (size >= 1e4) {
            return trimmed(String.format(Locale.ROOT, "%.1f", value / 1e3)) + "k";
        }
        return size < 1e-9 ? "0" : figure(value);
    }

    /** A number for a script or a table of values: all digits, empty where there is none. */
    static String plain(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? "" : trimmed(Double.toString(value));
    }

    private static String trimmed(String number) {
        if (number.indexOf('.') < 0 || number.indexOf('E') >= 0) {
            return number;
        }
        int end = number.length();
        while (number.charAt(end - 1) == '0') {
            end--;
        }
        return number.substring(0, number.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
