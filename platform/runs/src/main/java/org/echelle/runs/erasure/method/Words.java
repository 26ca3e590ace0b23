package org.echelle.runs.erasure.method;

/** Settings in words. */
final class Words {
    private Words() {}

    static String features(int count) {
        return count == 1 ? "1 feature" : count + " features";
    }

    /** A number without needless digits. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
