package org.echelle.analysis;

/** Logarithms of factorials: a table up to 1023, Stirling's series above (error below 1e-16 relative there). */
final class LogFactorial {
    private static final double[] TABLE = new double[1024];

    static {
        for (int i = 2; i < TABLE.length; i++) {
            TABLE[i] = TABLE[i - 1] + Math.log(i);
        }
    }

    private LogFactorial() {}

    static double of(long n) {
        if (n < TABLE.length) {
            return TABLE[(int) n];
        }
        double x = n;
        double inverse = 1 / x;
        double square = inverse * inverse;
        return (x + 0.5) * Math.log(x)
                - x
                + 0.5 * Math.log(2 * Math.PI)
                + inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260)));
    }

    static double choose(long n, long k) {
        return of(n) - of(k) - of(n - k);
    }
}
