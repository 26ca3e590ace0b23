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
    private long turned;
    private String example = "";
    private String turnedExample = "";

    /**
     * Looks at a box.
     *
     * @param box left, upper, right and lower edge
     * @param picture its name
     * @param width and {@code height} of the picture in pixels
     */
    void look(double[] box, String picture, int width, int height) {
        boxes++;
        if (box[2] <= 1 && box[3] <= 1 && width > 1 && height > 1) {
            shares++;
        }
        if (box[2] <= box[0] || box[3] <= box[1]) {
            turned++;
            turnedExample = example(box, picture, width, height);
        } else if (box[0] >= width || box[1] >= height || box[2] <= 0 || box[3] <= 0) {
            outside++;
            example = example(box, picture, width, height);
        }
    }

    private static String example(double[] box, String picture, int width, int height) {
        return String.format(
                java.util.Locale.ROOT,
                "%.0f, %.0f to %.0f, %.0f in %s of %d x %d",
                box[0],
                box[1],
                box[2],
                box[3],
                picture,
                width,
                height);
    }

    /**
     * Tells what was seen.
     *
     * @throws VisionException when no box can be meant as it stands
     */
    void report(String file, Progress progress) {
        if (boxes > 0 && shares == boxes) {
            throw new VisionException("All " + boxes + " boxes of " + file
                    + " lie within the first pixel: they look like shares of the picture (0 to 1), where pixels are counted."
                    + " Multiply them by the pictures' width and height.");
        }
        if (turned > 0) {
            String what = turned + " of " + boxes + " boxes of " + file + " have no area, their right or lower edge not"
                    + " beyond the left or upper one (such as " + turnedExample + ")";
            if (turned == boxes) {
                throw new VisionException(what + "; is it edges that the file tells, or width and height?");
            }
            progress.note(what + " and mark no site.");
        }
        if (boxes > 0 && outside == boxes) {
            throw new VisionException("All " + boxes + " boxes of " + file + " lie outside their pictures (such as "
                    + example + "); they belong to pictures of another size.");
        }
        if (shares > boxes / 2) {
            progress.note(shares + " of " + boxes + " boxes of " + file
                    + " lie within the first pixel; are they shares of the picture (0 to 1)? Pixels are counted here.");
        }
        if (outside > 0) {
            progress.note(outside + " of " + boxes + " boxes of " + file + " lie outside their pictures (such as "
                    + example + ") and mark no site; are they of pictures of another size?");
        }
    }
}
