package org.echelle.protein.profile;

/** From where to where a figure lies with 95 % confidence. */
public record Interval(double low, double high) {
    /** Whether it has the value inside or on its ends. */
    public boolean holds(double value) {
        return value >= low && value <= high;
    }
}
