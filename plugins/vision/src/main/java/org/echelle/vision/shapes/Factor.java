package org.echelle.vision.shapes;

import java.util.List;
import java.util.Locale;

/** What varies from picture to picture of the shapes world, with the values that it takes. */
public enum Factor {
    /** Outline of the objects of a picture. */
    SHAPE("circle", "square", "triangle", "cross", "ring"),
    /** Their hue. */
    COLOUR("red", "green", "blue", "yellow", "magenta", "cyan"),
    /** What is drawn on them in a darker tone. */
    TEXTURE("plain", "stripes", "dots", "checks"),
    /** Radius of the main object: 7, 9 or 11 pixels. */
    SIZE("small", "medium", "large"),
    /** Third of the picture in which the centre of the main (the largest) object lies. */
    POSITION("top-left", "top", "top-right", "left", "centre", "right", "bottom-left", "bottom", "bottom-right"),
    /** Number of objects; the second and the third are smaller copies of the main one. */
    COUNT("one", "two", "three"),
    /** What lies behind. */
    BACKGROUND("dark", "light", "slope", "clouds", "lines");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> terms;

    Factor(String... terms) {
        this.terms = List.of(terms);
    }

    /** Names of the values, in the order of their numbers. */
    public List<String> terms() {
        return terms;
    }

    /** Place of this factor in arrays of factors. */
    @SuppressWarnings("EnumOrdinal") // the order of declaration is the order of the embedded subject's logits
    public int place() {
        return ordinal();
    }

    /** The name in concepts and labels, such as {@code shape}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Number of values of all factors together. */
    public static int total() {
        int total = 0;
        for (Factor f : values()) {
            total += f.terms.size();
        }
        return total;
    }
}
