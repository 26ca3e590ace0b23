package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.echelle.api.HookPoint;

/** Between an activation in its hook point's layout and rows {@code [R, d]} in float32. */
final class Activation {
    private Activation() {}

    /**
     * The rows of an activation, ordered by sample, then by position.
     *
     * @return owned by {@code scope}
     */
    static NDArray rows(HookPoint hook, NDArray x, NDManager scope) {
        NDArray last = x;
        int dimensions = x.getShape().dimension();
        if (hook.layout() == HookPoint.Layout.WIDTH_SECOND) {
            int[] order = new int[dimensions];
            for (int i = 1; i < dimensions - 1; i++) {
                order[i] = i + 1;
            }
            order[dimensions - 1] = 1;
            last = x.transpose(order);
        }
        NDArray rows = last.reshape(-1, hook.width());
        if (last != x) {
            last.attach(scope);
        }
        rows.attach(scope);
        return rows.getDataType() == DataType.FLOAT32 ? rows : rows.toType(DataType.FLOAT32, true);
    }

    /**
     * The reverse of {@link #rows}: an activation of the shape and type of {@code like}, in its manager.
     *
     * @param rows in the engine's own memory ({@link org.echelle.torch.HostView#array}), which may be shared
     */
    static NDArray of(HookPoint hook, NDArray rows, NDArray like) {
        Shape shape = like.getShape();
        NDArray back;
        if (hook.layout() == HookPoint.Layout.WIDTH_SECOND) {
            int n = shape.dimension();
            long[] last = new long[n];
            int[] order = new int[n];
            last[0] = shape.get(0);
            last[n - 1] = hook.width();
            order[1] = n - 1;
            for (int i = 2; i < n; i++) {
                last[i - 1] = shape.get(i);
                order[i] = i - 1;
            }
            try (NDArray wide = rows.reshape(new Shape(last));
                    NDArray turned = wide.transpose(order)) {
                back = turned.reshape(shape);
            }
        } else {
            back = rows.reshape(shape);
        }
        NDArray own = back;
        if (back.getDataType() != like.getDataType()) {
            own = back.toType(like.getDataType(), true);
            back.close();
        }
        own.attach(like.getManager());
        return own;
    }

    /** Refuses types that do not pass through float32 unchanged (or that DJL's conversion cannot take). */
    static void requireReadable(HookPoint hook, NDArray x) {
        if (x.getDataType() != DataType.FLOAT32 && x.getDataType() != DataType.FLOAT16) {
            throw new SteeringException("The activation at hook point " + hook.name() + " is " + x.getDataType()
                    + "; edits work on float32 and float16.");
        }
        int at = hook.layout() == HookPoint.Layout.WIDTH_LAST ? x.getShape().dimension() - 1 : 1;
        if (x.getShape().get(at) != hook.width()) {
            throw new SteeringException("The subject gave an activation of shape " + x.getShape() + " at hook point "
                    + hook.name() + ", whose width is " + hook.width() + ": this is a defect of the plugin.");
        }
    }
}
