package org.echelle.pictures;

import java.util.Locale;

/** Resampling filters, as Pillow names and defines them. */
public enum Interpolation {
    /** The pixel under the centre. */
    NEAREST(0),
    /** Mean over the covered area. */
    BOX(0.5),
    /** Triangle. */
    BILINEAR(1),
    /** Cosine-windowed sinc of half-width 1. */
    HAMMING(1),
    /** Keys' cubic with a = -0.5. */
    BICUBIC(2),
    /** Sinc windowed by a sinc, half-width 3. */
    LANCZOS(3);

    /** Half-width of the filter, in source pixels at scale 1. */
    final double support;

    Interpolation(double support) {
        this.support = support;
    }

    /** The filter's value at a distance (Pillow, {@code libImaging/Resample.c}, whose constants of HAMMING are of single precision). */
    double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case NEAREST -> 1;
            case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case HAMMING -> x == 0 ? 1 : x >= 1 ? 0 : sinc(x) * (0.54f + 0.46f * Math.cos(Math.PI * x));
            case BICUBIC -> x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
            case LANCZOS -> x < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** The filter of a Hugging Face {@code resample} number (Pillow's own numbering). */
    public static Interpolation numbered(int resample) {
        return switch (resample) {
            case 0 -> NEAREST;
            case 1 -> LANCZOS;
            case 2 -> BILINEAR;
            case 3 -> BICUBIC;
            case 4 -> BOX;
            case 5 -> HAMMING;
            default ->
                throw new PicturesException("The resampling filter number " + resample + " is not known (0 to 5 are).");
        };
    }

    /** The filter of a timm {@code interpolation} name. */
    public static Interpolation named(String name) {
        for (Interpolation i : values()) {
            if (i.name().equals(name.toUpperCase(Locale.ROOT))) {
                return i;
            }
        }
        throw new PicturesException("The interpolation " + name
                + " is not known; known are nearest, box, bilinear, hamming, bicubic and lanczos.");
    }
}
