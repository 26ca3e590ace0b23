package org.echelle.protein.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.vecmath.Point3d;
import javax.vecmath.Vector3d;
import org.biojava.nbio.structure.geometry.MomentsOfInertia;

/**
 * A chain seen from the side from which it is broadest: the alpha carbons projected onto the plane of their two longest principal
 * axes. Mirror images are avoided by a right-handed frame.
 *
 * @param x {@code [residue]}, NaN where nothing was seen, in ångström
 * @param y upwards
 * @param depth towards the beholder
 */
record Flattened(double[] x, double[] y, double[] depth) {
    static Flattened of(ChainModel chain) {
        int n = chain.length();
        List<Point3d> points = new ArrayList<>();
        Point3d centre = new Point3d();
        for (int i = 0; i < n; i++) {
            if (chain.seen(i)) {
                float[] p = chain.place(i);
                points.add(new Point3d(p[0], p[1], p[2]));
                centre.add(points.get(points.size() - 1));
            }
        }
        double[][] flat = new double[3][n];
        for (double[] axis : flat) {
            Arrays.fill(axis, Double.NaN);
        }
        if (points.isEmpty()) {
            return new Flattened(flat[0], flat[1], flat[2]);
        }
        centre.scale(1.0 / points.size());
        List<Vector3d> axes = axes(points, centre);
        int at = 0;
        for (int i = 0; i < n; i++) {
            if (chain.seen(i)) {
                Vector3d from = new Vector3d(points.get(at++));
                from.sub(centre);
                for (int a = 0; a < 3; a++) {
                    flat[a][i] = from.dot(axes.get(a));
                }
            }
        }
        return new Flattened(flat[0], flat[1], flat[2]);
    }

    private static List<Vector3d> axes(List<Point3d> points, Point3d centre) {
        if (points.size() < 3) {
            return List.of(new Vector3d(1, 0, 0), new Vector3d(0, 1, 0), new Vector3d(0, 0, 1));
        }
        MomentsOfInertia moments = new MomentsOfInertia();
        points.forEach(p -> moments.addPoint(p, 1));
        List<Vector3d> axes = Arrays.stream(moments.getPrincipalAxes())
                .sorted(Comparator.comparingDouble((Vector3d axis) -> -spread(points, centre, axis)))
                .toList();
        Vector3d third = new Vector3d();
        third.cross(axes.get(0), axes.get(1));
        return List.of(axes.get(0), axes.get(1), third);
    }

    private static double spread(List<Point3d> points, Point3d centre, Vector3d axis) {
        double spread = 0;
        for (Point3d p : points) {
            Vector3d from = new Vector3d(p);
            from.sub(centre);
            double along = from.dot(axis);
            spread += along * along;
        }
        return spread;
    }
}
