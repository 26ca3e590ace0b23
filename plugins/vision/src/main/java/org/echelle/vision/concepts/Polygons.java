package org.echelle.vision.concepts;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.echelle.pictures.AreaMask;

/** Polygons as masks: a pixel belongs to the union when its centre does. */
final class Polygons {
    private Polygons() {}

    /** @param polygons each x, y, x, y, ... in pixels */
    static AreaMask mask(double[][] polygons, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        try {
            pen.setColor(Color.WHITE);
            for (double[] p : polygons) {
                Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
                path.moveTo(p[0], p[1]);
                for (int i = 2; i + 1 < p.length; i += 2) {
                    path.lineTo(p[i], p[i + 1]);
                }
                path.closePath();
                pen.fill(path);
            }
        } finally {
            pen.dispose();
        }
        byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        return AreaMask.of(width, height, (x, y) -> bytes[y * width + x] != 0 ? 1 : 0);
    }
}
