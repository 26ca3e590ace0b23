package org.echelle.vision.shapes;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Outlines of the shapes world's objects; all of one radius have about the same area. */
final class Outline {
    private Outline() {}

    /**
     * @param shape a value of {@link Factor#SHAPE}
     * @param x centre, in pixels
     * @param y centre, in pixels
     * @param radius in pixels
     * @param turn clockwise, in radians
     */
    static Shape of(String shape, double x, double y, double radius, double turn) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(turn);
        place.scale(radius, radius);
        return place.createTransformedShape(unit(shape));
    }

    private static Shape unit(String shape) {
        return switch (shape) {
            case "circle" -> disc(0.92);
            case "square" -> new Rectangle2D.Double(-0.8, -0.8, 1.6, 1.6);
            case "triangle" -> {
                Path2D path = new Path2D.Double();
                path.moveTo(0, -1.05);
                path.lineTo(1.05, 0.85);
                path.lineTo(-1.05, 0.85);
                path.closePath();
                yield path;
            }
            case "cross" -> {
                Area area = new Area(new Rectangle2D.Double(-1, -0.36, 2, 0.72));
                area.add(new Area(new Rectangle2D.Double(-0.36, -1, 0.72, 2)));
                yield area;
            }
            case "ring" -> {
                Area area = new Area(disc(1));
                area.subtract(new Area(disc(0.5)));
                yield area;
            }
            default -> throw new IllegalArgumentException("no outline is called " + shape);
        };
    }

    private static Shape disc(double r) {
        return new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
    }
}
