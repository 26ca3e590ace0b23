package org.echelle.vision.concepts;

import org.echelle.api.Progress;
import org.echelle.vision.VisionException;

/**
 * Whether boxes are in pixels of their pictures. Shares of the picture (0 to 1) would all fall into the first pixel, and boxes of a picture
 * of another size would lie beside it: both would give concepts without a single positive, or wrong ones, and no error.
 */
final class BoxUnits {
    private long boxes;
    private long shares;
    private long outside;
    private String example = "";

    /** Looks at a box: left, upper, right and lower edge in a picture of so many pixels. */
    void look(double[] box, CocoFile.Picture picture) {
        boxes++;
        if (box[2] <= 1 && box[3] <= 1 && picture.width() > 1 && picture.height() > 1) {
            shares++;
        }
        if (box[0] >= picture.width() || box[1] >= picture.height() || box[2] <= 0 || box[3] <= 0) {
            outside++;
            example = String.format(
                    java.util.Locale.ROOT,
                    "%.0f, %.0f to %.0f, %.0f in %s of %d x %d",
                    box[0],
                    box[1],
                    box[2],
                    box[3],
                    picture.file(),
                    picture.width(),
                    picture.height());
        }
    }

    /**
     * Tells what was seen.
     *
     * @throws VisionException when no box can be meant as it stands
     */
    void report(String file, Progress progress) {
        if (boxes > 0 && shares == boxes) {
            throw new VisionException("All " + boxes + " boxes of " + file
                    + " lie within the first pixel: they look like shares of the picture (0 to 1), where COCO counts pixels."
                    + " Multiply them by the pictures' width and height.");
        }
        if (boxes > 0 && outside == boxes) {
            throw new VisionException("All " + boxes + " boxes of " + file + " lie outside their pictures (such as "
                    + example + "); they belong to pictures of another size.");
        }
        if (outside > 0) {
            progress.note(outside + " of " + boxes + " boxes of " + file + " lie outside their pictures (such as "
                    + example + ") and mark no site; are they of pictures of another size?");
        }
    }
}
