package org.echelle.pictures;

/**
 * Where preprocessing (resize, then crop or pad) puts a picture: the affine map from its own pixels to the pixels that the
 * network sees, one scale and one offset an axis. Pixel edges are whole numbers: pixel {@code i} covers {@code [i, i + 1)}.
 *
 * @param scaleX network pixels per picture pixel along x
 * @param scaleY network pixels per picture pixel along y
 * @param offsetX network x of the picture's left edge (negative when the crop cuts into it)
 * @param offsetY network y of the picture's upper edge
 */
public record Placement(double scaleX, double scaleY, double offsetX, double offsetY) {
    /** Network x of a picture x. */
    public double toInputX(double imageX) {
        return imageX * scaleX + offsetX;
    }

    /** Network y of a picture y. */
    public double toInputY(double imageY) {
        return imageY * scaleY + offsetY;
    }

    /** Picture x of a network x. */
    public double toImageX(double inputX) {
        return (inputX - offsetX) / scaleX;
    }

    /** Picture y of a network y. */
    public double toImageY(double inputY) {
        return (inputY - offsetY) / scaleY;
    }
}
