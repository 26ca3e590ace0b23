package org.echelle.protein.view;

import java.util.Locale;

/**
 * The one colour scale of the plugin: white where a feature is silent to red at its maximum over all samples, straight in sRGB. Its
 * lightness only falls, so that it can be read in grey and by colour-blind people, and black letters keep a contrast of 4.5 to 1 on
 * its red (#DE2D26).
 */
final class Ramp {
    private static final int[] RED = {0xDE, 0x2D, 0x26};

    private Ramp() {}

    /**
     * @param share activation over the feature's maximum; outside 0 to 1 it is cut
     * @return such as {@code #ff8040}
     */
    static String colour(float share) {
        float s = Math.max(0, Math.min(1, share));
        return String.format(Locale.ROOT, "#%02x%02x%02x", mix(0, s), mix(1, s), mix(2, s));
    }

    private static int mix(int channel, float share) {
        return Math.round(255 + (RED[channel] - 255) * share);
    }

    /** The legend's bar, for a style. */
    static String gradient() {
        return "linear-gradient(90deg,#fff," + colour(1) + ")";
    }
}
