package org.echelle.medical.subject;

/**
 * Where preprocessing puts a film: the affine map from its own pixels to those that the network sees. Pixel {@code i} covers
 * {@code [i, i + 1)}.
 *
 * @param scaleX network pixels per film pixel along x
 * @param scaleY network pixels per film pixel along y
 * @param offsetX network x of the film's left edge
 * @param offsetY network y of the film's upper edge
 */
public record Placement(double scaleX, double scaleY, double offsetX, double offsetY) {
    /** Film x of a network x. */
    public double toFilmX(double inputX) {
        return (inputX - offsetX) / scaleX;
    }

    /** Film y of a network y. */
    public double toFilmY(double inputY) {
        return (inputY - offsetY) / scaleY;
    }
}
