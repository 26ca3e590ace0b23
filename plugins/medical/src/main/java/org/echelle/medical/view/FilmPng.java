package org.echelle.medical.view;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.echelle.medical.Film;
import org.echelle.pictures.Png;

/** Films as PNG files of a page's size. */
final class FilmPng {
    private FilmPng() {}

    /** A film, reduced where its longer edge is above {@code longest} pixels. */
    static byte[] of(Film film, int longest) {
        BufferedImage whole = Png.image(film.width(), film.height(), film.channels(), film.bytes());
        double factor = longest / (double) Math.max(film.width(), film.height());
        return Png.of(factor >= 1 ? whole : reduced(whole, factor));
    }

    private static BufferedImage reduced(BufferedImage whole, double factor) {
        int width = Math.max(1, (int) Math.round(whole.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(whole.getHeight() * factor));
        BufferedImage small = new BufferedImage(width, height, whole.getType());
        Graphics2D pen = small.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(whole, 0, 0, width, height, null);
        pen.dispose();
        return small;
    }
}
