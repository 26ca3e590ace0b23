package org.echelle.api;

import java.util.List;

/**
 * A named place in a subject where activations are read or edited.
 *
 * @param name the published module path in the layout that the weights came in, such as {@code blocks.3} (timm) or
 *     {@code layer3.0} (torchvision)
 * @param width length {@code d} of one activation row
 * @param layout where the width stands in the array that {@link Tap#at} sees
 * @param axes what the coordinates of a row mean, in order
 * @param description one phrase, such as {@code "residual stream after block 3"}
 */
public record HookPoint(String name, int width, Layout layout, List<Axis> axes, String description) {
    /** Where the width stands among an activation's dimensions. */
    public enum Layout {
        /** {@code [batch, positions..., width]}, or {@code [batch, width]}. */
        WIDTH_LAST,
        /** {@code [batch, width, positions...]}, as convolutions have it. */
        WIDTH_SECOND
    }

    public HookPoint {
        axes = List.copyOf(axes);
    }

    /** Position of the axis of that name in {@link #axes}, or -1. */
    public int axis(String axisName) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).name().equals(axisName)) {
                return i;
            }
        }
        return -1;
    }
}
