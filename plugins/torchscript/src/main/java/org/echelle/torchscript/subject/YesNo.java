package org.echelle.torchscript.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.torch.Scalars;

/**
 * Values that decide each by itself, as pairs of alternatives: the softmax over {@code (0, z)} is the sigmoid of {@code z}, so that whoever
 * knows groups of alternatives knows these.
 */
final class YesNo {
    private YesNo() {}

    /** @return {@code [..., 2 n]} of {@code [..., n]}: before each value a 0 */
    static NDArray paired(NDArray z) {
        long[] shape = z.getShape().getShape().clone();
        NDArray both = NDArrays.stack(new NDList(Scalars.times(z, 0), z), shape.length);
        if (shape.length == 0) {
            return both;
        }
        shape[shape.length - 1] *= 2;
        return both.reshape(new Shape(shape));
    }

    static List<String> names(List<String> labels) {
        return labels.stream().flatMap(l -> Stream.of(l + "/no", l + "/yes")).toList();
    }
}
