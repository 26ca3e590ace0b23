package org.echelle.analysis;

/**
 * Fisher's exact test, one-sided for enrichment: the chance of at least {@code hits} successes among {@code drawn} draws without
 * replacement from {@code total} with {@code marked} marked. Terms come from one log-gamma value and a recurrence; the shorter
 * tail is summed.
 */
public final class Fisher {
    private Fisher() {}

    /**
     * @param hits marked ones among the drawn
     * @param drawn number drawn
     * @param marked marked ones in all
     * @param total everything
     * @return P(X >= hits), from 0 to 1
     */
    public static double enrichment(long hits, long drawn, long marked, long total) {
        long least = Math.max(0, drawn + marked - total);
        long most = Math.min(drawn, marked);
        if (hits <= least) {
            return 1;
        }
        if (hits > most) {
            return 0;
        }
        double mean = (double) drawn * marked / total;
        return hits > mean ? upper(hits, most, drawn, marked, total) : 1 - lower(hits - 1, least, drawn, marked, total);
    }

    private static double upper(long from, long to, long drawn, long marked, long total) {
        double term = Math.exp(logMass(from, drawn, marked, total));
        double sum = term;
        for (long x = from; x < to && term > sum * 1e-17; x++) {
            term *= (double) (marked - x) * (drawn - x) / ((double) (x + 1) * (total - marked - drawn + x + 1));
            sum += term;
        }
        return Math.min(1, sum);
    }

    private static double lower(long from, long to, long drawn, long marked, long total) {
        double term = Math.exp(logMass(from, drawn, marked, total));
        double sum = term;
        for (long x = from; x > to && term > sum * 1e-17; x--) {
            term *= (double) x * (total - marked - drawn + x) / ((double) (marked - x + 1) * (drawn - x + 1));
            sum += term;
        }
        return Math.min(1, sum);
    }

    private static double logMass(long x, long drawn, long marked, long total) {
        return LogFactorial.choose(marked, x)
                + LogFactorial.choose(total - marked, drawn - x)
                - LogFactorial.choose(total, drawn);
    }
}
