package org.echelle.torchscript.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;

/**
 * A hook point, and how what passes it becomes {@code [batch, ...]}: the batch may stand behind the first dimension (recurrent
 * networks), or be merged with windows into the first ({@code [batch * windows, ...]}).
 *
 * @param batchAt which dimension counts samples
 * @param parts how many of its entries belong to one sample
 * @param calls how often it is passed in a run; more than one gives an axis of that name
 */
record Placed(HookPoint hook, int batchAt, int parts, int calls) {
    /** How many of the hook point's axes are dimensions of what passes. */
    int positional() {
        return hook.axes().size() - (calls > 1 ? 1 : 0);
    }

    /** {@code [batch, ...]} of what passed. */
    NDArray turned(NDArray x) {
        if (batchAt > 0) {
            return x.swapAxes(0, batchAt);
        }
        return parts == 1 ? x : x.reshape(turned(x.getShape()));
    }

    /** What passed, of {@code [batch, ...]}. */
    NDArray back(NDArray y, Shape original) {
        if (batchAt > 0) {
            return y.swapAxes(0, batchAt);
        }
        return parts == 1 ? y : y.reshape(original);
    }

    /** The shape that {@link #turned} gives. */
    Shape turned(Shape shape) {
        long[] sizes = shape.getShape().clone();
        if (batchAt > 0) {
            long first = sizes[0];
            sizes[0] = sizes[batchAt];
            sizes[batchAt] = first;
            return new Shape(sizes);
        }
        if (parts == 1) {
            return shape;
        }
        long[] all = new long[sizes.length + 1];
        all[0] = sizes[0] / parts;
        all[1] = parts;
        System.arraycopy(sizes, 1, all, 2, sizes.length - 1);
        return new Shape(all);
    }

    /** Where the rows of a turned activation come from. */
    Sites sites(Shape turned) {
        long[] sizes = turned.getShape();
        List<Integer> positions = new ArrayList<>();
        int widthAt = hook.layout() == HookPoint.Layout.WIDTH_LAST ? sizes.length - 1 : 1;
        int each = 1;
        for (int i = 1; i < sizes.length; i++) {
            if (i != widthAt) {
                positions.add((int) sizes[i]);
                each *= (int) sizes[i];
            }
        }
        int[][] coordinates = new int[hook.axes().size()][each];
        for (int row = 0; row < each; row++) {
            int rest = row;
            for (int axis = positions.size() - 1; axis >= 0; axis--) {
                coordinates[axis][row] = rest % positions.get(axis);
                rest /= positions.get(axis);
            }
        }
        int samples = (int) sizes[0];
        return coordinates.length == 0
                ? new Sites(samples, each, new int[0][], null)
                : Sites.repeated(samples, coordinates);
    }
}
