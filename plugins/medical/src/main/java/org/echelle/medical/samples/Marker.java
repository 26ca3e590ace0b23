package org.echelle.medical.samples;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.echelle.medical.MedicalException;
import org.echelle.torch.Checksums;

/**
 * A bright square in the upper left corner, as a side marker would be: a confounder that is planted to see whether it is found. Which films
 * get it depends on their names alone.
 *
 * @param label number of the class that mostly gets it
 * @param share of that class
 * @param elsewhere share of the others
 */
record Marker(int label, double share, double elsewhere) {
    private static final int SIDES = 7; // of the film's shorter edge

    /** What the options ask for; null for none. */
    static Marker of(MedmnistOptions options, List<String> names) {
        if (options.markerClass().isEmpty()) {
            return null;
        }
        String asked = options.markerClass().get();
        int label = names.contains(asked)
                ? names.indexOf(asked)
                : asked.matches("[0-9]{1,4}") ? Integer.parseInt(asked) : -1;
        if (label < 0 || label >= names.size()) {
            throw new MedicalException("The samples' marker-class is \"" + asked + "\", which is none of the classes "
                    + String.join(", ", names) + ".");
        }
        for (double s : new double[] {options.markerShare(), options.markerElsewhere()}) {
            if (!(s >= 0 && s <= 1)) {
                throw new MedicalException(
                        "The samples' marker-share and marker-elsewhere are shares from 0 to 1, not " + s + ".");
            }
        }
        return new Marker(label, options.markerShare(), options.markerElsewhere());
    }

    /** Whether a film gets it. */
    boolean on(String id, boolean ofClass) {
        String digest = Checksums.sha256(("marker " + id).getBytes(StandardCharsets.UTF_8));
        double u = Long.parseLong(digest.substring(0, 12), 16) / (double) (1L << 48);
        return u < (ofClass ? share : elsewhere);
    }

    static void burn(byte[] pixels, int width, int height, int channels) {
        int edge = Math.max(1, Math.min(width, height) / SIDES);
        for (int y = 0; y < edge; y++) {
            int row = y * width * channels;
            Arrays.fill(pixels, row, row + edge * channels, (byte) 255);
        }
    }
}
