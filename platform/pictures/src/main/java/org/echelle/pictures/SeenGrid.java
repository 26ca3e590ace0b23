package org.echelle.pictures;

import org.echelle.api.HookPoint;
import org.echelle.api.PictureReader;

/** A subject that says no more than what it sees: its cells lie evenly over the part of a picture that it says it sees, here an input of one pixel. */
record SeenGrid(PictureReader reader) implements PictureGrid {
    @Override
    public Placement placement(int imageWidth, int imageHeight) {
        double[] edges = reader.seen(imageWidth, imageHeight);
        double scaleX = 1 / (edges[2] - edges[0]);
        double scaleY = 1 / (edges[3] - edges[1]);
        return new Placement(scaleX, scaleY, -edges[0] * scaleX, -edges[1] * scaleY);
    }

    @Override
    public int inputWidth() {
        return 1;
    }

    @Override
    public int inputHeight() {
        return 1;
    }

    @Override
    public int[] gridSize(HookPoint hook) {
        int y = hook.axis("y");
        int x = hook.axis("x");
        boolean known = y >= 0
                && x >= 0
                && hook.axes().get(y).size() > 0
                && hook.axes().get(x).size() > 0;
        return known ? new int[] {hook.axes().get(y).size(), hook.axes().get(x).size()} : new int[] {0, 0};
    }
}
