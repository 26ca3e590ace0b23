package org.echelle.vision.concepts;

import java.util.Locale;
import org.echelle.api.Progress;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;

/** Leaves out objects of which preprocessing cuts too much away, and counts them. */
final class Crop {
    private final PictureGrid subject;
    private final double minKept;
    private long met;
    private long dropped;
    private long beyond;
    private String example = "";

    Crop(PictureGrid subject, double minKept) {
        this.subject = subject;
        this.minKept = minKept;
    }

    /**
     * Whether enough of a box is seen by the network.
     *
     * @param box left, upper, right and lower edge in picture pixels
     */
    boolean keeps(double[] box, int width, int height) {
        double[] window = SiteGrid.window(subject, width, height);
        double whole = (box[2] - box[0]) * (box[3] - box[1]);
        double kept = Boxes.of(box[0], box[1], box[2], box[3]).area(window[0], window[1], window[2], window[3]);
        met++;
        if (whole > 0 && kept / whole >= minKept) {
            return true;
        }
        dropped++;
        if (Boxes.of(box[0], box[1], box[2], box[3]).area(0, 0, width, height) / whole < minKept) {
            beyond++;
            example = String.format(
                    Locale.ROOT,
                    "%.0f, %.0f to %.0f, %.0f in a picture of %d x %d",
                    box[0],
                    box[1],
                    box[2],
                    box[3],
                    width,
                    height);
        }
        return false;
    }

    void report(String source, Progress progress) {
        String share = Math.round(minKept * 100) + " % of their boxes";
        if (beyond > 0) {
            progress.note(beyond + " of " + met + " objects of " + source + " were left out: less than " + share
                    + " lies within the picture at all (such as " + example
                    + "); are they boxes of pictures of another size?");
        }
        if (dropped > beyond) {
            progress.note(dropped - beyond + " of " + met + " objects of " + source
                    + " were left out: resizing and cropping to the network's input keep less than " + share + ".");
        }
    }
}
