package org.echelle.analysis;

import java.nio.charset.StandardCharsets;

/** Hashes that are the same on every machine and in every version: SplitMix64's finaliser (Steele, Lea and Flood 2014). */
final class Mixing {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mixing() {}

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long next(long state) {
        return state + GOLDEN;
    }

    /** FNV-1a over the UTF-8 bytes, mixed with a seed. */
    static long hash(String text, long seed) {
        long h = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return mix(mix(h + GOLDEN) ^ mix(seed + GOLDEN));
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    static double unit(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }
}
