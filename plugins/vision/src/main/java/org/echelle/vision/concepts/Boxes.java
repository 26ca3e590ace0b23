package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.echelle.pictures.Region;

/**
 * The union of boxes.
 *
 * @param boxes each left, upper, right and lower edge in pixels of the picture
 */
public record Boxes(List<double[]> boxes) implements Region {
    /** One box. */
    public static Boxes of(double x0, double y0, double x1, double y1) {
        return new Boxes(List.of(new double[] {x0, y0, x1, y1}));
    }

    /** By slabs between all vertical edges: exact, and quick for the few boxes that one cell meets. */
    @Override
    public double area(double x0, double y0, double x1, double y1) {
        List<double[]> met = new ArrayList<>();
        for (double[] b : boxes) {
            double[] clipped = {Math.max(x0, b[0]), Math.max(y0, b[1]), Math.min(x1, b[2]), Math.min(y1, b[3])};
            if (clipped[0] < clipped[2] && clipped[1] < clipped[3]) {
                met.add(clipped);
            }
        }
        if (met.size() == 1) {
            double[] b = met.get(0);
            return (b[2] - b[0]) * (b[3] - b[1]);
        }
        double[] edges = met.stream()
                .flatMapToDouble(b -> DoubleStream.of(b[0], b[2]))
                .sorted()
                .toArray();
        double area = 0;
        for (int i = 0; i + 1 < edges.length; i++) {
            area += (edges[i + 1] - edges[i]) * covered(met, edges[i], edges[i + 1]);
        }
        return area;
    }

    /** Length of the union of the intervals in y of the boxes that span a slab. */
    private static double covered(List<double[]> boxes, double left, double right) {
        double length = 0;
        double end = Double.NEGATIVE_INFINITY;
        List<double[]> spanning = boxes.stream()
                .filter(b -> b[0] <= left && b[2] >= right)
                .sorted(Comparator.comparingDouble(b -> b[1]))
                .toList();
        for (double[] b : spanning) {
            length += Math.max(0, b[3] - Math.max(end, b[1]));
            end = Math.max(end, b[3]);
        }
        return length;
    }
}
